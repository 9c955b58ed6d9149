/**
 * The matrix as a table, or as one JSON object.
 *
 * @module
 */
import {
  type SeedResult,
  type Standing,
  verdictOf,
  verdictOfAll,
  worstFigures,
} from "../glomers/standing.ts";
import type { Row } from "../glomers/row.ts";
import { counted } from "../observe/footer.ts";
import { clipped, figure, msOf, percent } from "../workbench/words.ts";
import type { GlomersFlags, SeededFlags } from "./glomers_flags.ts";
import { type Cell, type Column, styled, type Style, table } from "./table.ts";

/** Of a complaint: whoever wants all of it repeats the test. */
const COMPLAINT_COLUMNS = 200;

/** The command that repeats the test of a row with a seed. */
export function repeating(flags: GlomersFlags, { id }: Pick<Row, "id">, seed: string): string {
  const { delivery, nemesis, nemesisInterval, loss, duplicate } = flags;
  const parts = ["npx hearsay glomers --only", id, "--seed", seed];
  if (flags.virtual === true) parts.push("--virtual");
  if (flags.strict === true) parts.push("--strict");
  if (delivery === "exact") parts.push("--delivery", delivery);
  if (nemesis.length > 0) parts.push("--nemesis", nemesis.join(","));
  if (nemesisInterval !== undefined) parts.push("--nemesis-interval", String(nemesisInterval));
  if (loss > 0) parts.push("--loss", String(loss));
  if (duplicate > 0) parts.push("--duplicate", String(duplicate));
  return parts.join(" ");
}

/** The command that runs what an interruption has left; undefined when nothing is left. */
export function goingOn(standings: readonly Standing[], flags: SeededFlags): string | undefined {
  const left = standings.filter(
    ({ missing, done }) => missing === undefined && done.length < flags.seeds,
  );
  if (left.length === 0) return undefined;
  const id = left.map(({ row }) => row.id).join(",");
  const seeds = flags.seeds === 1 ? "" : ` --seeds ${flags.seeds}`;
  return `${repeating(flags, { id }, String(flags.seed))}${seeds}`;
}

/** Prints what came of the matrix on stdout. */
export function reportGlomers(
  standings: readonly Standing[],
  flags: SeededFlags,
  stream: NodeJS.WritableStream = process.stdout,
): void {
  if (flags.json === true) {
    stream.write(`${JSON.stringify(asJson(standings, flags))}\n`);
    return;
  }
  const lines = [
    headOf(standings, flags),
    ...tableOf(standings, flags, stream),
    "",
    ...standings.flatMap((standing) => failureLines(standing, flags)),
    summaryOf(standings, stream),
  ];
  stream.write(`${lines.join("\n")}\n`);
}

function headOf(
  standings: readonly Standing[],
  { seeds, seed, virtual, strict }: SeededFlags,
): string {
  const time = virtual === true ? "virtual" : "real";
  const drawn = seeds === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + seeds - 1}`;
  const judged = strict === true ? "strict" : "compat";
  return `${counted(standings.length, "row")} in ${time} time, ${drawn}, judged ${judged}`;
}

function tableOf(
  standings: readonly Standing[],
  flags: SeededFlags,
  stream: NodeJS.WritableStream,
): string[] {
  const isSweep = flags.seeds > 1;
  const columns: Column[] = [
    { title: "challenge" },
    { title: "" },
    { title: "verdict" },
    ...(isSweep ? [{ title: "passed", right: true }] : []),
    { title: "msgs/op", right: true },
    { title: "median ms", right: true },
    { title: "max ms", right: true },
    { title: "available", right: true },
    { title: "faults" },
  ];
  const rows = standings.map((standing): Cell[] => {
    const { row, faults, done } = standing;
    const { msgsPerOp, medianMs, maxMs, availability } = worstFigures(done);
    return [
      row.id,
      row.title,
      verdictCell(standing),
      ...(isSweep ? [`${passedOf(done)}/${flags.seeds}`] : []),
      shown(msgsPerOp, figure),
      shown(medianMs, msOf),
      shown(maxMs, msOf),
      shown(availability, percent),
      faults,
    ];
  });
  const note = isSweep ? ["Each figure is the worst of its row's seeds."] : [];
  return [...table(columns, rows, stream), ...note];
}

function shown(value: number | undefined, told: (value: number) => string): string {
  return value === undefined ? "-" : told(value);
}

const LOOKS: readonly (readonly [what: string, style: Style])[] = [
  ["valid", "green"],
  ["invalid", "red"],
  ["missing", "red"],
  ["not run", "yellow"],
  ["unknown", "yellow"],
];

function verdictCell(standing: Standing): Cell {
  const text = verdictWord(standing);
  const [, style] = LOOKS.find(([what]) => what === text)!;
  return { text, style };
}

function verdictWord(standing: Standing): string {
  if (standing.missing !== undefined) return "missing";
  const verdict = verdictOf(standing);
  if (verdict === "unknown") return standing.done.length === 0 ? "not run" : "unknown";
  return verdict ? "valid" : "invalid";
}

/** What is wrong with a row, of the first seed with which it is; nothing when all is well. */
function failureLines(standing: Standing, flags: SeededFlags): string[] {
  const { row, missing, done } = standing;
  if (missing !== undefined) return [`${row.id}: ${clipped(missing, COMPLAINT_COLUMNS)}`];
  const bad = firstBad(done);
  if (bad === undefined) return [];
  const { complaint, folder, seed } = bad;
  const what = complaint === undefined ? "" : clipped(complaint.what, COMPLAINT_COLUMNS);
  const lines = [`${row.id}, seed ${seed}: ${complaint?.anomaly ?? "unknown"}: ${what}`];
  lines.push(`  again: ${repeating(flags, row, seed)}`);
  if (folder !== undefined) lines.push(`  files: ${folder}`);
  return lines;
}

/** What is wrong for sure tells more than what is unknown. */
function firstBad(done: readonly SeedResult[]): SeedResult | undefined {
  return done.find(({ valid }) => valid === false) ?? done.find(({ valid }) => valid !== true);
}

function summaryOf(standings: readonly Standing[], stream: NodeJS.WritableStream): string {
  const passed = standings.filter((standing) => verdictOf(standing) === true).length;
  const text = `${passed} of ${counted(standings.length, "row")} passed`;
  return styled(passed === standings.length ? "green" : "red", text, stream);
}

function passedOf(done: readonly SeedResult[]): number {
  return done.filter(({ valid }) => valid === true).length;
}

function asJson(standings: readonly Standing[], flags: SeededFlags): object {
  return {
    "valid?": verdictOfAll(standings),
    time: flags.virtual === true ? "virtual" : "real",
    judgement: flags.strict === true ? "strict" : "compat",
    delivery: flags.delivery,
    seed: flags.seed,
    seeds: flags.seeds,
    rows: standings.map((standing) => {
      const { row, faults, missing, done } = standing;
      const { msgsPerOp, medianMs, maxMs, availability } = worstFigures(done);
      const failed = done.filter(({ valid }) => valid !== true);
      return {
        id: row.id,
        title: row.title,
        program: row.program,
        "valid?": verdictOf(standing),
        missing: missing ?? null,
        done: done.length,
        passed: passedOf(done),
        faults,
        figures: {
          "msgs-per-op": msgsPerOp ?? null,
          "median-ms": medianMs ?? null,
          "max-ms": maxMs ?? null,
          availability: availability ?? null,
        },
        failed: failed.map(({ seed, valid, complaint, folder }) => ({
          seed,
          "valid?": valid,
          anomaly: complaint?.anomaly ?? null,
          what: complaint?.what ?? null,
          folder: folder ?? null,
          again: repeating(flags, row, seed),
        })),
      };
    }),
  };
}

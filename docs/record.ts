/**
 * Makes docs/live.svg, the picture in the README: records a real run in a pseudo terminal.
 *
 * Run it with `node docs/record.ts`; it needs util-linux's `script`.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  inTerminal,
  noPseudoTerminal,
  type PseudoTerminal,
} from "../test/support/pseudo_terminal.ts";
import { type Cell, Screen } from "../test/support/screen.ts";
import { type Picture, terminalSvg } from "./terminal_svg.ts";

const ROOT = join(import.meta.dirname, "..");
const TARGET = join(import.meta.dirname, "live.svg");

const ARGUMENTS = "run --robots 10 --loss 0.3 --kill-every-ms 300 --run demo".split(" ");

const COLUMNS = 96;
/** More than the notes, the live view and the result need: nothing scrolls away. */
const ROWS = 45;

/** Enough to see knowledge spread, few enough for a small file. */
const PICTURES_MAX = 14;
/** Nobody wants to watch a picture that stands still. */
const PICTURE_MS_MIN = 150;
const PICTURE_MS_MAX = 900;
const LAST_PICTURE_MS = 4000;

interface Snapshot {
  readonly atMs: number;
  readonly rows: Cell[][];
  /** What must differ for a new picture: the time alone is not worth one. */
  readonly key: string;
}

async function main(): Promise<number> {
  const problem = noPseudoTerminal();
  if (problem !== undefined) return complain(`cannot record a run: ${problem}`);
  const folder = mkdtempSync(join(tmpdir(), "hearsay-record-"));
  try {
    const command = [process.execPath, join(ROOT, "bin/hearsay.mjs"), ...ARGUMENTS];
    const env = { HEARSAY_REDIS_PRIVATE: "1" };
    const terminal = inTerminal(command, { columns: COLUMNS, rows: ROWS, cwd: folder, env });
    const code = await terminal.ended;
    if (code !== 0) return complain(`cannot use the run: it ended with exit code ${code}`);
    const snapshots = watch(terminal);
    const pictures = choose(snapshots);
    const title = `npx hearsay ${ARGUMENTS.join(" ")}`;
    const rows = Math.max(...pictures.map(heightOf));
    const svg = terminalSvg(pictures, { title, columns: COLUMNS, rows });
    writeFileSync(TARGET, svg);
    console.log(
      `${TARGET}: ${pictures.length} of ${snapshots.length} pictures, ${svg.length} bytes`,
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was on the screen after each update, and at the end. */
function watch({ chunks }: PseudoTerminal): Snapshot[] {
  const screen = new Screen(COLUMNS, ROWS);
  const snapshots: Snapshot[] = [];
  let atMs = 0;
  const take = (): void => {
    const top = screen.lines.findIndex((line) => line.startsWith(" hearsay "));
    if (top < 0) return;
    const lines = screen.lines.slice(top);
    const key = lines.filter((line) => !/^ (hearsay|knowledge) /.test(line)).join("\n");
    if (snapshots.at(-1)?.key === key) return;
    snapshots.push({ atMs, key, rows: screen.cells.slice(top).map((row) => [...row]) });
  };
  screen.onUpdate = take;
  for (const chunk of chunks) {
    atMs = chunk.atMs;
    screen.write(chunk.text);
  }
  take();
  return snapshots;
}

/** Rows down to the last with something in it. */
function heightOf({ rows }: Picture): number {
  return rows.findLastIndex((row) => row.some(({ character }) => character !== " ")) + 1;
}

/** Pictures evenly spread over the snapshots, each shown as long as it was true. */
function choose(drawn: readonly Snapshot[]): Picture[] {
  const count = Math.min(PICTURES_MAX, drawn.length);
  const chosen = drawn.filter((_, i) => i === 0 || isStep(i, count - 1, drawn.length - 1));
  return chosen.map(({ rows, atMs }, i) => {
    const next = chosen[i + 1];
    if (next === undefined) return { rows, durationMs: LAST_PICTURE_MS };
    const lastedMs = Math.round(next.atMs - atMs);
    return { rows, durationMs: Math.min(PICTURE_MS_MAX, Math.max(PICTURE_MS_MIN, lastedMs)) };
  });
}

/** Whether one of `steps` equal steps from 0 to `end` ends at `i`. */
function isStep(i: number, steps: number, end: number): boolean {
  return Math.floor((i * steps) / end) > Math.floor(((i - 1) * steps) / end);
}

function complain(problem: string): number {
  console.error(`record: ${problem}`);
  return 1;
}

process.exitCode = await main();

/**
 * What came of many seeds: how many passed, how the others failed, and how far the figures are apart.
 *
 * @module
 */
import { type Verdict, worst } from "../checkers/history/history.ts";
import { messagesPerOperation } from "../workbench/net_tally.ts";
import type { TestOutcome } from "../workbench/record.ts";
import type { Kept } from "./test_one.ts";
import { table } from "./table.ts";

/** Failed seeds that are listed. */
const FAILED_SHOWN = 10;

/** A run of a sweep. */
export interface SweepRow {
  readonly seed: string;
  readonly valid: Verdict;
  /** What was complained about first, and in words. */
  readonly anomaly: string | undefined;
  readonly what: string | undefined;
  readonly folder: string | undefined;
  /** By name; undefined when the run has no such figure. */
  readonly figures: Readonly<Record<string, number | undefined>>;
}

export function sweepRow({ tested: { outcome }, folder }: Kept): SweepRow {
  const [first] = outcome.complaints;
  const { seed } = outcome.record.plan;
  return {
    seed,
    valid: outcome.valid,
    anomaly: first?.anomaly,
    what: first?.what,
    folder,
    figures: figuresOf(outcome),
  };
}

function figuresOf({ record, net, availability, workload }: TestOutcome): SweepRow["figures"] {
  const invocations = record.history.filter(({ type }) => type === "invoke").length;
  const results = workload.results as {
    readonly "stable-latencies"?: Record<string, number> | null;
  };
  const stable = results["stable-latencies"];
  return {
    "servers.msgs-per-op": messagesPerOperation(net.servers, invocations),
    "stable p50 ms": stable?.["0.5"],
    "stable max ms": stable?.["1"],
    availability: availability.okFraction,
    operations: invocations,
  };
}

/** Prints the sweep; returns the verdict on all. */
export function reportSweep(
  rows: readonly SweepRow[],
  { json, runs }: { readonly json: boolean; readonly runs: number },
): Verdict {
  const verdict = rows.length === 0 ? "unknown" : worst(rows.map(({ valid }) => valid));
  const passed = rows.filter(({ valid }) => valid === true).length;
  const spreads = spreadsOf(rows);
  if (json) {
    const failed = rows.filter(({ valid }) => valid !== true);
    const result = { "valid?": verdict, runs, done: rows.length, passed, figures: spreads, failed };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return verdict;
  }
  const lines = [`${passed} of ${rows.length} seeds passed`];
  if (rows.length < runs) lines[0] += `, ${runs - rows.length} were not run`;
  lines.push(...failures(rows), ...figureLines(spreads));
  process.stdout.write(`${lines.join("\n")}\n`);
  return verdict;
}

function failures(rows: readonly SweepRow[]): string[] {
  const failed = rows.filter(({ valid }) => valid !== true);
  const lines = failed
    .slice(0, FAILED_SHOWN)
    .map(({ seed, valid, anomaly = "", what = "", folder }) => {
      const where = folder === undefined ? "" : ` (${folder})`;
      return `  seed ${seed}: ${valid === false ? "invalid" : "unknown"}, ${anomaly}: ${what}${where}`;
    });
  const more = failed.length - FAILED_SHOWN;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

function spreadsOf(rows: readonly SweepRow[]): Record<string, Spread> {
  const spreads: Record<string, Spread> = {};
  for (const name of Object.keys(rows[0]?.figures ?? {})) {
    const values = rows
      .map(({ figures }) => figures[name])
      .filter((value) => value !== undefined)
      .toSorted((a, b) => a - b);
    if (values.length === 0) continue;
    const median = values[Math.floor((values.length - 1) / 2)]!;
    spreads[name] = { min: values[0]!, median, max: values.at(-1)! };
  }
  return spreads;
}

const COLUMNS = [
  { title: "" },
  { title: "min", right: true },
  { title: "median", right: true },
  { title: "max", right: true },
];

function figureLines(spreads: Readonly<Record<string, Spread>>): string[] {
  const body = Object.entries(spreads).map(([name, { min, median, max }]) => [
    name,
    ...[min, median, max].map((value) => String(Number(value.toFixed(3)))),
  ]);
  return body.length === 0 ? [] : table(COLUMNS, body, process.stdout);
}

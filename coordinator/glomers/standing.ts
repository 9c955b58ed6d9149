/**
 * How a row stands after its tests: the verdict on all seeds together, and its figures, the worst of
 * all seeds. Pure.
 *
 * @module
 */
import { type Verdict, worst } from "../checkers/history/history.ts";
import { metricsOf } from "../workbench/metrics.ts";
import type { TestOutcome } from "../workbench/record.ts";
import { workloadOf } from "../workbench/workloads/registry.ts";
import type { Row } from "./row.ts";

/** Undefined: the run has no such figure. */
export interface Figures {
  /** Between servers. */
  readonly msgsPerOp: number | undefined;
  /** Until an element is everywhere, of workloads that have elements; else of an operation. */
  readonly medianMs: number | undefined;
  readonly maxMs: number | undefined;
  readonly availability: number | undefined;
}

/** What came of one seed. */
export interface SeedResult {
  readonly seed: string;
  readonly valid: Verdict;
  /** What was complained about first: a name, and in words. */
  readonly complaint: { readonly anomaly: string; readonly what: string } | undefined;
  readonly figures: Figures;
  /** Where everything lies; undefined when nothing was kept. */
  readonly folder: string | undefined;
}

export interface Standing {
  readonly row: Row;
  /** In words; empty when there are none. */
  readonly faults: string;
  /** Why there is no program to test; undefined when there is one. */
  readonly missing: string | undefined;
  /** Tests that were asked for. */
  readonly seeds: number;
  /** Tests that came to an end. */
  readonly done: readonly SeedResult[];
}

/** The judged test of a seed. */
export function seedResult(outcome: TestOutcome, folder: string | undefined): SeedResult {
  const [first] = outcome.complaints;
  return {
    seed: outcome.record.plan.seed,
    valid: outcome.valid,
    complaint: first === undefined ? undefined : { anomaly: first.anomaly, what: first.what },
    figures: figuresOf(outcome),
    folder,
  };
}

function figuresOf({ record, net, stats, availability, workload }: TestOutcome): Figures {
  const metric = metricsOf({
    history: record.history,
    net,
    stats,
    availability,
    results: workload.results,
    unjudged: workloadOf(record.plan).unjudged ?? [],
  });
  return {
    msgsPerOp: metric("servers.msgs-per-op"),
    medianMs: metric("p50") ?? metric("latency.p50"),
    maxMs: metric("max") ?? metric("latency.max"),
    availability: metric("availability"),
  };
}

/** A row that was not run to its end may still turn out either way, unless it failed already. */
export function verdictOf({ missing, seeds, done }: Standing): Verdict {
  if (missing !== undefined) return false;
  const verdicts = done.map(({ valid }) => valid);
  return worst(done.length < seeds ? [...verdicts, "unknown"] : verdicts);
}

/** The verdict on the whole matrix. */
export function verdictOfAll(standings: readonly Standing[]): Verdict {
  return standings.length === 0 ? "unknown" : worst(standings.map(verdictOf));
}

/** The least favourable value of each figure. */
export function worstFigures(done: readonly SeedResult[]): Figures {
  const all = (figure: keyof Figures): number[] =>
    done.map(({ figures }) => figures[figure]).filter((value) => value !== undefined);
  return {
    msgsPerOp: extreme(all("msgsPerOp"), Math.max),
    medianMs: extreme(all("medianMs"), Math.max),
    maxMs: extreme(all("maxMs"), Math.max),
    availability: extreme(all("availability"), Math.min),
  };
}

function extreme(
  values: readonly number[],
  of: (a: number, b: number) => number,
): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => of(a, b));
}

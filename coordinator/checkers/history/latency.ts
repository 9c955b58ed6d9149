/**
 * Latencies, and their quantiles as Jepsen and Maelstrom define them: the value at place ⌊n·q⌋ of the
 * sorted ones, the last one at most. Nothing is interpolated, and the median of two is the greater.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { Completion, HistoryEvent } from "./history.ts";

/** The points that Maelstrom reports. */
export const QUANTILES = ["0", "0.5", "0.95", "0.99", "1"] as const;

/** Quantile -> value, in the unit of what was measured. */
export type Quantiles = Readonly<Record<(typeof QUANTILES)[number], number>>;

/** How long operations of one kind with one end took. */
export interface Latencies {
  readonly f: string;
  readonly type: Completion;
  readonly count: number;
  readonly quantilesMs: Quantiles;
}

/**
 * The five quantiles; `undefined` when there is nothing to rank.
 *
 * @example
 * ```ts
 * import { quantiles } from "./latency.ts";
 * console.log(quantiles([30, 10, 20])); // { '0': 10, '1': 30, '0.5': 20, '0.95': 30, '0.99': 30 }
 * ```
 */
export function quantiles(values: Iterable<number>): Quantiles | undefined {
  const sorted = Float64Array.from(values).toSorted();
  if (sorted.length === 0) return undefined;
  const at = (point: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * point))]!;
  return { "0": at(0), "0.5": at(0.5), "0.95": at(0.95), "0.99": at(0.99), "1": at(1) };
}

/**
 * From invocation to completion, for each kind of operation and each end. What never ended is left out.
 *
 * @throws RangeError when invocations and completions do not pair up.
 */
export function latencies(history: readonly HistoryEvent[]): Latencies[] {
  const groups = new Map<string, { f: string; type: Completion; ms: number[] }>();
  for (const { f, type, invokedNs, completedNs } of operationsOf(history)) {
    if (completedNs === Infinity) continue;
    const name = JSON.stringify([f, type]);
    const group = groups.get(name) ?? { f, type, ms: [] };
    group.ms.push((completedNs - invokedNs) / NANOSECONDS_PER_MS);
    groups.set(name, group);
  }
  return [...groups.values()].map(({ f, type, ms }) => ({
    f,
    type,
    count: ms.length,
    quantilesMs: quantiles(ms)!,
  }));
}

/** What histories count in, and what results say. */
export const NANOSECONDS_PER_MS = 1_000_000;

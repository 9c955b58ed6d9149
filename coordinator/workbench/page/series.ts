/**
 * How operations went over time: rates and quantiles of latency in windows of equal length.
 *
 * @module
 */
import type { Completion, Operation } from "../../checkers/history/history.ts";
import { type Quantiles, quantiles } from "../../checkers/history/latency.ts";

/** Windows in one picture: enough to see a fault of a few seconds, wide enough to hold some operations. */
const WINDOWS = 60;

/** Those that are shown. */
export const SHOWN = ["0.5", "0.95", "0.99", "1"] as const;

/** A line: `at` is the middle of a window, seconds since the start. */
export interface Line {
  readonly name: string;
  readonly points: readonly { readonly atS: number; readonly y: number }[];
}

/** The smallest of 1, 2 or 5 times a power of ten that is not below `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999999)!;
}

export function windowS(endS: number): number {
  return niceStep(Math.max(endS, 0.001) / WINDOWS);
}

/** Completions a second, one line for each kind of operation and how it ended: `read ok`. */
export function rates(operations: readonly Operation[], endS: number): Line[] {
  const width = windowS(endS);
  const windows = Math.max(1, Math.ceil(endS / width));
  const counts = new Map<string, number[]>();
  for (const { f, type, completedNs } of operations) {
    if (!Number.isFinite(completedNs)) continue;
    const name = `${f} ${type}`;
    let bins = counts.get(name);
    if (bins === undefined) counts.set(name, (bins = Array.from({ length: windows }, () => 0)));
    const at = Math.min(windows - 1, Math.floor(completedNs / 1e9 / width));
    bins[at] = bins[at]! + 1;
  }
  return [...counts].map(([name, bins]) => ({
    name,
    points: bins.map((count, i) => ({ atS: Math.min(endS, (i + 0.5) * width), y: count / width })),
  }));
}

/** Latencies in ms of what succeeded, one line for each of {@linkcode SHOWN}. */
export function latencyQuantiles(operations: readonly Operation[], endS: number): Line[] {
  const width = windowS(endS);
  const windows = new Map<number, number[]>();
  for (const { type, invokedNs, completedNs } of operations) {
    if (type !== "ok") continue;
    const at = Math.floor(invokedNs / 1e9 / width);
    const latencies = windows.get(at);
    if (latencies === undefined) windows.set(at, [(completedNs - invokedNs) / 1e6]);
    else latencies.push((completedNs - invokedNs) / 1e6);
  }
  const sorted = [...windows].sort(([a], [b]) => a - b);
  const points = sorted.map(([at, latencies]) => ({
    atS: Math.min(endS, (at + 0.5) * width),
    values: quantiles(latencies)!,
  }));
  return SHOWN.map((name) => ({
    name,
    points: points.map(({ atS, values }) => ({ atS, y: values[name] })),
  }));
}

/** What became of the operations of one kind. Quantiles are of those that succeeded. */
export interface FStats {
  readonly f: string;
  readonly counts: Readonly<Record<Completion, number>>;
  readonly quantilesMs: Quantiles | undefined;
}

export function statsByF(operations: readonly Operation[]): FStats[] {
  const byF = new Map<string, { counts: Record<Completion, number>; latencies: number[] }>();
  for (const { f, type, invokedNs, completedNs } of operations) {
    let stats = byF.get(f);
    if (stats === undefined) {
      byF.set(f, (stats = { counts: { ok: 0, fail: 0, info: 0 }, latencies: [] }));
    }
    stats.counts[type]++;
    if (type === "ok") stats.latencies.push((completedNs - invokedNs) / 1e6);
  }
  return [...byF]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([f, { counts, latencies }]) => ({ f, counts, quantilesMs: quantiles(latencies) }));
}

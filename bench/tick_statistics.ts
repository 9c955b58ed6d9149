/**
 * How regular ticks were.
 *
 * @module
 */
import { mean, quantile, standardDeviation } from "./statistics.ts";

export interface TickFigures {
  /** Ticks that came, of those that were due, percent. */
  readonly ratePercent: number;
  /** Spread of the intervals, percent of the period. */
  readonly sdPercent: number;
  /** The interval that 99 of 100 do not exceed, periods. */
  readonly p99Periods: number;
  /** CPU of everything that took part, percent of one core. */
  readonly cpuPercent: number;
}

/** The figures of robots that each saw ticks at these times, milliseconds. */
export function tickFigures(
  robots: readonly (readonly number[])[],
  periodMs: number,
  cpuPercent: number,
): TickFigures {
  const intervals = robots.flatMap((ticks) => ticks.slice(1).map((atMs, i) => atMs - ticks[i]!));
  return {
    ratePercent: (100 * periodMs) / mean(intervals),
    sdPercent: (100 * standardDeviation(intervals)) / periodMs,
    p99Periods: quantile(intervals, 0.99) / periodMs,
    cpuPercent,
  };
}

/**
 * Availability: how many of the operations that clients asked for were answered with ok.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { HistoryEvent, Judgement, Verdict } from "./history.ts";

/** `total`: everything must succeed. A number from 0 to 1: at least this fraction. */
export type AvailabilityGoal = "total" | number;

/** Operations that did not succeed, shown by position; all are counted. */
export const UNAVAILABLE_SHOWN_MAX = 32;

export interface AvailabilityResult {
  readonly valid: Verdict;
  readonly okCount: number;
  readonly invokedCount: number;
  /** ok / invoked; 1 when nothing was asked. Compat rounds it to 32 bits, as Maelstrom does. */
  readonly okFraction: number;
  /** Where in the history those begin that did not succeed. */
  readonly notOk: readonly number[];
}

/**
 * Holds a history to a goal; without one it is only counted.
 *
 * Compat compares the rounded fraction, so 9 of 10 miss a goal of 0.9. Strict compares exactly, and
 * answers `unknown` when nothing was asked.
 *
 * @throws RangeError when the goal is a number outside 0 to 1, or the history does not pair up.
 *
 * @example
 * ```ts
 * import { availability } from "./availability.ts";
 * const { valid, okFraction } = availability(
 *   [
 *     { process: 0, type: "invoke", f: "read", value: null },
 *     { process: 0, type: "info", f: "read", value: null },
 *   ],
 *   "compat",
 *   "total",
 * );
 * console.log(valid, okFraction); // false 0
 * ```
 */
export function availability(
  history: readonly HistoryEvent[],
  judgement: Judgement,
  goal?: AvailabilityGoal,
): AvailabilityResult {
  if (typeof goal === "number" && !(goal >= 0 && goal <= 1))
    throw new RangeError(
      `cannot judge availability as the goal must be a fraction from 0 to 1: got ${goal}`,
    );
  const operations = operationsOf(history);
  const notOk = operations.filter(({ type }) => type !== "ok");
  const invokedCount = operations.length;
  const okCount = invokedCount - notOk.length;
  const exact = invokedCount === 0 ? 1 : okCount / invokedCount;
  const okFraction = judgement === "compat" ? Math.fround(exact) : exact;
  const met = goal === undefined || okFraction >= (goal === "total" ? 1 : goal);
  const nothing = judgement === "strict" && goal !== undefined && invokedCount === 0;
  return {
    valid: nothing ? "unknown" : met,
    okCount,
    invokedCount,
    okFraction,
    notOk: notOk.slice(0, UNAVAILABLE_SHOWN_MAX).map(({ invokedAt }) => invokedAt),
  };
}

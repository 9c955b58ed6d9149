/**
 * Counters, growing only or both ways: a read must be the sum of additions that may have happened. Every
 * acknowledged one counts in a final read, and any of those that nobody knows of may. Which sums that
 * leaves is written as ranges.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { HistoryEvent, Json, Judgement, Operation, Verdict } from "./history.ts";
import { isList } from "./json_values.ts";

/**
 * Ranges kept apart. Small deltas fill every gap and need a handful; deltas far apart, such as powers
 * of two, would double them each time. Beyond this all becomes one range, and the answer for what lies
 * in it is `unknown`.
 */
export const RANGES_MAX = 4096;

/** Errors shown in full; all are counted. */
export const COUNTER_ERRORS_SHOWN_MAX = 32;

/** From the first to the last whole number, both included. */
export type Range = readonly [number, number];

/**
 * - `final-read`: a final read is no sum that acknowledged and indefinite additions allow.
 * - `impossible-read` (strict): another read is no sum of any additions that had begun when it ended.
 * - `diverged` (strict): final reads are possible one by one, but differ, though all additions had
 *   ended before them.
 * - `no-final-read` (strict): final reads were asked for, and none succeeded.
 */
export type CounterErrorKind = "final-read" | "impossible-read" | "diverged" | "no-final-read";

export interface CounterError {
  readonly kind: CounterErrorKind;
  /** Where the completion of the read stands in the history; of its invocation if it has none. */
  readonly operation: number;
  readonly value: Json;
  /** The nearest sums that were possible, below and above. */
  readonly nearest: readonly number[];
}

export interface CounterResult {
  readonly valid: Verdict;
  readonly finalReads: readonly Json[];
  /** What a final read may be. */
  readonly acceptable: readonly Range[];
  /** Whether `acceptable` holds nothing but possible sums. @see RANGES_MAX */
  readonly exact: boolean;
  readonly errorCount: number;
  readonly errors: readonly CounterError[];
}

/**
 * Judges a history of `add` and `read`. Only additions that are known to have failed are left out.
 *
 * Strict looks at all reads. A node may lag, so any additions may be missing in one that is not final;
 * what nobody had asked for cannot be in it. Without a final read strict answers `unknown`.
 *
 * @throws RangeError when invocations and completions do not pair up, or a delta is no whole number.
 *
 * @example
 * ```ts
 * import { counter } from "./counter.ts";
 * const { valid, acceptable } = counter(
 *   [
 *     { process: 0, type: "invoke", f: "add", value: 2 },
 *     { process: 0, type: "ok", f: "add", value: 2 },
 *     { process: 1, type: "invoke", f: "add", value: 3 },
 *     { process: 1, type: "info", f: "add", value: 3 },
 *     { process: 0, type: "invoke", f: "read", value: null, final: true },
 *     { process: 0, type: "ok", f: "read", value: 4, final: true },
 *   ],
 *   "compat",
 * );
 * console.log(valid, acceptable); // false [ [ 2, 2 ], [ 5, 5 ] ]
 * ```
 */
export function counter(history: readonly HistoryEvent[], judgement: Judgement): CounterResult {
  const operations = operationsOf(history);
  const adds = operations.filter(({ f, type }) => f === "add" && type !== "fail");
  const finals = operations.filter(({ final, type }) => final && type === "ok");
  const sums = acceptableSums(adds);
  const errors: CounterError[] = [];
  for (const read of finals)
    if (!sums.has(read.value)) errors.push(errorOf("final-read", read, sums));
  let settled = sums.exact || finals.length === 0;
  if (judgement === "strict") {
    settled = impossibleReads(history, operations, errors) && settled;
    if (errors.length === 0) disagreements(adds, finals, errors);
    const unanswered = operations.find(({ final }) => final);
    if (finals.length > 0) settled &&= true;
    else if (unanswered === undefined) settled = false;
    else errors.push(errorOf("no-final-read", unanswered, sums));
  }
  return {
    valid: errors.length > 0 ? false : settled ? true : "unknown",
    finalReads: finals.toSorted((a, b) => a.completedAt - b.completedAt).map(({ value }) => value),
    acceptable: sums.ranges,
    exact: sums.exact,
    errorCount: errors.length,
    errors: errors.slice(0, COUNTER_ERRORS_SHOWN_MAX),
  };
}

/** The acknowledged sum, plus any of the indefinite ones: equal ones together, in powers of two. */
function acceptableSums(adds: readonly Operation[]): Sums {
  let acknowledged = 0;
  const indefinite = new Map<number, number>();
  for (const { type, value } of adds) {
    const delta = deltaOf(value);
    if (type === "ok") acknowledged += delta;
    else indefinite.set(delta, (indefinite.get(delta) ?? 0) + 1);
  }
  const sums = new Sums(acknowledged);
  for (const [delta, times] of indefinite) {
    let left = times;
    for (let part = 1; left > 0; part *= 2) {
      const taken = Math.min(part, left);
      sums.add(delta * taken);
      left -= taken;
    }
  }
  return sums;
}

/** Whether the sums were known exactly all along. */
function impossibleReads(
  history: readonly HistoryEvent[],
  operations: readonly Operation[],
  errors: CounterError[],
): boolean {
  const begins = new Map(operations.map((operation) => [operation.invokedAt, operation]));
  const ends = new Map(operations.map((operation) => [operation.completedAt, operation]));
  const sums = new Sums(0);
  let exact = true;
  for (const at of history.keys()) {
    const begun = begins.get(at);
    if (begun?.f === "add" && begun.type !== "fail") sums.add(deltaOf(begun.argument));
    const ended = ends.get(at);
    if (ended?.f !== "read" || ended.type !== "ok" || ended.final) continue;
    exact &&= sums.exact;
    if (!sums.has(ended.value)) errors.push(errorOf("impossible-read", ended, sums));
  }
  return exact;
}

function disagreements(
  adds: readonly Operation[],
  finals: readonly Operation[],
  errors: CounterError[],
): void {
  let quietSince = -1;
  for (const { completedAt } of adds) quietSince = Math.max(quietSince, completedAt);
  const [first, ...others] = finals.filter(({ invokedAt }) => invokedAt > quietSince);
  for (const { value, completedAt } of others)
    if (value !== first!.value)
      errors.push({
        kind: "diverged",
        operation: completedAt,
        value,
        nearest: [deltaOf(first!.value)],
      });
}

function errorOf(kind: CounterErrorKind, read: Operation, sums: Sums): CounterError {
  const { value, invokedAt, completedAt } = read;
  const operation = completedAt === Infinity ? invokedAt : completedAt;
  return { kind, operation, value, nearest: typeof value === "number" ? sums.around(value) : [] };
}

function deltaOf(value: Json): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  const given = isList(value) ? "a list" : JSON.stringify(value);
  throw new RangeError(`cannot add up a counter as deltas must be whole numbers: got ${given}`);
}

/** The sums of a number and any of those added. */
class Sums {
  /** Ascending, with a gap between any two. */
  ranges: Range[];
  exact = true;

  constructor(base: number) {
    this.ranges = [[base, base]];
  }

  /** From now on a sum may have this in it, or not. */
  add(delta: number): void {
    if (delta === 0) return;
    const moved = this.ranges.map(([low, high]): Range => [low + delta, high + delta]);
    const all = merged(this.ranges, moved);
    this.exact &&= all.length <= RANGES_MAX;
    this.ranges = this.exact ? all : [[all[0]![0], all.at(-1)![1]]];
  }

  has(value: Json): boolean {
    if (typeof value !== "number" || !Number.isInteger(value)) return false;
    const at = this.#firstNotBelow(value);
    return at < this.ranges.length && this.ranges[at]![0] <= value;
  }

  /** The nearest sums below and above a value that is none. */
  around(value: number): number[] {
    const at = this.#firstNotBelow(value);
    const [below, above] = [this.ranges[at - 1]?.[1], this.ranges[at]?.[0]];
    return [below, above].filter((sum) => sum !== undefined);
  }

  /** The first range that does not end below a value. */
  #firstNotBelow(value: number): number {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ranges[middle]![1] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Two ascending lists of ranges as one, neighbours joined. */
function merged(left: readonly Range[], right: readonly Range[]): Range[] {
  const all: [number, number][] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const fromLeft = r >= right.length || (l < left.length && left[l]![0] <= right[r]![0]);
    const [low, high] = fromLeft ? left[l++]! : right[r++]!;
    const last = all.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else all.push([low, high]);
  }
  return all;
}

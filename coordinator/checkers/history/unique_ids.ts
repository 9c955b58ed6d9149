/**
 * Unique ids: whatever a system generates, it must never generate again. Beside the checker stands what
 * makes two JSON values the same, and which of two comes first, for everyone here who compares answers.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { HistoryEvent, Json, Judgement, Verdict } from "./history.ts";

/** Duplicates shown in full, the worst first: as many as Jepsen shows. All are counted. */
export const DUPLICATED_SHOWN_MAX = 48;

/** An id that was given out more than once. */
export interface DuplicatedId {
  readonly id: Json;
  readonly count: number;
  /** Positions in the history of the answers that held it. */
  readonly operations: readonly number[];
}

export interface UniqueIdsResult {
  readonly valid: Verdict;
  readonly attemptedCount: number;
  readonly acknowledgedCount: number;
  readonly duplicatedCount: number;
  readonly duplicated: readonly DuplicatedId[];
  /** The least and the greatest id; `undefined` when there is none. */
  readonly range: readonly [Json, Json] | undefined;
}

/**
 * Judges a history of `generate`. Where nothing was ever generated, compat sees no fault; strict
 * answers `unknown`.
 *
 * @throws RangeError when invocations and completions do not pair up.
 *
 * @example
 * ```ts
 * import { uniqueIds } from "./unique_ids.ts";
 * const { valid, duplicated } = uniqueIds(
 *   [
 *     { process: 0, type: "invoke", f: "generate", value: null },
 *     { process: 0, type: "ok", f: "generate", value: "n0-1" },
 *     { process: 1, type: "invoke", f: "generate", value: null },
 *     { process: 1, type: "ok", f: "generate", value: "n0-1" },
 *   ],
 *   "compat",
 * );
 * console.log(valid, duplicated); // false [ { id: 'n0-1', count: 2, operations: [ 1, 3 ] } ]
 * ```
 */
export function uniqueIds(history: readonly HistoryEvent[], judgement: Judgement): UniqueIdsResult {
  const operations = operationsOf(history).filter(({ f }) => f === "generate");
  const given = operations.filter(({ type }) => type === "ok");
  const holders = new Map<number | string, { id: Json; operations: number[] }>();
  let range: [Json, Json] | undefined;
  for (const { value, completedAt } of given) {
    range = [
      range === undefined || compareJson(value, range[0]) < 0 ? value : range[0],
      range === undefined || compareJson(value, range[1]) > 0 ? value : range[1],
    ];
    const identity = identityOf(value);
    const holder = holders.get(identity);
    if (holder === undefined) holders.set(identity, { id: value, operations: [completedAt] });
    else holder.operations.push(completedAt);
  }
  const duplicated = [...holders.values()]
    .filter((holder) => holder.operations.length > 1)
    .map((holder) => ({
      id: holder.id,
      count: holder.operations.length,
      operations: holder.operations.toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => b.count - a.count);
  const nothing = judgement === "strict" && given.length === 0;
  return {
    valid: duplicated.length > 0 ? false : nothing ? "unknown" : true,
    attemptedCount: operations.length,
    acknowledgedCount: given.length,
    duplicatedCount: duplicated.length,
    duplicated: duplicated.slice(0, DUPLICATED_SHOWN_MAX),
    range,
  };
}

/**
 * A key for a map: equal for equal values, whatever the order of an object's keys, and for no others.
 *
 * @example
 * ```ts
 * import { identityOf } from "./unique_ids.ts";
 * console.log(identityOf({ b: 1, a: [2] }), identityOf(7), identityOf("7")); // {"a":[2],"b":1} 7 "7"
 * ```
 */
export function identityOf(value: Json): number | string {
  // Numbers stay what they are: most histories hold nothing else, and no string looks like one.
  return typeof value === "number" ? value : canonical(value);
}

/**
 * Below 0 when `a` comes first. Kinds in the order null, booleans, numbers, strings, lists, objects;
 * short lists before long ones, as Clojure has it.
 */
export function compareJson(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const kinds = kindOf(a) - kindOf(b);
  if (kinds !== 0) return kinds;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return a.length - b.length;
    for (const [at, item] of a.entries()) {
      const order = compareJson(item, b[at]!);
      if (order !== 0) return order;
    }
    return 0;
  }
  const [left, right] =
    typeof a === "string" && typeof b === "string" ? [a, b] : [canonical(a), canonical(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a value is a list. The compiler does not follow `Array.isArray` for read-only lists. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value is an object with keys. */
export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value);
}

function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`);
  return `{${fields.join(",")}}`;
}

function kindOf(value: Json): number {
  if (value === null) return 0;
  if (isList(value)) return 4;
  return ["boolean", "number", "string"].indexOf(typeof value) + 1 || 5;
}

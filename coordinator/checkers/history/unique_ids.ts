/**
 * Unique ids: whatever a system generates, it must never generate again. Beside the checker stands what
 * makes two JSON values the same, and which of two comes first, for everyone here who compares answers.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import { compareJson, identityOf } from "./json_values.ts";
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

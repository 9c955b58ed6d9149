/**
 * Echo: every answer holds what was asked.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { Completion, HistoryEvent, Json, Judgement, Verdict } from "./history.ts";
import { identityOf, isRecord } from "./json_values.ts";

/** Errors shown in full; all are counted. A node that is wrong is wrong every time. */
export const ECHO_ERRORS_SHOWN_MAX = 32;

/** An echo that was not one. */
export interface EchoError {
  /** Where in the history it was asked. */
  readonly operation: number;
  readonly expected: Json;
  /** The body of the answer, or what stands in its place. */
  readonly received: Json;
  /** What became of the operation: an echo that was never answered is an error, too. */
  readonly type: Completion;
}

export interface EchoResult {
  readonly valid: Verdict;
  readonly errorCount: number;
  readonly errors: readonly EchoError[];
}

/**
 * Judges a history of `echo`. The value of an ok is the body of the answer, as Maelstrom records it:
 * what counts is its `echo`. Where nothing was asked, compat sees no fault; strict answers `unknown`.
 *
 * @throws RangeError when invocations and completions do not pair up.
 *
 * @example
 * ```ts
 * import { echo } from "./echo.ts";
 * const { valid, errors } = echo(
 *   [
 *     { process: 0, type: "invoke", f: "echo", value: "hi" },
 *     { process: 0, type: "ok", f: "echo", value: { type: "echo_ok", echo: "ho" } },
 *   ],
 *   "compat",
 * );
 * console.log(valid, errors.map(({ expected, operation }) => [expected, operation])); // false [ [ 'hi', 0 ] ]
 * ```
 */
export function echo(history: readonly HistoryEvent[], judgement: Judgement): EchoResult {
  const operations = operationsOf(history).filter(({ f }) => f === "echo");
  const errors: EchoError[] = [];
  for (const { type, argument, value, invokedAt } of operations) {
    const heard = isRecord(value) ? value["echo"] : undefined;
    if (type === "ok" && heard !== undefined && identityOf(heard) === identityOf(argument))
      continue;
    errors.push({ operation: invokedAt, expected: argument, received: value, type });
  }
  const nothing = judgement === "strict" && operations.length === 0;
  return {
    valid: errors.length > 0 ? false : nothing ? "unknown" : true,
    errorCount: errors.length,
    errors: errors.slice(0, ECHO_ERRORS_SHOWN_MAX),
  };
}

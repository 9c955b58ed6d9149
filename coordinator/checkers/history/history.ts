/**
 * Histories: what clients of a system under test asked and were told, in the order in which it happened,
 * as Jepsen and Maelstrom write them. The checkers here judge a history after the run; those beside this
 * folder watch a run as it goes.
 *
 * @module
 */

/** A value as JSON has it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** How an operation ended: it happened, it did not, or nobody knows. */
export type Completion = "ok" | "fail" | "info";

/** One line of a history. */
export interface HistoryEvent {
  /** A process does one thing at a time; after `info` it does no more. */
  readonly process: number;
  readonly type: "invoke" | Completion;
  /** What was asked: `read`, `broadcast`, `txn`. */
  readonly f: string;
  /** The argument when invoked, with the result when ok. */
  readonly value: Json;
  /** Nanoseconds since the run began. Order alone counts where there is none. */
  readonly timeNs?: number;
  /** One of the reads after everything was healed. */
  readonly final?: boolean;
  /** Why it failed. */
  readonly error?: Json;
}

/** An invocation and how it ended. */
export interface Operation {
  readonly process: number;
  readonly f: string;
  /** Positions in the history; `completedAt` is Infinity when the history ends before. */
  readonly invokedAt: number;
  readonly completedAt: number;
  readonly type: Completion;
  /** As it was invoked. */
  readonly argument: Json;
  /** As it was completed; the argument when nothing came. */
  readonly value: Json;
  readonly invokedNs: number;
  readonly completedNs: number;
  readonly final: boolean;
}

/** `unknown`: nothing forbidden was seen, but not enough to say that all is well. */
export type Verdict = true | false | "unknown";

/**
 * How to judge: as Maelstrom does, or closing its known blind spots (facts are in docs/workbench.md).
 */
export type Judgement = "compat" | "strict";

/** The worst of several: false before unknown before true. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let all: Verdict = true;
  for (const verdict of verdicts) {
    if (verdict === false) return false;
    if (verdict === "unknown") all = "unknown";
  }
  return all;
}

/**
 * Pairs every invocation with its completion, in the order of invocations. What is never completed
 * counts as `info`.
 *
 * @throws RangeError when a completion has no invocation, or a process invokes while it waits.
 *
 * @example
 * ```ts
 * import { operationsOf } from "./history.ts";
 * const operations = operationsOf([
 *   { process: 0, type: "invoke", f: "read", value: null },
 *   { process: 1, type: "invoke", f: "read", value: null },
 *   { process: 0, type: "ok", f: "read", value: 3 },
 * ]);
 * console.log(operations.map(({ type, value }) => [type, value])); // [ [ 'ok', 3 ], [ 'info', null ] ]
 * ```
 */
export function operationsOf(history: readonly HistoryEvent[]): Operation[] {
  const open = new Map<number, number>();
  const operations: Operation[] = [];
  for (const [at, event] of history.entries()) {
    const { process: client, type, f, value, timeNs = at, final = false } = event;
    const waiting = open.get(client);
    if (type === "invoke") {
      if (waiting !== undefined)
        throw misfit(at, `process ${client} must not invoke while it waits`);
      open.set(client, operations.length);
      operations.push({
        process: client,
        f,
        invokedAt: at,
        completedAt: Infinity,
        type: "info",
        argument: value,
        value,
        invokedNs: timeNs,
        completedNs: Infinity,
        final,
      });
      continue;
    }
    if (waiting === undefined) throw misfit(at, `process ${client} must have invoked something`);
    open.delete(client);
    const begun = operations[waiting]!;
    operations[waiting] = {
      ...begun,
      completedAt: at,
      type,
      value,
      completedNs: timeNs,
      final: begun.final || final,
    };
  }
  return operations;
}

function misfit(at: number, rule: string): RangeError {
  return new RangeError(`cannot read the history as ${rule}: event ${at}`);
}

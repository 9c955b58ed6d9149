/**
 * Cycles told: for each edge why it is there, as data and as a sentence.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Cycle } from "./any_cycle.ts";
import type { Draft, Step } from "./findings.ts";
import { PROCESS, REALTIME, RW, WR, WW } from "./graph.ts";
import { told } from "./sentences.ts";
import type { Transactions } from "./transactions.ts";

/** What lies behind an edge: the key, the value on its near side, and what came after that. */
export interface Reason {
  readonly key: Json;
  /** null is the initial state. */
  readonly value: Json;
  readonly next?: Json;
}

/** Finds the values behind an edge of data that is known to be there. */
export type FindReason = (from: number, to: number, why: number) => Reason | undefined;

/** How a workload's writes are told of, such as "appended". */
export interface Wording {
  readonly wrote: string;
  readonly find: FindReason;
}

/** The case that a cycle is. */
export function cycleCase(transactions: Transactions, cycle: Cycle, wording: Wording): Draft {
  const { vertices, why } = cycle;
  const steps = vertices.map((from, at) =>
    stepOf(transactions, from, vertices[(at + 1) % vertices.length]!, why[at]!, wording),
  );
  const [first] = vertices;
  return {
    sentence: `${steps.map(({ sentence }) => sentence).join("; ")}. So T${first} comes before itself.`,
    transactions: vertices,
    steps,
  };
}

function stepOf(
  transactions: Transactions,
  from: number,
  to: number,
  why: number,
  { wrote, find }: Wording,
): Step {
  const { operations } = transactions;
  const [before, after] = [operations[from]!, operations[to]!];
  if (why === PROCESS) {
    const sentence = `process ${before.process} did T${from} before T${to}`;
    return { from, to, relation: "process", sentence };
  }
  if (why === REALTIME) {
    const sentence =
      `T${from} was complete (event ${before.completedAt}) ` +
      `before T${to} was invoked (event ${after.invokedAt})`;
    return { from, to, relation: "realtime", sentence };
  }
  const relation = RELATIONS.get(why)!;
  const reason = find(from, to, why);
  if (reason === undefined) return { from, to, relation, sentence: `T${to} depends on T${from}` };
  return { from, to, relation, ...reason, sentence: sentenceOf(from, to, why, reason, wrote) };
}

const RELATIONS: ReadonlyMap<number, Step["relation"]> = new Map([
  [WW, "ww"],
  [WR, "wr"],
  [RW, "rw"],
] as const);

function sentenceOf(
  from: number,
  to: number,
  why: number,
  { key, value, next = null }: Reason,
  wrote: string,
): string {
  const of = `key ${told(key)}`;
  if (why === WR) return `T${from} ${wrote} ${told(value)} (${of}), which T${to} read`;
  if (why === WW)
    return `T${from} ${wrote} ${told(value)} (${of}), T${to} ${wrote} ${told(next)} after it`;
  const state = value === null ? "its initial state" : `the state that ${told(value)} left`;
  return `T${from} read ${of} in ${state}, T${to} ${wrote} ${told(next)} after that`;
}

/**
 * What a workload is: which operations clients perform, how they talk to a node about them, and how
 * the history is judged (doc/workloads.md of jepsen-io/maelstrom).
 *
 * @module
 */
import type { Body } from "../../robots/node/message.ts";
import type { Content } from "../../robots/node/node.ts";
import type { HistoryEvent, Json, Verdict } from "../checkers/history/history.ts";
import type { Random } from "../../robots/engine/random.ts";
import type { TestPlan, WorkloadName } from "./plan.ts";

/** What a client is to do. */
export interface Ask {
  readonly f: string;
  readonly value: Json;
  readonly final?: boolean;
  /** For the client alone; it is not written into the history. */
  readonly hint?: Json;
}

/** Who would perform the next operation. A thread's process changes when an operation stays open. */
export interface Worker {
  /** 0 to concurrency - 1. */
  readonly thread: number;
  readonly process: number;
  /** The node that it talks to. */
  readonly node: string;
  readonly nowNs: number;
}

/**
 * Operations one by one: an operation, `later` when this worker has to wait for others, `done` when
 * there is no more for it.
 */
export type Next = Ask | "later" | "done";

/** Draws operations. Its state is its own; all chance comes as an argument. */
export interface Source {
  next(worker: Worker, random: Random): Next;
  /** Hears all that clients write into the history, in order. */
  heard?(event: HistoryEvent): void;
}

/**
 * A conversation about one operation: it yields what to ask the node, gets the answers, and returns
 * what the operation's value is now that it is done. Answers with `error`, and none within the time
 * limit, never come here: they end the operation.
 */
export type Conversation = Generator<Content, Done, Body>;

/** How an operation ended, when no error ended it. */
export interface Done {
  readonly type: "ok" | "fail" | "info";
  readonly value: Json;
}

/** A client's own knowledge, such as offsets. One for each process. */
export interface Client {
  perform(ask: Ask): Conversation;
}

/** An answer that has not the form that the workload prescribes. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

export interface WorkloadResult {
  readonly valid: Verdict;
  /** As Maelstrom's results.json has it, with its keys: `stable-count`, `lost`. JSON. */
  readonly results: Json;
  /** What is wrong, worst first. */
  readonly complaints: readonly Complaint[];
}

/** One thing that is wrong, in words, and where in the history it can be seen. */
export interface Complaint {
  /** The anomaly's name in the field: `lost`, `G1a`, `nonlinearizable`. */
  readonly anomaly: string;
  /** One line: which operations, keys, values. */
  readonly what: string;
  /** Positions in the history, in the order in which to read them. */
  readonly events: readonly number[];
  /** A value to follow through the messages, such as the element that got lost. */
  readonly value?: Json;
  /**
   * How many things are wrong that this one line stands for.
   *
   * @default 1
   */
  readonly count?: number;
}

export interface Workload {
  readonly name: WorkloadName;
  /** Fields that an answer of a type may have, besides msg_id and in_reply_to, are checked by clients. */
  newClient(worker: Worker): Client;
  source(): Source;
  /** What is done after the faults are healed and everything settled; none: it ends at once. */
  finalSource?(): Source;
  /** Sent once by each thread's first client before all else, such as the topology. */
  greeting?(): Content & { readonly answer: string };
  /** Operations that change nothing: one that stays open counts as failed. */
  readonly idempotent: readonly string[];
  /** Operations that no availability or success is asked of, such as `crash`. */
  readonly unjudged?: readonly string[];
  /** @default 5000 */
  readonly timeoutMs?: number;
  check(history: readonly HistoryEvent[]): WorkloadResult;
}

/** Makes the workload of a plan. */
export type WorkloadMaker = (plan: TestPlan) => Workload;

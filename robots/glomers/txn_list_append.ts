/**
 * Transactions that read lists and append to them, strict serializable on any number of nodes, as long as a
 * majority of them can talk: a Raft cluster (raft_service.ts, which has the options). A transaction is one
 * entry of the log, so transactions happen one after the other in its order; one that only reads looks
 * at a state that is new enough, and costs no entry.
 *
 * @module
 */
import type { Content, Node } from "../node/node.ts";
import type { Json } from "./raft_messages.ts";
import { RaftService, type ServiceMachine } from "./raft_service.ts";

/** Clients of transactions wait five seconds. */
const PATIENCE_MS = 4500;

/** A read with null, or an append. Keys are any JSON, mostly numbers. */
export type ListStep = readonly [f: "r" | "append", key: Json, value: Json];

export class Lists implements ServiceMachine {
  #lists = new Map<string, Json[]>();

  /** Carries out a transaction as a whole; reads see what it has appended before. */
  apply(operation: Json): Content {
    const txn = (operation as readonly ListStep[]).map((step): ListStep => {
      const [f, key, value] = step;
      if (f === "r") return this.#read(key);
      const name = JSON.stringify(key);
      const list = this.#lists.get(name);
      if (list === undefined) this.#lists.set(name, [value]);
      else list.push(value);
      return step;
    });
    return { type: "txn_ok", txn };
  }

  /** Copied: lists grow while snapshots wait to be sent. */
  snapshot(): Json {
    return [...this.#lists].map(([name, list]) => [name, [...list]]);
  }

  restore(state: Json): void {
    const lists = state as readonly (readonly [string, readonly Json[]])[];
    this.#lists = new Map(lists.map(([name, list]) => [name, [...list]]));
  }

  #read(key: Json): ListStep {
    const list = this.#lists.get(JSON.stringify(key));
    return ["r", key, list === undefined ? null : [...list]];
  }
}

export default function txnListAppend(node: Node): void {
  const lists = new Lists();
  const service = new RaftService(node, lists, PATIENCE_MS);
  node.on<{ txn?: unknown }>("txn", ({ body: { txn } }) => {
    if (!isTransaction(txn)) {
      const must = 'txn must be a list of ["r", key, null] and ["append", key, value]';
      throw node.error("malformed-request", must);
    }
    const onlyReads = txn.every(([f]) => f === "r");
    return onlyReads ? service.read(() => lists.apply(txn)) : service.update(txn);
  });
}

function isTransaction(value: unknown): value is readonly ListStep[] {
  return Array.isArray(value) && value.every(isStep);
}

function isStep(value: unknown): value is ListStep {
  if (!Array.isArray(value) || value.length !== 3) return false;
  return value[0] === "r" || value[0] === "append";
}

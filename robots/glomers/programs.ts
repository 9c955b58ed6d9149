/**
 * The solved challenges by name, for `hearsay node NAME`. Each is loaded when it is asked for.
 *
 * @module
 */
import type { NodeProgram } from "../node/node.ts";

type Module = { readonly default: NodeProgram };

/** A program and what it is, in a line. */
export interface NamedProgram {
  readonly what: string;
  readonly load: () => Promise<NodeProgram>;
}

export const PROGRAMS: Readonly<Record<string, NamedProgram>> = {
  broadcast: named(
    "challenges 3a to 3c: neighbours tell each other until they confirm",
    () => import("./broadcast.ts"),
  ),
  "broadcast-hub": named(
    "challenges 3d and 3e: gathered and scattered by a hub, once an epoch",
    () => import("./broadcast_hub.ts"),
  ),
  echo: named("challenge 1: says what it was told", () => import("./echo.ts")),
  "g-counter": named(
    "challenge 4 as a state CRDT, always available",
    () => import("./g_counter.ts"),
  ),
  "g-counter-seq-kv": named(
    "challenge 4 in seq-kv, a key for each node",
    () => import("./g_counter_seq_kv.ts"),
  ),
  "g-set": named("a set that only grows, always available", () => import("./g_set.ts")),
  "kafka-lanes": named(
    "challenge 5c: a lane of offsets for each node, told in batches",
    () => import("./kafka_lanes.ts"),
  ),
  "kafka-lin-kv": named(
    "challenge 5b: a chain of blocks in lin-kv",
    () => import("./kafka_lin_kv.ts"),
  ),
  "kafka-single": named("challenge 5a: logs on one node", () => import("./kafka_single.ts")),
  "lin-kv-raft": named(
    "linearizable registers, on a Raft cluster of the nodes",
    () => import("./lin_kv_raft.ts"),
  ),
  "pn-counter": named(
    "a counter that goes both ways, always available",
    () => import("./pn_counter.ts"),
  ),
  "txn-list-append": named(
    "strict serializable transactions on lists, on Raft",
    () => import("./txn_list_append.ts"),
  ),
  "txn-read-committed": named(
    "challenge 6c: totally available transactions",
    () => import("./txn_read_committed.ts"),
  ),
  "txn-read-uncommitted": named(
    "challenge 6b: the same, as 6c is no dearer",
    () => import("./txn_read_uncommitted.ts"),
  ),
  "txn-single": named("challenge 6a: transactions on one node", () => import("./txn_single.ts")),
  "unique-ids": named(
    "challenge 2: a node, one of its lives, and a count",
    () => import("./unique_ids.ts"),
  ),
};

/** For entries of {@linkcode PROGRAMS}: `named("echoes", () => import("./echo.ts"))`. */
export function named(what: string, load: () => Promise<Module>): NamedProgram {
  return { what, load: async () => (await load()).default };
}

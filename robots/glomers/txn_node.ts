/**
 * The challenges 6a to 6c: a node that carries out transactions (txn_replica.ts) at any time, and tells
 * the others of them in batches.
 *
 * A node that is killed takes along what it acknowledged since its last batch, {@linkcode PUSH_MS}: it
 * keeps nothing on its disk, as each transaction would wait for it. What is left is read committed all
 * the same.
 *
 * @module
 */
import type { Node } from "../node/node.ts";
import { gossiping } from "./gossip.ts";
import { gossipOptions } from "./gossip_options.ts";
import { lifeName } from "./life_name.ts";
import { parseTransaction, TxnReplica } from "./txn_replica.ts";

/** At 1,000 transactions a second one message carries some dozens. What is longer only adds lag. */
export const PUSH_MS = 50;

export function txnNode(node: Node): void {
  // Transactions are numbered, and a life does not know how far those before it had counted.
  const replica = new TxnReplica(lifeName(node));
  const gossip = gossiping(node, replica.registers, gossipOptions(node.args, { pushMs: PUSH_MS }));
  node.on("txn", ({ body }) => {
    const operations = parseTransaction(body.txn);
    if (operations === undefined)
      throw node.error("malformed-request", 'txn must be a list of ["r" or "w", key, value]');
    return { type: "txn_ok", txn: replica.perform(operations, gossip.now()) };
  });
}

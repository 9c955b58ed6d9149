/**
 * Challenge 4, g-counter, as a state CRDT on the engine: each life of a node counts for itself. Every node
 * counts and answers reads at any time, cut off or not. For the counter in `seq-kv` see
 * g_counter_seq_kv.ts.
 *
 * What was counted is on the disk and pushed to the others before it is acknowledged, and what others have
 * told is on the disk before it is shown: a kill takes nothing along. Without a disk (node.disk) it takes
 * what no push delivered, as nobody is waited for; so a life counts under a name of its own, and never
 * goes on with a number that it may have forgotten.
 *
 * @module
 */
import { GCounter } from "../crdt/g_counter.ts";
import type { Node } from "../node/node.ts";
import { gossiping } from "./gossip.ts";
import { gossipOptions } from "./gossip_options.ts";
import { lifeName } from "./life_name.ts";

export default (node: Node): void => {
  const counter = new GCounter(lifeName(node));
  const gossip = gossiping(node, counter, { ...gossipOptions(node.args), isKept: true });
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0)
      throw node.error("malformed-request", "delta must be a whole number >= 0");
    if (delta > Number.MAX_SAFE_INTEGER - counter.value)
      throw node.error("malformed-request", "delta must leave the sum at most 2^53 - 1");
    counter.increment(delta);
    gossip.push();
    return { type: "add_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: counter.value }));
};

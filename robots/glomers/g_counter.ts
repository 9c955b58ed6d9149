/**
 * Challenge 4, g-counter, as a state CRDT on the engine: each life of a node counts for itself. Every node
 * counts and answers reads at any time, cut off or not. For the counter in `seq-kv` see
 * g_counter_seq_kv.ts.
 *
 * What was counted is pushed to the others before it is acknowledged. So it outlives its node, but when
 * no push arrived: there is no disk, and nobody is waited for.
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
  const gossip = gossiping(node, counter, gossipOptions(node.args));
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0)
      throw node.error("malformed-request", "delta must be a whole number >= 0");
    counter.increment(delta);
    gossip.push();
    return { type: "add_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: counter.value }));
};

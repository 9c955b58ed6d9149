/**
 * The challenge pn-counter: a counter that goes both ways, as a state CRDT on the engine. Each life of a
 * node keeps what it has added and what it has taken away. The rest is as in g_counter.ts.
 *
 * @module
 */
import { PnCounter } from "../crdt/pn_counter.ts";
import type { Node } from "../node/node.ts";
import { gossiping } from "./gossip.ts";
import { gossipOptions } from "./gossip_options.ts";
import { lifeName } from "./life_name.ts";

export default (node: Node): void => {
  const counter = new PnCounter(lifeName(node));
  const gossip = gossiping(node, counter, { ...gossipOptions(node.args), isKept: true });
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta))
      throw node.error("malformed-request", "delta must be a whole number");
    addTo(counter, delta, node);
    gossip.push();
    return { type: "add_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: counter.value }));
};

/** The counter looks whether there is room before it changes. */
function addTo(counter: PnCounter, delta: number, node: Node): void {
  try {
    counter.add(delta);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const most = "2^52 - 1 for a node and 2^53 - 1 for all";
    throw node.error(
      "malformed-request",
      `delta must leave the sum in its direction at most ${most}`,
    );
  }
}

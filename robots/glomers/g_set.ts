/**
 * The challenge g-set: a set that only grows, as a state CRDT on the engine. Every node takes elements and
 * answers reads at any time, cut off or not.
 *
 * An element is on the disk and pushed to the others before it is acknowledged, and what others have told
 * is on the disk before it is shown: a kill takes nothing along. Without a disk (node.disk) it takes what no
 * push delivered, as nobody is waited for.
 *
 * @module
 */
import { GSet } from "../crdt/g_set.ts";
import type { Node } from "../node/node.ts";
import { gossiping } from "./gossip.ts";
import { gossipOptions } from "./gossip_options.ts";

export default (node: Node): void => {
  const set = new GSet();
  const gossip = gossiping(node, set, { ...gossipOptions(node.args), isKept: true });
  node.on("add", ({ body: { element } }) => {
    if (element === undefined) throw node.error("malformed-request", "add must have an element");
    // Elements are any JSON; the set holds texts.
    set.add(JSON.stringify(element));
    gossip.push();
    return { type: "add_ok" };
  });
  node.on("read", () => ({
    type: "read_ok",
    value: Array.from(set.elements(), (text): unknown => JSON.parse(text)),
  }));
};

/**
 * Keeps a list where it should keep a set: what comes twice is `duplicated` in its reads. The original
 * checker does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const known: unknown[] = [];
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on<{ message: unknown }>("broadcast", ({ body: { message } }) => {
    known.push(message);
    for (const peer of node.peers) node.send(peer, { type: "gossip", message });
    return { type: "broadcast_ok" };
  });
  node.on<{ message: unknown }>("gossip", ({ body }) => void known.push(body.message));
  node.on("read", () => ({ type: "read_ok", messages: known }));
};

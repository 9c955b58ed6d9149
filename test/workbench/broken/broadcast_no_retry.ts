/**
 * Tells each message to all others once. What a partition or a lossy link swallows is `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const known = new Set<unknown>();
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on<{ message: unknown }>("broadcast", ({ body: { message } }) => {
    known.add(message);
    for (const peer of node.peers) node.send(peer, { type: "gossip", message });
    return { type: "broadcast_ok" };
  });
  node.on<{ message: unknown }>("gossip", ({ body }) => void known.add(body.message));
  node.on("read", () => ({ type: "read_ok", messages: [...known] }));
};

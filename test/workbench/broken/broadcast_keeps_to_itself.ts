/**
 * Knows all that it is told by clients, and never tells another node: `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const known: unknown[] = [];
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on<{ message: unknown }>("broadcast", ({ body }) => {
    known.push(body.message);
    return { type: "broadcast_ok" };
  });
  node.on("read", () => ({ type: "read_ok", messages: known }));
};

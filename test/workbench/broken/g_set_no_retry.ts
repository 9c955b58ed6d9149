/**
 * Tells each element to all others once. What a partition or a lossy link swallows is `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const elements = new Set<unknown>();
  node.on<{ element: unknown }>("add", ({ body: { element } }) => {
    elements.add(element);
    for (const peer of node.peers) node.send(peer, { type: "learn", element });
    return { type: "add_ok" };
  });
  node.on<{ element: unknown }>("learn", ({ body }) => void elements.add(body.element));
  node.on("read", () => ({ type: "read_ok", value: [...elements] }));
};

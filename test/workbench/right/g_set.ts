/**
 * A set that everybody tells everybody, all of it, again and again: joining sets does not mind loss,
 * order or repetition.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const PERIOD_MS = 250;

export default (node: Node): void => {
  const elements = new Set<unknown>();
  node.on<{ element: unknown }>("add", ({ body }) => {
    elements.add(body.element);
    return { type: "add_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: [...elements] }));
  node.on<{ elements: unknown[] }>("state", ({ body }) => {
    for (const element of body.elements) elements.add(element);
  });
  node.every(PERIOD_MS, () => {
    for (const peer of node.peers) node.send(peer, { type: "state", elements: [...elements] });
  });
};

/**
 * Takes the longer of two sets for the newer one, where it should join them: `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const PERIOD_MS = 250;

export default (node: Node): void => {
  let elements: unknown[] = [];
  node.on<{ element: unknown }>("add", ({ body }) => {
    elements.push(body.element);
    return { type: "add_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: elements }));
  node.on<{ elements: unknown[] }>("state", ({ body }) => {
    if (body.elements.length > elements.length) elements = [...body.elements];
  });
  node.every(PERIOD_MS, () => {
    for (const peer of node.peers) node.send(peer, { type: "state", elements });
  });
};

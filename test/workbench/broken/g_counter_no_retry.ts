/**
 * Tells each addition to all others once. What a partition or a lossy link swallows is missing in the
 * `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let sum = 0;
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    sum += delta;
    for (const peer of node.peers) node.send(peer, { type: "learn", delta });
    return { type: "add_ok" };
  });
  node.on<{ delta: number }>("learn", ({ body }) => {
    sum += body.delta;
  });
  node.on("read", () => ({ type: "read_ok", value: sum }));
};

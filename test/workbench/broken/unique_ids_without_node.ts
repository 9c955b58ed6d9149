/**
 * Counts, and every node counts the same: `duplicated`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let count = 0;
  node.on("generate", () => ({ type: "generate_ok", id: count++ }));
};

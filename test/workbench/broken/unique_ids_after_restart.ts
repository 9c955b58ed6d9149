/**
 * Counts from 0 again in its next life: `duplicated`, when nodes are killed and not before.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let count = 0;
  node.on("generate", () => ({ type: "generate_ok", id: `${node.id}-${count++}` }));
};

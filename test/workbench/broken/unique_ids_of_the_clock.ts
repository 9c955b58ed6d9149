/**
 * Takes the millisecond for an id, and two may ask in the same one: `duplicated`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  node.on("generate", () => ({
    type: "generate_ok",
    id: `${node.id}-${Math.floor(node.now())}`,
  }));
};

/**
 * Ids of three parts: which node, which of its lives, and a counter. So nobody has to be asked.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  // A node that was killed does not know how far it had counted.
  const life = `${node.id}-${node.random()}`;
  let count = 0;
  node.on("generate", () => ({ type: "generate_ok", id: `${life}-${count++}` }));
};

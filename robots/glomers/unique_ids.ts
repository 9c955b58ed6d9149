/**
 * Challenge 2, unique ids: a node, one of its lives, and a count. Nobody is asked and nothing is kept, so
 * a node that is cut off goes on, and one that was killed begins to count again in another life.
 *
 * ```text
 * n0.4fzyo82m-2k      the 93rd id of a life of n0
 * ```
 *
 * @module
 */
import type { Node } from "../node/node.ts";
import { lifeName } from "./life_name.ts";

/** Digits and letters: the shortest that people can still read out. */
const RADIX = 36;

export default (node: Node): void => {
  const life = lifeName(node);
  let count = 0;
  node.on("generate", () => ({ type: "generate_ok", id: `${life}-${(count++).toString(RADIX)}` }));
};

/**
 * Names for the lives of nodes. A node that was killed comes back under its name and without its memory;
 * whatever numbers what it does, such as a counter's entry or an id, must tell its lives apart.
 *
 * @module
 */
import { randomBelow } from "../engine/random.ts";
import type { Node } from "../node/node.ts";

const RADIX = 36;

/** Among 10,000 lives of one node two draw the same with a chance of 1 in 50,000; among 100, of 1 in 10^9. */
const LIFE_CHARS = 8;

/** A name that no other life of any node has, such as `n0.4fzyo82m`. Each call draws another one. */
export function lifeName(node: Pick<Node, "id" | "random">): string {
  const drawn = randomBelow(() => node.random(), RADIX ** LIFE_CHARS).toString(RADIX);
  return `${node.id}.${drawn.padStart(LIFE_CHARS, "0")}`;
}

/**
 * Dealing the words of a secret to robots.
 *
 * @module
 */
import { type Random, randomBelow, shuffle } from "../engine/random.ts";

/**
 * Deals each word to `copies` different robots, so that no single crash can lose one. Every robot
 * gets its even share of the first copies; the rest goes to random others.
 *
 * @param copies At least 1 and at most `robots`.
 * @returns For each robot the indexes of its words, ascending.
 */
export function deal(
  wordCount: number,
  robots: number,
  copies: number,
  random: Random,
): number[][] {
  const hands: number[][] = Array.from({ length: robots }, () => []);
  dealTo(wordCount, robots, copies, random, (robot, index) => hands[robot]!.push(index));
  for (const hand of hands) hand.sort((a, b) => a - b);
  return hands;
}

/**
 * The same deal word by word, for worlds in which most robots get nothing: its cost does not depend
 * on `robots`.
 *
 * @param give Called for each copy of each word, in no particular order.
 */
export function dealTo(
  wordCount: number,
  robots: number,
  copies: number,
  random: Random,
  give: (robot: number, index: number) => void,
): void {
  const order = shuffle(
    Array.from({ length: wordCount }, (_, index) => index),
    random,
  );
  for (const [turn, index] of order.entries()) {
    const first = turn % robots;
    give(first, index);
    for (const robot of shuffleSome(robots, first, copies - 1, random)) give(robot, index);
  }
}

/** `count` different numbers below `bound`, none of them `except`. */
function shuffleSome(bound: number, except: number, count: number, random: Random): Set<number> {
  const chosen = new Set<number>();
  // Floyd's sampling over the bound - 1 others, with `except` stepped over.
  for (let top = bound - 1 - count; top < bound - 1; top++) {
    const candidate = randomBelow(random, top + 1);
    chosen.add(chosen.has(candidate) ? top : candidate);
  }
  return new Set([...chosen].map((other) => (other >= except ? other + 1 : other)));
}

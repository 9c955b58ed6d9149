/**
 * Whom to gossip with.
 *
 * @module
 */
import { type Random, randomBelow } from "./random.ts";

/**
 * Draws up to `fanout` different positions below `count`, each set equally likely (Floyd's
 * algorithm).
 */
export function samplePeers(count: number, fanout: number, random: Random): number[] {
  const chosen: number[] = [];
  for (let bound = Math.max(1, count - fanout + 1); bound <= count; bound++) {
    const candidate = randomBelow(random, bound);
    chosen.push(chosen.includes(candidate) ? bound - 1 : candidate);
  }
  return chosen;
}

/**
 * Whom to gossip with.
 *
 * @module
 */
import type { RobotId } from "./ids.ts";
import { type Random, randomBelow } from "./random.ts";

/**
 * Draws up to `fanout` different peers, each set equally likely (Floyd's algorithm: O(fanout),
 * whatever the number of peers).
 */
export function samplePeers(peers: readonly RobotId[], fanout: number, random: Random): RobotId[] {
  const count = Math.min(fanout, peers.length);
  const chosen = new Set<number>();
  for (let bound = peers.length - count + 1; bound <= peers.length; bound++) {
    const candidate = randomBelow(random, bound);
    chosen.add(chosen.has(candidate) ? bound - 1 : candidate);
  }
  return [...chosen].map((index) => peers[index]!);
}

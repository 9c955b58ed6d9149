/**
 * What an unreliable medium does to bytes. Always on a fresh array: the sender keeps its own.
 *
 * @module
 */
import { type Random, randomBelow } from "../engine/random.ts";

/** A copy in which `count` different bytes (all, if there are fewer) have at least one bit flipped. */
export function corrupted(bytes: Uint8Array, count: number, random: Random): Uint8Array {
  const copy = new Uint8Array(bytes);
  const hit = new Set<number>();
  // Floyd's sample: different positions, as two flips of the same byte could cancel out.
  for (let bound = Math.max(1, copy.length - count + 1); bound <= copy.length; bound++) {
    const candidate = randomBelow(random, bound);
    const position = hit.has(candidate) ? bound - 1 : candidate;
    hit.add(position);
    copy[position] = copy[position]! ^ (1 + randomBelow(random, 255));
  }
  return copy;
}

/** A copy that ends early, after at least one byte. `bytes` must have two or more. */
export function truncated(bytes: Uint8Array, random: Random): Uint8Array {
  return new Uint8Array(bytes.subarray(0, 1 + randomBelow(random, bytes.length - 1)));
}

/**
 * Seeded randomness: the same seed gives the same numbers, on every machine.
 *
 * @module
 */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of numbers, uniform in [0, 1). */
export type Random = () => number;

/** A 32-bit hash of `text` (FNV-1a with a final mix), different for every `salt`. */
function hash32(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/**
 * A source of randomness for `seed`, with 53 random bits in each number. The whole state comes from
 * a hash: from small numbers the generator would first give values close to 1.
 *
 * @example
 * ```ts
 * import { seededRandom } from "./random.ts";
 * const random = seededRandom("7:r1");
 * console.log(random() === seededRandom("7:r1")()); // true
 * ```
 */
export function seededRandom(seed: string): Random {
  const state = [1, 2, 3, 4].map((salt) => hash32(seed, Math.imul(salt, 0x9e3779b9)));
  if (!state.some(Boolean)) state[0] = 1;
  const generator = xoroshiro128plusFromState(state);
  return () => {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };
}

/** A whole number, uniform in [0, bound). */
export function randomBelow(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** Shuffles `items` in place (Fisher and Yates, as Durstenfeld does it) and returns them. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

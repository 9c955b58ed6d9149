/**
 * Seeded randomness: the same seed gives the same numbers, on every machine.
 *
 * @module
 */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of numbers, uniform in [0, 1). */
export type Random = () => number;

/** A 32-bit hash of `text` (FNV-1a with a final mix), different for every `salt`. */
export function hash32(text: string, salt = 0): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix32(hash);
}

/** Spreads every bit of a 32-bit integer over all of them (the end of MurmurHash3). */
function mix32(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
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

/** Odd, and 2^32 over the golden ratio: steps of it visit every 32-bit integer, far apart. */
const GOLDEN = 0x9e3779b9;

/**
 * Randomness by key: {@linkcode aim} at a key, such as who does what for the how manieth time, and
 * {@linkcode next} gives the numbers of that key, whatever was drawn before and elsewhere. So there is
 * no state for each robot, link or rule, and what one of them draws never moves another: a million
 * robots cost nothing, and a case can be shrunk piece by piece. 32 random bits in each number
 * (splitmix32 from a hashed start).
 *
 * @example
 * ```ts
 * import { hash32, KeyedRandom } from "./random.ts";
 * const draws = new KeyedRandom("7");
 * draws.aim(hash32("r1"), 3);
 * const number = draws.next();
 * draws.aim(hash32("r2"), 3);
 * draws.aim(hash32("r1"), 3);
 * console.log(draws.next() === number); // true
 * ```
 */
export class KeyedRandom {
  readonly #low: number;
  readonly #high: number;
  #state = 0;

  constructor(seed: string) {
    this.#low = hash32(seed, GOLDEN);
    this.#high = hash32(seed, ~GOLDEN);
  }

  /** Makes {@linkcode next} give the numbers of the key of these 32-bit integers. */
  aim(a: number, b = 0, c = 0, d = 0): void {
    let state = mix32(this.#low ^ a);
    state = mix32((state + Math.imul(b, GOLDEN)) ^ this.#high);
    state = mix32((state + Math.imul(c, GOLDEN)) | 0);
    this.#state = mix32((state + Math.imul(d, GOLDEN)) | 0);
  }

  /** The next number of the key, uniform in [0, 1). Bound: it can be passed on as a `Random`. */
  readonly next: Random = () => {
    this.#state = (this.#state + GOLDEN) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
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

/**
 * Which seeds a sweep runs: `7`, or `1..60000` with both ends.
 *
 * @module
 */

/** Whole numbers from `first` to `last`, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Highest seed: the whole numbers up to here are exact. */
export const SEED_MAX = Number.MAX_SAFE_INTEGER;

/**
 * Reads a range; `undefined` when it is none, or runs backwards.
 *
 * @example
 * ```ts
 * import { parseSeeds } from "./seeds.ts";
 * console.log(parseSeeds("1..60000")); // { first: 1, last: 60000 }
 * ```
 */
export function parseSeeds(text: string): SeedRange | undefined {
  const [, from, to = from] = /^(\d{1,16})(?:\.\.(\d{1,16}))?$/.exec(text.trim()) ?? [];
  const [first, last] = [Number(from), Number(to)];
  return first <= last && last <= SEED_MAX ? { first, last } : undefined;
}

/** As it is typed. */
export function describeSeeds({ first, last }: SeedRange): string {
  return first === last ? `${first}` : `${first}..${last}`;
}

export function countSeeds({ first, last }: SeedRange): number {
  return last - first + 1;
}

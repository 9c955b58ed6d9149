/**
 * Vector clocks: the stamp of one value, which tells whether another write knew of it (Fidge 1988;
 * Mattern 1989, "Virtual Time and Global States of Distributed Systems").
 *
 * A clock counts, for each node, the writes that led to the value. The arithmetic is that of version
 * vectors, which summarise a whole replica instead (version_vector.ts).
 *
 * @module
 */
import {
  compareVersions,
  mergeVersions,
  readVersions,
  type VectorOrder,
  versionOf,
  writeVersions,
} from "./version_vector.ts";

/** Writes that led to a value, by node; an absent node counts as 0, and 0 is never written. */
export type VectorClock = ReadonlyMap<string, number>;

/**
 * The clock of a write of `node` that knew of `clock`. That one is not modified.
 *
 * @throws RangeError when the node has written 2^53 - 1 times.
 *
 * @example
 * ```ts
 * import { compareClocks, mergeClocks, tick, type VectorClock } from "./vector_clock.ts";
 * const start: VectorClock = new Map();
 * const a = tick(start, "a");
 * const b = tick(start, "b");
 * console.log(compareClocks(start, a), compareClocks(a, b)); // before concurrent
 * console.log(compareClocks(tick(mergeClocks(a, b), "a"), b)); // after
 * ```
 */
export function tick(clock: VectorClock, node: string): VectorClock {
  const name = node.toWellFormed();
  const writes = versionOf(clock, name);
  if (writes >= Number.MAX_SAFE_INTEGER) {
    throw new RangeError(
      `cannot tick a vector clock as a count must be at most 2^53 - 1: got one more of "${node}"`,
    );
  }
  return new Map(clock).set(name, writes + 1);
}

/**
 * How the write of `a` stands to that of `b`: `before` means that `b` knew of it and takes its place,
 * `concurrent` that neither knew of the other.
 */
export const compareClocks: (a: VectorClock, b: VectorClock) => VectorOrder = compareVersions;

/** The clock of whoever knows of both. Neither is modified. */
export const mergeClocks: (a: VectorClock, b: VectorClock) => VectorClock = mergeVersions;

/** Appends `clock` in the encoding of version vectors. */
export const writeClock = writeVersions;

/** Reads what {@linkcode writeClock} wrote; anything else makes the reader fail. */
export const readClock = readVersions;

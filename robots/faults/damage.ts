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

/** A copy with `count` random bytes at its end. */
export function padded(bytes: Uint8Array, count: number, random: Random): Uint8Array {
  const copy = new Uint8Array(bytes.length + count);
  copy.set(bytes);
  for (let i = bytes.length; i < copy.length; i++) copy[i] = randomBelow(random, 256);
  return copy;
}

/**
 * A copy in which `count` bytes in a row (all, if there are fewer) are zero; `undefined` when they
 * were zero before.
 */
export function blanked(bytes: Uint8Array, count: number, random: Random): Uint8Array | undefined {
  const length = Math.min(count, bytes.length);
  const start = randomBelow(random, bytes.length - length + 1);
  const isZero = bytes.subarray(start, start + length).every((byte) => byte === 0);
  return isZero ? undefined : new Uint8Array(bytes).fill(0, start, start + length);
}

/** As many random bytes, and not by chance the same ones. `bytes` must have one or more. */
export function garbled(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.map(() => randomBelow(random, 256));
  if (copy.every((byte, i) => byte === bytes[i])) copy[0] = copy[0]! ^ 1;
  // `map` of a Buffer would give another Buffer, out of Node's shared pool.
  return new Uint8Array(copy);
}

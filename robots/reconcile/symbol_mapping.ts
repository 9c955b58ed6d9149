/**
 * Which coded symbols an id is part of: index 0, and every index i above with a probability close to
 * 1 / (1 + i / 2), independently of all others (Yang, Gilad and Alizadeh 2024, "Practical Rateless Set
 * Reconciliation", section 4.2). The id itself is the seed, so both sides know the same indexes.
 *
 * The walk leaps from index to index, without looking at those between them: from i it passes over
 * all up to j with probability ((i + 1.5) / (j + 1.5))^2. There are about 2 ln(m) indexes below m. The
 * arithmetic is that of IEEE 754, exactly rounded: the same on every machine.
 *
 * ```text
 * walk = low; index = 0
 * repeat: walk += high | 1; index = symbolAfter(index, walk)
 * ```
 *
 * @module
 */
import { mix32 } from "../crdt/entry_id.ts";

/** Bytes by which a coded symbol tells a single id from a mixture: see riblt_decoder.ts. */
export const CHECKSUM_BYTES = 2;

/**
 * The index that follows `index`; may lie far beyond 2^32.
 *
 * @param walk 32 bits that no other index of the id has seen.
 */
export function symbolAfter(index: number, walk: number): number {
  // From 1 to 2^32, so the factor is at least 1. It does not depend on `index`: a processor computes
  // those of the next leaps meanwhile, which makes a walk twice as fast.
  const factor = 0x1_0000 / Math.sqrt((mix32(walk) >>> 0) + 1);
  return Math.floor((index + 1.5) * factor - 0.5);
}

/** Whether the id is part of the symbol at `index`. */
export function isMapped(high: number, low: number, index: number): boolean {
  let walk = low;
  let at = 0;
  while (at < index) {
    walk = (walk + (high | 1)) | 0;
    at = symbolAfter(at, walk);
  }
  return at === index;
}

/** Some bits of a hash of an id, not linear in it; not 0 for the id 0, as an empty symbol is no id. */
export function checksum(high: number, low: number): number {
  return mix32(mix32(high ^ 0x5bd1e995) + low) >>> (32 - 8 * CHECKSUM_BYTES);
}

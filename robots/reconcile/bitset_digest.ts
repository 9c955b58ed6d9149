/**
 * Reconciliation by digest: a replica sends which items it holds, and whoever receives that sends
 * back the items missing from it. One round trip; the digest costs one bit an item.
 *
 * @module
 */
import type { Bitset } from "../crdt/bitset.ts";

/**
 * Picks from the items that `mine` has and `theirs` lacks, ascending, until the next one would take
 * the sum of `bytesOf` above `bytesMax`. At least one item is picked if any is missing; the rest
 * follows in later exchanges.
 *
 * @param bytesOf Encoded bytes of the item at an index.
 * @returns Indexes; empty when nothing is missing. O(size / 32 + picked).
 */
export function pickMissing(
  mine: Bitset,
  theirs: Bitset,
  bytesMax: number,
  bytesOf: (index: number) => number,
): number[] {
  const picked: number[] = [];
  let bytes = 0;
  for (
    let index = mine.nextBeyond(theirs, 0);
    index >= 0;
    index = mine.nextBeyond(theirs, index + 1)
  ) {
    bytes += bytesOf(index);
    if (picked.length > 0 && bytes > bytesMax) break;
    picked.push(index);
  }
  return picked;
}

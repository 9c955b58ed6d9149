/**
 * Picking what the other lacks, within a budget of bytes.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { pickMissing } from "../../../robots/reconcile/bitset_digest.ts";

const SIZE = 40;

const anyIndexes = fc.uniqueArray(fc.nat(SIZE - 1));

function bitset(indexes: readonly number[]): Bitset {
  const set = new Bitset(SIZE);
  for (const index of indexes) set.add(index);
  return set;
}

test("picks the first missing items, as many as fit, and at least one", () => {
  const anyBytes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: SIZE, maxLength: SIZE });
  fc.assert(
    fc.property(anyIndexes, anyIndexes, fc.nat(300), anyBytes, (mine, theirs, bytesMax, bytes) => {
      const missing = mine.filter((index) => !theirs.includes(index)).sort((a, b) => a - b);
      const picked = pickMissing(bitset(mine), bitset(theirs), bytesMax, (index) => bytes[index]!);
      expect(picked).toEqual(missing.slice(0, picked.length));
      expect(picked.length === 0).toBe(missing.length === 0);
      const bytesOf = (indexes: number[]) => indexes.reduce((sum, i) => sum + bytes[i]!, 0);
      // It fits, or it is the one that must be; and the next one would not have fitted.
      expect(picked.length <= 1 || bytesOf(picked) <= bytesMax).toBe(true);
      const more = missing.slice(0, picked.length + 1);
      expect(more.length === picked.length || bytesOf(more) > bytesMax).toBe(true);
    }),
  );
});

test("fills the budget to the byte", () => {
  const [mine, theirs] = [bitset([1, 2, 3]), bitset([])];
  expect(pickMissing(mine, theirs, 20, () => 10)).toEqual([1, 2]);
  expect(pickMissing(mine, theirs, 19, () => 10)).toEqual([1]);
  expect(pickMissing(mine, theirs, 0, () => 10)).toEqual([1]);
});

test("answer by answer, everything arrives, however small the budget", () => {
  fc.assert(
    fc.property(anyIndexes, anyIndexes, fc.nat(30), (mine, theirs, bytesMax) => {
      const [a, b] = [bitset(mine), bitset(theirs)];
      for (let round = 0; round < SIZE && a.exceeds(b); round++) {
        for (const index of pickMissing(a, b, bytesMax, () => 10)) b.add(index);
      }
      expect(a.exceeds(b)).toBe(false);
    }),
  );
});

/**
 * The names of entries: the same for ever, and different for different entries.
 *
 * @module
 */
import { expect, test } from "vitest";
import { utf8 } from "../../../robots/crdt/bytes.ts";
import { entryId, hexOf, mix32, stateDigest } from "../../../robots/crdt/entry_id.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { randomBelow, seededRandom } from "../../../robots/engine/random.ts";

const BITS = 64;

test("are these, now and for ever", () => {
  const golden = [
    ["", "3eab8daf5b7e979f"],
    ["a", "7357d079747727d3"],
    ["ab", "8103eaadabc9a0b7"],
    ["abc", "f1901ca8e7870aa6"],
    ["abcd", "4bdc954024c47177"],
    ["abcde", "eb4e402ebcd0af1d"],
    ["The quick brown fox jumps over the lazy dog", "6604590d0c6f8a9b"],
  ];
  expect(golden.map(([text]) => [text, hexOf(entryId(utf8(text!)))])).toEqual(golden);
  expect(hexOf(entryId(Uint8Array.of(0, 255, 128, 1, 254)))).toBe("952fcab581fb7684");
});

test("differ for bytes that end in more or fewer zeros", () => {
  const ids = new Set(
    Array.from({ length: 40 }, (_, length) => hexOf(entryId(new Uint8Array(length)))),
  );
  expect(ids.size).toBe(40);
});

test("of a view are those of its bytes", () => {
  const bytes = utf8("abcdefgh");
  expect(entryId(bytes.subarray(1, 6))).toEqual(entryId(bytes.slice(1, 6)));
});

test("each bit of an entry changes each bit of its id in half of all cases", () => {
  const random = seededRandom("avalanche");
  // With so few that a rate of 0.45 would be one in 10^9.
  const samples = 4_000;
  for (const length of [3, 4, 9]) {
    for (let bit = 0; bit < 8 * length; bit++) {
      const flips = new Uint32Array(BITS);
      for (let sample = 0; sample < samples; sample++) {
        const entry = Uint8Array.from({ length }, () => randomBelow(random, 256));
        const before = entryId(entry);
        entry[bit >> 3]! ^= 1 << (bit & 7);
        const after = entryId(entry);
        const high = before.high ^ after.high;
        const low = before.low ^ after.low;
        for (let i = 0; i < 32; i++) {
          flips[i]! += (low >>> i) & 1;
          flips[32 + i]! += (high >>> i) & 1;
        }
      }
      const rates = [...flips].map((count) => count / samples);
      expect(Math.min(...rates), `bit ${bit} of ${length} bytes`).toBeGreaterThan(0.45);
      expect(Math.max(...rates), `bit ${bit} of ${length} bytes`).toBeLessThan(0.55);
    }
  }
});

test("of 200,000 short texts are all different, and half an id seldom is the same", () => {
  const count = 200_000;
  const ids = new Set<string>();
  const lows = new Set<number>();
  const highs = new Set<number>();
  for (let i = 0; i < count; i++) {
    const id = entryId(utf8(`k${i}`));
    ids.add(hexOf(id));
    lows.add(id.low);
    highs.add(id.high);
  }
  expect(ids.size).toBe(count);
  // Of as many random halves 4.7 pairs would be equal.
  expect(count - lows.size).toBeLessThan(20);
  expect(count - highs.size).toBeLessThan(20);
});

test("mix32 gives every number once", () => {
  const mixed = new Set<number>();
  for (let i = 0; i < 2 ** 16; i++) mixed.add(mix32(i)).add(mix32(i << 16));
  // 0 is in both series.
  expect(mixed.size).toBe(2 ** 17 - 1);
});

test("the digest of a state is that of its entries in any order; of none, 0", () => {
  const set = new GSet();
  expect(stateDigest(set)).toBe("0000000000000000");
  set.add("x");
  const x = entryId(set.entry("x")!);
  expect(stateDigest(set)).toBe(hexOf(x));
  set.add("y");
  const y = entryId(set.entry("y")!);
  const both = { high: (x.high ^ y.high) >>> 0, low: (x.low ^ y.low) >>> 0 };
  expect(stateDigest(set)).toBe(hexOf(both));
  const other = new GSet();
  other.add("y");
  expect(stateDigest(other)).not.toBe(stateDigest(set));
  other.add("x");
  expect(stateDigest(other)).toBe(stateDigest(set));
});

test("64 bits are written as 16 digits", () => {
  expect(hexOf({ high: 0, low: 1 })).toBe("0000000000000001");
  expect(hexOf({ high: 0xffffffff, low: 0x80000000 })).toBe("ffffffff80000000");
});

/**
 * The bitset against the plainest model there is: a Set of numbers.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bitset } from "../../../robots/crdt/bitset.ts";

/** A size, mostly around the borders of bytes and words, and indexes below it. */
const sized = fc
  .oneof(fc.nat(70), fc.constantFrom(31, 32, 33, 63, 64, 65, 1000))
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.array(fc.nat(Math.max(0, size - 1)), { maxLength: size })),
  );

function bitset(size: number, indexes: Iterable<number>): Bitset {
  const set = new Bitset(size);
  for (const index of indexes) set.add(index);
  return set;
}

function ascending(indexes: Iterable<number>): number[] {
  return [...new Set(indexes)].sort((a, b) => a - b);
}

test("holds what was added, like a set of numbers", () => {
  fc.assert(
    fc.property(sized, ([size, indexes]) => {
      const model = new Set<number>();
      const set = new Bitset(size);
      for (const index of indexes) {
        expect(set.add(index)).toBe(!model.has(index));
        model.add(index);
        expect(set.count).toBe(model.size);
      }
      for (let index = 0; index < size + 40; index++) expect(set.has(index)).toBe(model.has(index));
      expect([...set.values()]).toEqual(ascending(model));
      expect(set.full).toBe(model.size === size);
    }),
  );
});

test("compares with another set, also of another size", () => {
  fc.assert(
    fc.property(sized, sized, ([size, mine], [otherSize, theirs]) => {
      const difference = ascending(mine).filter((index) => !theirs.includes(index));
      const [a, b] = [bitset(size, mine), bitset(otherSize, theirs)];
      expect([...a.minus(b)]).toEqual(difference);
      expect(a.exceeds(b)).toBe(difference.length > 0);
    }),
  );
});

test("is full only with every index; an empty set of size 0 is full", () => {
  expect(
    bitset(
      33,
      Array.from({ length: 32 }, (_, i) => i),
    ).full,
  ).toBe(false);
  expect(
    bitset(
      33,
      Array.from({ length: 33 }, (_, i) => i),
    ).full,
  ).toBe(true);
  expect(new Bitset(0).full).toBe(true);
});

test.each([-1, 33, 1.5, Number.NaN, Infinity, 2 ** 32])(
  "refuses to add %d to 33 indexes",
  (index) => {
    const set = new Bitset(33);
    expect(() => set.add(index)).toThrow(
      `cannot add as index must be a whole number below 33: got ${index}`,
    );
    expect(set.count).toBe(0);
    expect(set.has(index)).toBe(false);
  },
);

test.each([-1, 1.5, Number.NaN])("refuses the size %d", (size) => {
  expect(() => new Bitset(size)).toThrow(RangeError);
});

test("a clone does not follow what it was made from, nor the other way", () => {
  const original = bitset(64, [1, 40]);
  const copy = original.clone();
  original.add(2);
  copy.add(3);
  expect([...original.values()]).toEqual([1, 2, 40]);
  expect([...copy.values()]).toEqual([1, 3, 40]);
  expect([original.count, copy.count]).toEqual([3, 3]);
});

describe("as bytes", () => {
  test("puts index i at bit i % 8 of byte i / 8 and leaves out zeros at the end", () => {
    expect([...bitset(100, [0, 9, 34]).toBytes()]).toEqual([0b1, 0b10, 0, 0, 0b100]);
    expect([...new Bitset(100).toBytes()]).toEqual([]);
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(sized, ([size, indexes]) => {
        const back = Bitset.fromBytes(size, bitset(size, indexes).toBytes());
        expect([...back!.values()]).toEqual(ascending(indexes));
        expect(back!.count).toBe(new Set(indexes).size);
      }),
    );
  });

  test.each([1, 8, 31, 32, 33, 96])("a full set of %d comes back full", (size) => {
    const full = bitset(
      size,
      Array.from({ length: size }, (_, i) => i),
    );
    const back = Bitset.fromBytes(size, full.toBytes());
    expect([back!.count, back!.full]).toEqual([size, true]);
  });

  test("any bytes give a set within its size, or none", () => {
    fc.assert(
      fc.property(fc.nat(80), fc.uint8Array({ maxLength: 12 }), (size, bytes) => {
        const bits = [...bytes].flatMap((byte, i) =>
          [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1).map((bit) => i * 8 + bit),
        );
        const fits = bytes.length <= Math.ceil(size / 8) && bits.every((bit) => bit < size);
        const set = Bitset.fromBytes(size, bytes);
        expect(set && [...set.values()]).toEqual(fits ? bits : undefined);
      }),
    );
  });

  test("the first bit beyond the size is refused, the last within is not", () => {
    expect(Bitset.fromBytes(9, Uint8Array.of(0, 0b10))).toBeUndefined();
    expect(Bitset.fromBytes(9, Uint8Array.of(0, 0b01))!.has(8)).toBe(true);
    expect(Bitset.fromBytes(8, Uint8Array.of(0, 0))).toBeUndefined();
  });
});

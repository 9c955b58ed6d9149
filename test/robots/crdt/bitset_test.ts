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
  .oneof(fc.nat(70), fc.constantFrom(31, 32, 33, 63, 64, 65, 96, 97, 1000))
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

/** The first of `mine` at or above `from` that is not among `theirs`, by this definition. */
function nextOf(mine: readonly number[], theirs: readonly number[], from: number): number {
  return ascending(mine).find((index) => index >= from && !theirs.includes(index)) ?? -1;
}

/** Each step does something to one of the sets there are: an addition, or one more set taken of it. */
const anySteps = fc.constantFrom(33, 64, 65, 100).chain((size) => {
  const anyAct = fc.oneof(fc.constantFrom("snapshot", "snapshot", "clone"), fc.nat(size - 1));
  const steps = fc.array(fc.record({ of: fc.nat(), act: anyAct }), { maxLength: 40 });
  return fc.record({ size: fc.constant(size), steps });
});

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

describe("nextBeyond()", () => {
  test.each([0, 1, 31, 32, 33, 64, 65, 96, 97])(
    "finds the next of %d at each place, as a search does",
    (size) => {
      const below =
        size === 0 ? fc.constant([]) : fc.array(fc.nat(size - 1), { maxLength: 2 * size });
      fc.assert(
        fc.property(below, sized, (mine, [otherSize, theirs]) => {
          const [a, b] = [bitset(size, mine), bitset(otherSize, theirs)];
          for (let from = 0; from < size + 40; from++) {
            expect(a.nextBeyond(b, from), `from ${from}`).toBe(nextOf(mine, theirs, from));
          }
          for (let from = 0; from < otherSize + 40; from++) {
            expect(b.nextBeyond(a, from), `back from ${from}`).toBe(nextOf(theirs, mine, from));
          }
        }),
      );
    },
  );

  test("step by step is minus()", () => {
    fc.assert(
      fc.property(sized, sized, ([size, mine], [otherSize, theirs]) => {
        const [a, b] = [bitset(size, mine), bitset(otherSize, theirs)];
        const steps: number[] = [];
        for (let i = a.nextBeyond(b, 0); i >= 0; i = a.nextBeyond(b, i + 1)) steps.push(i);
        expect(steps).toEqual([...a.minus(b)]);
      }),
    );
  });

  test.each([1, 31, 32, 33, 64, 65, 97])("finds each single index below %d", (size) => {
    for (let index = 0; index < size; index++) {
      const one = bitset(size, [index]);
      expect(one.nextBeyond(new Bitset(0), 0)).toBe(index);
      expect(one.nextBeyond(new Bitset(0), index)).toBe(index);
      expect(one.nextBeyond(new Bitset(0), index + 1)).toBe(-1);
      expect(one.nextBeyond(one, 0)).toBe(-1);
    }
  });
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

describe("a snapshot", () => {
  test("is what was present, and follows no addition", () => {
    const original = bitset(64, [1, 40]);
    const before = original.snapshot();
    original.add(2);
    original.add(63);
    expect([...before.values()]).toEqual([1, 40]);
    expect([before.size, before.count, before.full]).toEqual([64, 2, false]);
    expect([...original.values()]).toEqual([1, 2, 40, 63]);
    expect([...original.snapshot().values()]).toEqual([1, 2, 40, 63]);
    expect([...before.values()]).toEqual([1, 40]);
  });

  test("compares, and comes back from bytes, like what it was taken of", () => {
    fc.assert(
      fc.property(sized, sized, ([size, mine], [otherSize, theirs]) => {
        const [a, b] = [bitset(size, mine), bitset(otherSize, theirs)];
        const [s, t] = [a.snapshot(), b.snapshot()];
        expect([...s.minus(t)]).toEqual([...a.minus(b)]);
        expect([s.exceeds(t), s.exceeds(b), a.exceeds(t)]).toEqual(Array(3).fill(a.exceeds(b)));
        expect([s.exceeds(a), a.exceeds(s)]).toEqual([false, false]);
        expect([...s.toBytes()]).toEqual([...a.toBytes()]);
        expect(s.full).toBe(a.full);
      }),
    );
  });

  test.each([
    ["to what it was taken of, nor of a clone", false],
    ["to another snapshot, nor is one to it followed", true],
  ])("follows no addition %s, in any interleaving", (_name, alsoToSnapshots) => {
    fc.assert(
      fc.property(anySteps, ({ size, steps }) => {
        const sets = [{ set: new Bitset(size), model: new Set<number>(), open: true }];
        for (const { of, act } of steps) {
          const { set, model, open } = sets[of % sets.length]!;
          if (typeof act === "string") {
            const taken = { set: set[act](), model: new Set(model) };
            sets.push({ ...taken, open: alsoToSnapshots || act === "clone" });
          } else if (open) {
            expect(set.add(act)).toBe(!model.has(act));
            model.add(act);
          }
          for (const each of sets) {
            expect([...each.set.values()]).toEqual(ascending(each.model));
            expect(each.set.count).toBe(each.model.size);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
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

test("resumes what was suspended, and leaves earlier snapshots alone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.nat(99)), (size, wished) => {
      const [set, other] = [new Bitset(size), new Bitset(size)];
      for (const index of wished) if (index < size) set.add(index);
      other.add(0);
      const before = other.snapshot();
      const words = new Int32Array(8);
      set.suspend(words, 3);
      other.resume(words, 3);
      expect([[...other.values()], other.count]).toEqual([[...set.values()], set.count]);
      expect([...before.values()]).toEqual([0]);
    }),
  );
});

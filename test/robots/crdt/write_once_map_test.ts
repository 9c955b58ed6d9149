/**
 * The write-once map: a join that is monotone, idempotent and order-free where values agree, and
 * says so where they do not.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { equalBytes, WriteOnceMap } from "../../../robots/crdt/write_once_map.ts";

const SIZE = 20;

const puts = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.uint8Array({ maxLength: 3 })));

/** The one value that everybody gives for an index. */
function valueOf(index: number): Uint8Array {
  return Uint8Array.of(index, index * 7);
}

function mapOf(indexes: readonly number[]): WriteOnceMap {
  const map = new WriteOnceMap(SIZE);
  for (const index of indexes) map.put(index, valueOf(index));
  return map;
}

test("keeps the first value of each index, whatever is put later", () => {
  fc.assert(
    fc.property(puts, (list) => {
      const model = new Map<number, Uint8Array>();
      const map = new WriteOnceMap(SIZE);
      for (const [index, value] of list) {
        const present = model.get(index);
        const same = present !== undefined && Buffer.compare(present, value) === 0;
        expect(map.agrees(index, value)).toBe(present === undefined || same);
        expect(map.put(index, value)).toBe(
          present === undefined ? "added" : same ? "same" : "conflict",
        );
        if (present === undefined) model.set(index, value);
        expect(map.get(index)).toEqual(model.get(index));
      }
      expect([...map.entries()]).toEqual([...model].sort(([a], [b]) => a - b));
      expect([...map.known.values()]).toEqual([...model.keys()].sort((a, b) => a - b));
    }),
  );
});

test("values that agree give the same map in any order and any number of times", () => {
  const indexes = fc.array(fc.nat(SIZE - 1), { maxLength: 30 });
  const twoOrders = indexes.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
    ),
  );
  fc.assert(
    fc.property(twoOrders, ([list, other]) => {
      expect([...mapOf(other).entries()]).toEqual([...mapOf(list).entries()]);
    }),
  );
});

test("only grows", () => {
  fc.assert(
    fc.property(puts, (list) => {
      const map = new WriteOnceMap(SIZE);
      for (const [index, value] of list) {
        const before = [...map.entries()];
        map.put(index, value);
        expect([...map.entries()]).toEqual(expect.arrayContaining(before));
      }
    }),
  );
});

test("an empty value is a value", () => {
  const map = new WriteOnceMap(SIZE);
  expect(map.put(3, new Uint8Array())).toBe("added");
  expect(map.put(3, new Uint8Array())).toBe("same");
  expect(map.put(3, Uint8Array.of(0))).toBe("conflict");
});

test.each([
  ["an array", Uint8Array.of(1, 2)],
  ["a Buffer, whose slice() is a view", Buffer.from([1, 2])],
])("keeps its own copy of %s", (_name, value) => {
  const map = new WriteOnceMap(SIZE);
  map.put(0, value);
  value.fill(9);
  expect([...map.get(0)!]).toEqual([1, 2]);
  expect(map.get(0)!.buffer.byteLength, "memory it keeps alive").toBe(2);
});

test("refuses an index beyond its size and stays as it was", () => {
  const map = new WriteOnceMap(SIZE);
  expect(() => map.put(SIZE, Uint8Array.of(1))).toThrow(RangeError);
  expect(map.get(SIZE)).toBeUndefined();
  expect([...map.entries()]).toEqual([]);
});

test("equalBytes() compares length and every byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(equalBytes(a, a.slice())).toBe(true);
    }),
  );
});

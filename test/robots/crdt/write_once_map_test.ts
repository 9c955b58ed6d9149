/**
 * The write-once map: a join that is monotone, idempotent and order-free where values agree, and
 * says so where they do not.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalBytes } from "../../../robots/crdt/bytes.ts";
import { type Entry, WriteOnceMap } from "../../../robots/crdt/write_once_map.ts";

const SIZE = 20;

const puts = fc.array(
  fc.record({ index: fc.nat(SIZE - 1), value: fc.uint8Array({ maxLength: 3 }) }),
);

/** The one entry that everybody gives for an index. */
function entryOf(index: number): Entry {
  return { index, value: Uint8Array.of(index, index * 7) };
}

function message(): Uint8Array {
  return Uint8Array.of(1, 2, 3, 4, 5, 6);
}

function mapOf(indexes: readonly number[]): WriteOnceMap {
  const map = new WriteOnceMap(SIZE);
  for (const index of indexes) map.put(entryOf(index));
  return map;
}

test("keeps the first entry of each index, whatever is put later", () => {
  fc.assert(
    fc.property(puts, (list) => {
      const model = new Map<number, Entry>();
      const map = new WriteOnceMap(SIZE);
      for (const entry of list) {
        const present = model.get(entry.index);
        const same = present !== undefined && Buffer.compare(present.value, entry.value) === 0;
        expect(map.agrees(entry)).toBe(present === undefined || same);
        expect(map.put(entry)).toBe(present === undefined ? "added" : same ? "same" : "conflict");
        if (present === undefined) model.set(entry.index, entry);
        expect(map.get(entry.index)).toEqual(model.get(entry.index));
      }
      const ascending = [...model.values()].sort((a, b) => a.index - b.index);
      expect([...map.entries()]).toEqual(ascending);
      expect([...map.known.values()]).toEqual(ascending.map(({ index }) => index));
      for (let i = 0; i < SIZE; i++) expect(map.get(i)).toEqual(model.get(i));
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
      for (const entry of list) {
        const before = [...map.entries()];
        map.put(entry);
        expect([...map.entries()]).toEqual(expect.arrayContaining(before));
      }
    }),
  );
});

test("an empty value is a value", () => {
  const map = new WriteOnceMap(SIZE);
  const put = (...bytes: number[]) => map.put({ index: 3, value: Uint8Array.from(bytes) });
  expect([put(), put(), put(0)]).toEqual(["added", "same", "conflict"]);
  expect(map.get(3)!.value).toHaveLength(0);
});

describe("entries", () => {
  test("that own their bytes are kept as they are, and go from map to map without a copy", () => {
    const entries = [
      entryOf(7),
      { index: 3, value: new Uint8Array() },
      { index: 5, value: Buffer.from(Uint8Array.of(1, 2).buffer) },
    ];
    const maps = [new WriteOnceMap(SIZE), new WriteOnceMap(SIZE), new WriteOnceMap(SIZE)];
    let hand: Iterable<Entry> = entries;
    for (const map of maps) {
      for (const entry of hand) map.put(entry);
      hand = map.entries();
    }
    for (const map of maps) {
      for (const entry of entries) expect(map.get(entry.index)).toBe(entry);
    }
  });

  test("that come second are not kept, neither equal ones nor others", () => {
    const map = new WriteOnceMap(SIZE);
    const first = entryOf(7);
    map.put(first);
    expect(map.put(entryOf(7))).toBe("same");
    expect(map.put({ index: 7, value: Uint8Array.of(9) })).toBe("conflict");
    expect(map.get(7)).toBe(first);
    expect([...map.entries()][0]).toBe(first);
  });

  test.each<[string, Uint8Array]>([
    ["the first bytes of a message", message().subarray(0, 2)],
    ["bytes amid a message", message().subarray(2, 4)],
    ["the last bytes of a message", message().subarray(4)],
    ["all but one byte of a message", message().subarray(1)],
    ["no bytes of a message", message().subarray(3, 3)],
    ["a Buffer in Node's pool", Buffer.from([1, 2])],
    ["a Buffer's slice(), which is a view", Buffer.from(message().buffer).slice(1, 3)],
  ])("whose value is %s are copied, so that the rest can go", (_name, value) => {
    const bytes = [...value];
    const entry = { index: 1, value };
    const map = new WriteOnceMap(SIZE);
    expect(map.put(entry)).toBe("added");
    value.fill(9);
    expect([...map.get(1)!.value]).toEqual(bytes);
    expect(map.get(1)!.value.buffer.byteLength, "memory it keeps alive").toBe(bytes.length);
    expect(entry.value, "what was given stays as it was").toBe(value);
    const next = new WriteOnceMap(SIZE);
    next.put(map.get(1)!);
    expect(next.get(1), "one copy is enough for all maps").toBe(map.get(1));
  });
});

describe("maps with values in common", () => {
  /** Few indexes and values, so that maps often agree and often do not. */
  const anyPuts = fc.array(
    fc.record({
      to: fc.nat(2),
      index: fc.nat(4),
      value: fc.constantFrom("", "a", "b").map((text) => Buffer.from(text)),
    }),
    { maxLength: 40 },
  );

  test("answer as if each had its own", () => {
    fc.assert(
      fc.property(anyPuts, (list) => {
        const common: (Entry | undefined)[] = [];
        const sharing = [0, 1, 2].map(() => new WriteOnceMap(SIZE, common));
        const alone = [0, 1, 2].map(() => new WriteOnceMap(SIZE));
        for (const { to, ...entry } of list) {
          expect(sharing[to]!.agrees(entry)).toBe(alone[to]!.agrees(entry));
          expect(sharing[to]!.put(entry)).toBe(alone[to]!.put(entry));
          for (const [i, map] of sharing.entries()) {
            expect([...map.entries()]).toEqual([...alone[i]!.entries()]);
            for (let at = 0; at < 5; at++) expect(map.get(at)).toEqual(alone[i]!.get(at));
          }
        }
      }),
    );
  });

  test("keep equal values once, and others each its own", () => {
    const common: (Entry | undefined)[] = [];
    const [a, b, c] = Array.from({ length: 3 }, () => new WriteOnceMap(SIZE, common)) as [
      WriteOnceMap,
      WriteOnceMap,
      WriteOnceMap,
    ];
    a.put(entryOf(7));
    b.put(entryOf(7));
    expect(b.get(7)).toBe(a.get(7));
    const other = { index: 7, value: message().subarray(0, 2) };
    c.put(other);
    other.value.fill(9);
    expect([...c.get(7)!.value]).toEqual([1, 2]);
    expect(c.get(7)!.value.buffer.byteLength, "memory it keeps alive").toBe(2);
    expect(b.get(7)).toEqual(entryOf(7));
    expect(common.filter((entry) => entry !== undefined)).toEqual([entryOf(7)]);
  });
});

test.each([SIZE, -1, 1.5, Number.NaN])("refuses the index %d and stays as it was", (index) => {
  const map = new WriteOnceMap(SIZE);
  expect(() => map.put({ index, value: Uint8Array.of(1) })).toThrow(RangeError);
  expect(map.get(index)).toBeUndefined();
  expect([...map.entries()]).toEqual([]);
});

test("has nothing where nothing was put, inside and outside of its size", () => {
  const map = mapOf([0, SIZE - 1]);
  for (const index of [-1, 1, SIZE - 2, SIZE, 2 ** 32]) expect(map.get(index)).toBeUndefined();
});

test("equalBytes() compares length and every byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(equalBytes(a, a.slice())).toBe(true);
      expect(equalBytes(a, a)).toBe(true);
    }),
  );
});

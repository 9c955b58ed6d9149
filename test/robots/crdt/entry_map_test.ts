/**
 * The base of most types: entries that are joined key by key, and a watcher that misses nothing.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { type ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { EntryMap, type Joined } from "../../../robots/crdt/entry_map.ts";
import { hex, Mirror } from "../../support/crdt_histories.ts";

/**
 * The greater number wins. Odd ones contradict even ones, those above the time are ahead, and 0 is what
 * is there already when there is nothing.
 */
class Greatest extends EntryMap<{ readonly number: number }> {
  readonly hasHeard: [key: string, number: number, now: number | undefined][] = [];

  numberAt(key: string): number | undefined {
    return this.valueAt(key)?.number;
  }

  raise(key: string, number: number): void {
    this.put(key, { number });
  }

  forget(key: string): void {
    this.drop(key);
  }

  protected override joinValues(
    mine: { readonly number: number } | undefined,
    theirs: { readonly number: number },
    nowMs: number,
  ): Joined<{ readonly number: number }> {
    if (theirs.number > nowMs) return { refused: "ahead" };
    if (mine === undefined) return { value: theirs.number > 0 ? theirs : undefined };
    if (mine.number % 2 !== theirs.number % 2) return { refused: "conflict" };
    return { value: theirs.number > mine.number ? theirs : mine };
  }

  protected override heard(key: string, { number }: { readonly number: number }): void {
    this.hasHeard.push([key, number, this.numberAt(key)]);
  }

  protected override writeValue(writer: ByteWriter, { number }: { readonly number: number }): void {
    writer.number(number);
  }

  protected override readValue(reader: ByteReader): { readonly number: number } {
    return { number: reader.number() };
  }
}

function entryOf(key: string, number: number): Uint8Array {
  return new ByteWriter().text(key).number(number).finish();
}

/** A map, and all that its watcher is told: key, before, after. */
function watched(): { map: Greatest; told: (string | undefined)[][] } {
  const map = new Greatest();
  const told: (string | undefined)[][] = [];
  map.watch({
    changed: (key, before, after) => told.push([key, before && hex(before), after && hex(after)]),
  });
  return { map, told };
}

test("an entry is its key and its value, and comes back by its key", () => {
  const map = new Greatest();
  map.raise("k", 300);
  expect(map.entry("k")).toEqual(entryOf("k", 300));
  expect(map.keyOf(entryOf("k", 300))).toBe("k");
  expect(map.keyOf(Uint8Array.of(1))).toBeUndefined();
  expect(map.keyOf(Uint8Array.of(...entryOf("k", 300), 0))).toBeUndefined();
  expect(map.entry("l")).toBeUndefined();
});

test("keys ascend by UTF-16 code units, in whatever order they came", () => {
  const map = new Greatest();
  // In UTF-8 the last two would be the other way round.
  const ascending = ["", "B", "a", "aa", "b", "é", "\ud83d\ude00", "\uffff"];
  for (const key of ascending.toReversed()) map.raise(key, 0);
  expect([...map.keys()]).toEqual(ascending);
  expect(map.size).toBe(ascending.length);
});

test("keys that are written alike are one", () => {
  const { map, told } = watched();
  map.raise("\ud800", 2);
  map.raise("\udc00", 4);
  expect([...map.keys()]).toEqual(["\ufffd"]);
  expect(map.numberAt("\ud800")).toBe(4);
  expect(map.join(entryOf("\ufffd", 4), 9)).toBe("known");
  expect(told.map(([key]) => key)).toEqual(["\ufffd", "\ufffd"]);
});

describe("a join", () => {
  test("says what it does, and check says it before", () => {
    const map = new Greatest();
    map.raise("k", 4);
    const before = hex(encodeState(map));
    const cases = [
      [entryOf("k", 4), "known"],
      [entryOf("k", 2), "known"],
      [entryOf("k", 5), "conflict"],
      [entryOf("k", 102), "ahead"],
      [entryOf("new", 102), "ahead"],
      [Uint8Array.of(), "malformed"],
      [Uint8Array.of(...entryOf("k", 6), 0), "malformed"],
    ] as const;
    for (const [entry, outcome] of cases) {
      expect(map.check(entry, 100)).toBe(outcome);
      expect(map.join(entry, 100)).toBe(outcome);
      expect(hex(encodeState(map))).toBe(before);
    }
    expect(map.check(entryOf("k", 6), 100)).toBe("added");
    expect(map.numberAt("k")).toBe(4);
    expect(map.join(entryOf("k", 6), 100)).toBe("added");
    expect(map.numberAt("k")).toBe(6);
  });
});

test("what needs no place is known, and takes none", () => {
  const { map, told } = watched();
  expect(map.check(entryOf("k", 0), 9)).toBe("known");
  expect(map.join(entryOf("k", 0), 9)).toBe("known");
  expect([map.size, map.entry("k"), told]).toEqual([0, undefined, []]);
});

test("a type hears what came and was not refused, when it is in its place", () => {
  const map = new Greatest();
  for (const number of [0, 4, 2, 3, 12, 6]) {
    map.check(entryOf("k", number), 9);
    map.join(entryOf("k", number), 9);
  }
  map.join(Uint8Array.of(), 9);
  expect(map.hasHeard).toEqual([
    ["k", 0, undefined],
    ["k", 4, 4],
    ["k", 2, 4],
    ["k", 6, 6],
  ]);
});

describe("a watcher", () => {
  test("is told of every change, and of nothing else", () => {
    const { map, told } = watched();
    map.join(entryOf("k", 2), 9);
    map.join(entryOf("k", 2), 9);
    map.join(entryOf("k", 3), 9);
    map.join(entryOf("k", 4), 9);
    map.raise("k", 4);
    map.raise("k", 6);
    map.forget("k");
    map.forget("k");
    expect(told).toEqual([
      ["k", undefined, "016b02"],
      ["k", "016b02", "016b04"],
      ["k", "016b04", "016b06"],
      ["k", "016b06", undefined],
    ]);
    expect(map.size).toBe(0);
  });

  test("is told nothing of what was before it", () => {
    const map = new Greatest();
    map.raise("k", 2);
    const mirror = new Mirror(map);
    expect(mirror.everHeld).toEqual([entryOf("k", 2)]);
    map.forget("k");
    expect(mirror.encoded()).toEqual(Uint8Array.of(0));
  });

  test("is the last that was set", () => {
    const { map, told } = watched();
    const mirror = new Mirror(map);
    map.raise("k", 2);
    expect(told).toEqual([]);
    expect(mirror.encoded()).toEqual(encodeState(map));
  });
});

/**
 * States as a whole: they are joined altogether or not at all.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, equalStates, joinAll, joinState } from "../../../robots/crdt/entries.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { FUTURE_MS_MAX } from "../../../robots/crdt/hybrid_logical_clock.ts";
import { LwwMap } from "../../../robots/crdt/lww_map.ts";

function entryOf(element: string): Uint8Array {
  return new ByteWriter().text(element).finish();
}

function stateOf(count: number, ...entries: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter().number(count);
  for (const entry of entries) writer.bytes(entry);
  return writer.finish();
}

function mapAt(nowMs: number, ...keys: readonly string[]): LwwMap {
  const map = new LwwMap(`writer at ${nowMs}`);
  for (const key of keys) map.set(key, Uint8Array.of(1), nowMs);
  return map;
}

describe("joining an encoded state", () => {
  test("says whether anything was new", () => {
    const set = new GSet();
    expect(joinState(set, stateOf(0), 0)).toBe("known");
    expect(joinState(set, stateOf(2, entryOf("a"), entryOf("b")), 0)).toBe("added");
    expect(joinState(set, stateOf(2, entryOf("a"), entryOf("c")), 0)).toBe("added");
    expect(joinState(set, stateOf(2, entryOf("b"), entryOf("c")), 0)).toBe("known");
    expect([...set.elements()]).toEqual(["a", "b", "c"]);
  });

  test.each([
    ["nothing at all", new Uint8Array(0)],
    ["fewer entries than announced", stateOf(2, entryOf("a"))],
    ["more entries than announced", stateOf(1, entryOf("a"), entryOf("b"))],
    ["a count that cannot be", stateOf(Number.MAX_SAFE_INTEGER, entryOf("a"))],
    ["an entry that is none", stateOf(2, entryOf("a"), Uint8Array.of(9))],
    ["an entry twice", stateOf(2, entryOf("a"), entryOf("a"))],
    ["entries in another order", stateOf(2, entryOf("b"), entryOf("a"))],
  ])("refuses %s, and joins none of it", (_name, encoded) => {
    const set = new GSet();
    expect(joinState(set, encoded, 0)).toBe("malformed");
    expect(set.size).toBe(0);
  });

  test("joins none when one of the stamps is ahead", () => {
    const encoded = encodeState(mapAt(0, "a"));
    const ahead = encodeState(mapAt(FUTURE_MS_MAX + 1, "b"));
    const source = new LwwMap("c");
    joinState(source, encoded, 0);
    joinState(source, ahead, 1);
    const map = new LwwMap("d");
    expect(joinState(map, encodeState(source), 0)).toBe("ahead");
    expect(map.size).toBe(0);
    expect(joinState(map, encodeState(source), 1)).toBe("added");
    expect(equalStates(map, source)).toBe(true);
  });
});

test("entries of one message may come in any order, but each key once", () => {
  const set = new GSet();
  expect(joinAll(set, [entryOf("b"), entryOf("a")], 0)).toBe("added");
  expect(joinAll(set, [entryOf("c"), entryOf("c")], 0)).toBe("malformed");
  expect([...set.elements()]).toEqual(["a", "b"]);
});

test("states are equal when their bytes are, whoever made them and how", () => {
  const a = new GSet();
  const b = new GSet();
  expect(equalStates(a, b)).toBe(true);
  for (const element of ["x", "y"]) a.add(element);
  for (const element of ["y", "x"]) b.add(element);
  expect(equalStates(a, b)).toBe(true);
  b.add("z");
  expect(equalStates(a, b)).toBe(false);
});

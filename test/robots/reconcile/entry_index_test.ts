/**
 * Goal: the index holds exactly the ids of the entries, whatever changes.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { entryId, hexOf, stateDigest } from "../../../robots/crdt/entry_id.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { LwwMap } from "../../../robots/crdt/lww_map.ts";
import { EntryIndex } from "../../../robots/reconcile/entry_index.ts";

/** The ids that the index finds, as text, ascending. */
function idsOf(index: EntryIndex): string[] {
  const ids: string[] = [];
  for (let slot = 0; slot < index.slotsEnd; slot++) {
    if (index.keyAt(slot) === undefined) continue;
    ids.push(hexOf({ high: index.high[slot]!, low: index.low[slot]! }));
  }
  return ids.sort();
}

function expectIndexed(index: EntryIndex, state: LwwMap): void {
  const keys = [...state.keys()];
  const entries = keys.map((key) => state.entry(key)!);
  expect(idsOf(index)).toEqual(entries.map((entry) => hexOf(entryId(entry))).sort());
  expect(index.count).toBe(keys.length);
  expect(hexOf(index.digest)).toBe(stateDigest(state));
  expect(index.bytesTotal).toBe(entries.reduce((sum, { length }) => sum + length, 0));
  for (const [i, entry] of entries.entries()) {
    const { high, low } = entryId(entry);
    expect(index.keyAt(index.find(high, low))).toBe(keys[i]);
    expect(index.findByLow(low).map((slot) => index.keyAt(slot))).toContain(keys[i]);
  }
}

test("follows every change of a map, from any beginning", () => {
  const anyChange = fc.record({ key: fc.integer({ min: 0, max: 40 }), removes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(anyChange), fc.array(anyChange, { size: "large" }), (before, after) => {
      const state = new LwwMap("n");
      const change = ({ key, removes }: { key: number; removes: boolean }): void => {
        if (removes) state.delete(`k${key}`, 1);
        else state.set(`k${key}`, new Uint8Array([key]), 1);
      };
      before.forEach(change);
      const index = new EntryIndex(state);
      expectIndexed(index, state);
      after.forEach(change);
      expectIndexed(index, state);
      expect(index.slotsEnd).toBeGreaterThanOrEqual(index.count);
    }),
    { numRuns: 60 },
  );
});

test("finds every id and no other among very many", () => {
  const state = new GSet();
  const index = new EntryIndex(state);
  for (let i = 0; i < 20_000; i++) state.add(String(i));
  for (let i = 0; i < 20_000; i++) {
    const { high, low } = entryId(state.entry(String(i))!);
    expect(index.keyAt(index.find(high, low))).toBe(String(i));
    expect(index.find(high ^ 1, low)).toBe(-1);
  }
  expect(index.find(1, 2)).toBe(-1);
});

test("gives slots back and tells those who follow it", () => {
  const told: string[] = [];
  const index = new EntryIndex(new GSet());
  index.follow({
    filled: (slot) => told.push(`filled ${slot} ${index.keyAt(slot)}`),
    emptied: (slot) => told.push(`emptied ${slot} ${index.keyAt(slot)}`),
  });
  index.changed("a", undefined, new Uint8Array([1]));
  index.changed("b", undefined, new Uint8Array([2]));
  index.changed("a", new Uint8Array([1]), new Uint8Array([3]));
  index.changed("b", new Uint8Array([2]), undefined);
  index.changed("c", undefined, new Uint8Array([4]));
  expect(told).toEqual([
    "filled 0 a",
    "filled 1 b",
    "emptied 0 a",
    "filled 0 a",
    "emptied 1 b",
    "filled 1 c",
  ]);
  expect(index.slotsEnd).toBe(2);
});

test("looks at the first of two entries with one id, and forgets only that one", () => {
  const index = new EntryIndex(new GSet());
  const bytes = new Uint8Array([7]);
  index.changed("a", undefined, bytes);
  index.changed("b", undefined, bytes);
  expect(index.count).toBe(1);
  index.changed("b", bytes, undefined);
  expect(index.count).toBe(1);
  index.changed("a", bytes, undefined);
  expect(index.count).toBe(0);
  expect(hexOf(index.digest)).toBe("0".repeat(16));
});

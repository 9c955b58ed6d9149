/**
 * The tree of ids, held against a sorted list of them.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EntryId, entryId } from "../../../robots/crdt/entry_id.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { ALL, compareIds, END, type IdRange, START } from "../../../robots/reconcile/id_range.ts";
import { EMPTY_HASH, hashOf, hashOfAll, IdTrie } from "../../../robots/reconcile/id_trie.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { Highest } from "../../support/highest.ts";

/** All ids of a state, ascending: what the tree must know. */
function idsOf(set: Highest): EntryId[] {
  return [...set.keys()].map((key) => entryId(set.entry(key)!)).sort(compareIds);
}

/** What the tree says of `range`, in the words of {@linkcode expected}. */
function said(trie: IdTrie, index: Reconcilable["index"], range: IdRange) {
  const within = [...trie.within(range)];
  for (const { id, slot } of within) {
    expect({ high: index.high[slot], low: index.low[slot] }).toEqual(id);
  }
  return { sum: trie.sum(range), ids: within.map(({ id }) => id), rank: trie.rank(range.from) };
}

function expected(ids: readonly EntryId[], { from, to }: IdRange) {
  const inside = ids.filter((id) => compareIds(id, from) >= 0 && compareIds(id, to) < 0);
  const xor = (half: "high" | "low") => inside.reduce((all, id) => all ^ id[half], 0);
  const sum = { count: inside.length, high: xor("high"), low: xor("low") };
  return { sum, ids: inside, rank: ids.filter((id) => compareIds(id, from) < 0).length };
}

/** Bounds as conversations ask for them: ids that are there, their neighbours, and anything else. */
const anyBound = fc.oneof(
  fc.record({ high: fc.nat(2 ** 32 - 1), low: fc.nat(2 ** 32 - 1) }),
  fc.record({ high: fc.nat(15).map((digit) => digit * 2 ** 28), low: fc.constant(0) }),
  fc.constantFrom(START, END),
  fc.nat(1000),
);

function boundOf(bound: EntryId | number, ids: readonly EntryId[]): EntryId {
  if (typeof bound !== "number") return bound;
  return ids.length === 0 ? START : ids[bound % ids.length]!;
}

test("tells of any range what a sorted list does, after any changes", () => {
  const anyChange = fc.tuple(fc.nat(300), fc.nat(3), fc.boolean());
  const anyRange = fc.tuple(anyBound, anyBound);
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.array(anyChange, { maxLength: 200 }),
      fc.array(anyRange, { maxLength: 8 }),
      (before, changes, ranges) => {
        const set = new Highest();
        const state = new Reconcilable(set);
        for (let i = 0; i < before; i++) set.raise(`${i}`);
        const { trie } = state;
        for (const [key, value, stays] of changes) {
          if (stays) set.raise(`${key}`, value);
          else set.forget(`${key}`);
        }
        const ids = idsOf(set);
        const anew = new IdTrie(state.index);
        for (const [a, b] of ranges) {
          const bounds = [boundOf(a, ids), boundOf(b, ids)].sort(compareIds);
          const range = { from: bounds[0]!, to: bounds[1]! };
          expect(said(trie, state.index, range)).toEqual(expected(ids, range));
          expect(said(anew, state.index, range)).toEqual(expected(ids, range));
        }
        expect(ids.map((_, rank) => trie.at(rank))).toEqual(ids);
        expect(hashOf(trie.sum(ALL))).toEqual(hashOfAll(state.index));
      },
    ),
  );
});

describe("depth", () => {
  const MOST = 10_000;
  const set = new Highest();
  const state = new Reconcilable(set);
  const { trie } = state;
  const random = seededRandom("depth");

  function check(): void {
    const ids = idsOf(set);
    expect(said(trie, state.index, ALL).ids).toEqual(ids);
    for (let times = 0; times < 20; times++) {
      const bounds = [0, 0].map(() => ({ high: Math.floor(random() * 2 ** 32), low: 0 }));
      const [from, to] = bounds.sort(compareIds) as [EntryId, EntryId];
      expect(said(trie, state.index, { from, to })).toEqual(expected(ids, { from, to }));
      const rank = Math.floor(random() * ids.length);
      if (ids.length > 0) expect(trie.at(rank)).toEqual(ids[rank]);
    }
  }

  test("grows with the number of ids", () => {
    const depths = [trie.depth];
    for (let i = 0; i < MOST; i++) {
      set.raise(`${i}`);
      if (trie.depth === depths.at(-1)) continue;
      depths.push(trie.depth);
      check();
    }
    check();
    expect(depths).toEqual([0, 1, 2, 3]);
  });

  test("is the same when the tree is made at once", () => {
    expect(new IdTrie(state.index).depth).toBe(trie.depth);
  });

  test("shrinks again, but not at the next change", () => {
    const sizes = [];
    for (let i = MOST - 1; i >= 0; i--) {
      const { depth } = trie;
      set.forget(`${i}`);
      if (trie.depth === depth) continue;
      sizes.push(i);
      check();
    }
    check();
    expect(sizes).toEqual([4095, 255, 15]);
    expect(trie.depth).toBe(0);
  });
});

describe("hash", () => {
  test("of nothing is zero, and of nothing else", () => {
    expect(hashOf({ count: 0, high: 0, low: 0 })).toEqual(EMPTY_HASH);
    for (let count = 1; count < 1000; count++) {
      expect(hashOf({ count, high: 0, low: 0 })).not.toEqual(EMPTY_HASH);
    }
  });

  test("differs where ids or only their number differ", () => {
    const anySum = fc.record({
      count: fc.integer({ min: 1, max: 50 }),
      high: fc.oneof(fc.nat(3), fc.integer()),
      low: fc.oneof(fc.nat(3), fc.integer()),
    });
    fc.assert(
      fc.property(anySum, anySum, (a, b) => {
        const same = a.count === b.count && a.high === b.high && a.low === b.low;
        expect(JSON.stringify(hashOf(a)) === JSON.stringify(hashOf(b))).toBe(same);
      }),
    );
  });

  test("of a whole is not that of its parts joined", () => {
    const part = { count: 1, high: 12345, low: 678 };
    const [a, b] = [hashOf(part), hashOf({ count: 1, high: 99, low: 1 })];
    const whole = hashOf({ count: 2, high: 12345 ^ 99, low: 678 ^ 1 });
    expect((a.high ^ b.high) >>> 0).not.toBe(whole.high);
    expect((a.low ^ b.low) >>> 0).not.toBe(whole.low);
  });
});

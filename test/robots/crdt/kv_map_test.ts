/**
 * The map of the mesh: who wins, what is deleted, what clocks tell, and its bytes. What is forgotten is
 * in kv_map_collection_test.ts.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { FUTURE_MS_MAX } from "../../../robots/crdt/hybrid_logical_clock.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";
import { forgedWrite as forged } from "../../support/kv_world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const set = (key: string, value: number) => (map: KvMap, nowMs: number) =>
  void map.set(key, Uint8Array.of(value), nowMs);

const remove = (key: string) => (map: KvMap, nowMs: number) => void map.delete(key, nowMs);

const someKey = fc.constantFrom("", "x", "y");

holdsTheLaws<KvMap>({
  name: "kv_map",
  make: (node) => new KvMap(node),
  operation: fc.oneof(
    fc.tuple(someKey, fc.nat(2)).map(([key, value]) => set(key, value)),
    someKey.map(remove),
  ),
  few: [set("x", 1), set("x", 2), remove("x"), set("y", 1)],
});

function tell(from: KvMap, to: KvMap, nowMs: number): void {
  joinState(to, encodeState(from), nowMs);
}

function meet(a: KvMap, b: KvMap, nowMs: number): void {
  tell(a, b, nowMs);
  tell(b, a, nowMs);
  expect(encodeState(a)).toEqual(encodeState(b));
}

function pair(): [KvMap, KvMap] {
  return [new KvMap("a"), new KvMap("b")];
}

describe("a key", () => {
  test("is there from the set to the delete, which leaves a tombstone", () => {
    const map = new KvMap("a");
    map.set("x", Uint8Array.of(1), 5);
    map.set("y", Uint8Array.of(2), 5);
    map.delete("y", 5);
    expect([map.get("x"), map.has("x"), map.has("y"), map.get("z")]).toEqual([
      Uint8Array.of(1),
      true,
      false,
      undefined,
    ]);
    expect([map.liveKeys(), map.liveCount, map.size]).toEqual([["x"], 1, 2]);
    expect([map.history("y")?.deleted, map.history("z")]).toEqual([true, undefined]);
  });

  test("that has no value is not deleted: nothing is written", () => {
    const map = new KvMap("a");
    expect([map.delete("x", 5), map.size]).toEqual([undefined, 0]);
    map.set("x", Uint8Array.of(1), 5);
    expect(map.delete("x", 5)).toMatchObject({ wallMs: 5, counter: 1 });
    expect([map.delete("x", 5), map.versions.seen()]).toEqual([undefined, new Map([["a", 2]])]);
  });

  test("has a copy of what it was set to", () => {
    const map = new KvMap("a");
    const value = Uint8Array.of(1);
    map.set("x", value, 5);
    value[0] = 2;
    expect(map.get("x")).toEqual(Uint8Array.of(1));
  });
});

describe("a deleted value", () => {
  test("is not resurrected by a late duplicate of the old write", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), 10);
    const late = a.entry("x")!;
    tell(a, b, 10);
    b.delete("x", 20);
    meet(a, b, 20);
    expect([a.join(late, 30), b.join(late, 30)]).toEqual(["known", "known"]);
    expect([a.has("x"), b.has("x")]).toEqual([false, false]);
  });

  test("is not resurrected by a node with a slow clock whose delete follows a write of a fast one", () => {
    const [fast, slow] = pair();
    fast.set("x", Uint8Array.of(1), 50_000);
    tell(fast, slow, 1_000);
    slow.delete("x", 1_000);
    meet(fast, slow, 50_000);
    expect(fast.has("x")).toBe(false);
  });

  test("and a concurrent write: the later stamp wins, and it shows that they did not know of each other", () => {
    for (const [deletedMs, wroteMs, survives] of [
      [20, 30, true],
      [30, 20, false],
    ] as const) {
      const [a, b] = pair();
      a.set("x", Uint8Array.of(1), 10);
      meet(a, b, 10);
      a.delete("x", deletedMs);
      b.set("x", Uint8Array.of(2), wroteMs);
      const [deletion, write] = [a.entry("x")!, b.entry("x")!];
      a.join(write, 40);
      b.join(deletion, 40);
      expect([a.has("x"), b.has("x")]).toEqual([survives, survives]);
      expect([a.history("x")!.contested, b.history("x")!.contested]).toEqual([true, true]);
      b.set("x", Uint8Array.of(3), 50);
      meet(a, b, 50);
      expect([a.history("x")!.contested, b.history("x")!.contested]).toEqual([false, false]);
    }
  });
});

describe("clocks that differ", () => {
  test("a writer an hour behind overwrites what it has seen, and wins", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), HOUR_MS);
    const write = a.entry("x")!;
    expect(b.join(write, 0), "it does not believe what lies an hour ahead").toBe("ahead");
    b.set("x", Uint8Array.of(2), 0);
    tell(b, a, HOUR_MS);
    expect(a.get("x"), "so it has not seen it, and loses").toEqual(Uint8Array.of(1));
    // It hears of it shortly before its clock is set back by an hour.
    expect(b.join(write, HOUR_MS - FUTURE_MS_MAX)).toBe("added");
    b.set("x", Uint8Array.of(3), 10);
    expect(b.history("x")!.stamp).toEqual({ wallMs: HOUR_MS, counter: 1, node: "b" });
    meet(a, b, HOUR_MS);
    expect(a.get("x")).toEqual(Uint8Array.of(3));
  });

  test("a stamp a day ahead is refused, and joins when its time comes", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), DAY_MS);
    b.set("x", Uint8Array.of(2), 10);
    const entry = a.entry("x")!;
    expect([b.check(entry, 10), b.join(entry, 10)]).toEqual(["ahead", "ahead"]);
    expect([b.get("x"), b.versions.seen()]).toEqual([Uint8Array.of(2), new Map([["b", 1]])]);
    expect(b.set("x", Uint8Array.of(3), 20).wallMs, "it did not move the clock").toBe(20);
    expect(b.join(entry, DAY_MS - FUTURE_MS_MAX - 1)).toBe("ahead");
    expect(b.join(entry, DAY_MS - FUTURE_MS_MAX)).toBe("added");
    expect(b.get("x")).toEqual(Uint8Array.of(1));
  });

  test("a clock that is set back does not make later writes lose", () => {
    const map = new KvMap("a");
    map.set("x", Uint8Array.of(1), HOUR_MS);
    const old = map.entry("x")!;
    map.set("x", Uint8Array.of(2), 10);
    expect(map.join(old, HOUR_MS)).toBe("known");
    expect(map.get("x")).toEqual(Uint8Array.of(2));
    const other = new KvMap("b");
    other.join(map.entry("x")!, HOUR_MS);
    other.join(old, HOUR_MS);
    expect(other.get("x")).toEqual(Uint8Array.of(2));
  });

  test("writes of two nodes in the same millisecond are ordered by node, everywhere", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(9), 10);
    b.set("x", Uint8Array.of(1), 10);
    meet(a, b, 10);
    expect([a.get("x"), b.get("x")]).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
  });

  test("a write that knew of another never loses to it, whatever the clocks show", () => {
    const step = fc.record({
      at: fc.nat(2),
      from: fc.option(fc.nat(2), { nil: undefined }),
      isDelete: fc.boolean(),
      nowMs: fc.oneof(fc.nat(3), fc.constantFrom(HOUR_MS, DAY_MS)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
        const maps = ["a", "b", "c"].map((node) => new KvMap(node));
        for (const { at, from, isDelete, nowMs } of steps) {
          const map = maps[at]!;
          if (from !== undefined) {
            for (const key of maps[from]!.keys()) map.join(maps[from]!.entry(key)!, nowMs);
            continue;
          }
          const before = map.entry("x");
          const heard = map.history("x");
          const stamp = isDelete ? map.delete("x", nowMs) : map.set("x", Uint8Array.of(1), nowMs);
          if (before === undefined || stamp === undefined) continue;
          expect(map.history("x")).toMatchObject({ stamp, contested: false });
          for (const [node, number] of heard!.clock) {
            expect(map.history("x")!.clock.get(node)).toBeGreaterThanOrEqual(number);
          }
          const reader = new KvMap("z");
          for (const entry of [map.entry("x")!, before]) reader.join(entry, 2 * DAY_MS);
          expect(reader.history("x")!.stamp).toEqual(stamp);
        }
      }),
    );
  });
});

describe("vector clocks", () => {
  test("count what the writer knew of, with its own writes to all keys in one sequence", () => {
    const [a, b] = pair();
    a.set("y", Uint8Array.of(1), 10);
    a.set("x", Uint8Array.of(1), 10);
    tell(a, b, 10);
    b.set("x", Uint8Array.of(2), 10);
    expect(b.history("x")!.clock).toEqual(new Map(Object.entries({ a: 2, b: 1 })));
  });

  test("tell what was overwritten unseen from what was overwritten", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), 10);
    b.set("x", Uint8Array.of(2), 20);
    tell(b, a, 20);
    expect([a.history("x")!.contested, b.history("x")!.contested]).toEqual([true, false]);
    a.set("x", Uint8Array.of(3), 30);
    expect(a.history("x")).toMatchObject({
      clock: new Map(Object.entries({ a: 2, b: 1 })),
      contested: false,
    });
    tell(a, b, 30);
    expect(b.history("x")!.contested).toBe(false);
  });

  test("of a write that is known to have lost are remembered when the next write is made", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), 10);
    b.set("x", Uint8Array.of(2), 20);
    tell(a, b, 20);
    expect(b.history("x")).toMatchObject({ clock: new Map([["b", 1]]), contested: true });
    b.delete("x", 20);
    expect(b.history("x")!.clock).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
  });
});

describe("versions", () => {
  test("never claim what will be written here", () => {
    const map = new KvMap("a");
    map.set("x", Uint8Array.of(1), 10);
    map.versions.mention("b", 9);
    map.versions.adopt(new Map(Object.entries({ a: 9, b: 9 })));
    expect(map.versions.seen()).toEqual(new Map(Object.entries({ a: 1, b: 9 })));
    map.set("x", Uint8Array.of(2), 10);
    expect(map.versions.seen()).toEqual(new Map(Object.entries({ a: 2, b: 9 })));
    map.versions.adopt(new Map([["b", 3]]));
    expect(map.versions.seen().get("b")).toBe(9);
  });

  test("go on where they were when a node hears of its own writes again", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), 10);
    a.set("x", Uint8Array.of(2), 10);
    tell(a, b, 10);
    const again = new KvMap("a");
    tell(b, again, 10);
    expect(again.versions.seen(), "the first may be missing").toEqual(new Map());
    again.set("x", Uint8Array.of(3), 10);
    expect(again.history("x")!.clock).toEqual(new Map([["a", 3]]));
    again.versions.adopt(b.versions.seen());
    again.versions.adopt(new Map([["a", 2]]));
    expect(again.versions.seen()).toEqual(new Map([["a", 3]]));
  });

  test("that were overwritten before they came are a gap until a peer has sent all it has", () => {
    const [a, b] = pair();
    for (const key of ["x", "y", "x", "z"]) a.set(key, Uint8Array.of(1), 10);
    tell(a, b, 10);
    expect([b.versions.seen(), b.versions.beyond()]).toEqual([
      new Map(),
      [{ origin: "a", from: 2, to: 4 }],
    ]);
    b.versions.adopt(a.versions.seen());
    expect([b.versions.seen(), b.versions.beyond()]).toEqual([new Map([["a", 4]]), []]);
    expect([...a.versions.newer(new Map([["a", 2]]))]).toEqual([
      { origin: "a", version: 3, key: "x" },
      { origin: "a", version: 4, key: "z" },
    ]);
  });

  test("of a write that has lost when it comes fill a gap, too", () => {
    const [a, b] = pair();
    a.set("x", Uint8Array.of(1), 10);
    const late = a.entry("x")!;
    a.set("x", Uint8Array.of(2), 10);
    tell(a, b, 10);
    expect([b.join(late, 10), b.versions.seen()]).toEqual(["known", new Map([["a", 2]])]);
  });

  test("far away cost no time, and leave no room only for a node that has them itself", () => {
    const last = Number.MAX_SAFE_INTEGER;
    const map = new KvMap("a");
    map.join(forged(5, "b", [["b", last]], 1), 5);
    expect([...map.versions.newer(new Map())].length).toBe(1);
    expect(map.versions.beyond()).toEqual([{ origin: "b", from: last, to: last }]);
    map.set("x", Uint8Array.of(1), 10);
    map.join(forged(20, "a", [["a", last]], 1), 20);
    expect(() => map.set("x", Uint8Array.of(1), 30)).toThrow(RangeError);
    expect(map.history("x")!.stamp.wallMs).toBe(20);
  });
});

test("its bytes and digest are these for ever", () => {
  const [a, b] = pair();
  a.set("k", Uint8Array.of(7, 8), 300);
  tell(a, b, 300);
  b.delete("k", 300);
  b.set("l", Uint8Array.of(9), 301);
  // Two entries: length; key; wall clock, counter and node; the clock; the value, if there is one.
  expect(hex(encodeState(b))).toBe(
    ["02", "0f016bac020101620201610101620100", "0e016cad0200016201016202010109"].join(""),
  );
  expect(stateDigest(b)).toBe("520fcc7cd9f79429");
});

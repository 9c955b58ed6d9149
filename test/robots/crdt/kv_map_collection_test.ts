/**
 * Tombstones are forgotten, and what they deleted does not come back.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { KvMap, REVENANT_COLLECTIONS } from "../../../robots/crdt/kv_map.ts";
import { forgedWrite, KEYS, KvWorld, pull, seenBy } from "../../support/kv_world.ts";

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

/** Worlds in one test. */
const SEEDS_EACH = 20;

function maps<const Names extends readonly string[]>(
  ...names: Names
): { [I in keyof Names]: KvMap } {
  return names.map((name) => new KvMap(name)) as unknown as { [I in keyof Names]: KvMap };
}

function meet(...all: KvMap[]): void {
  for (let round = 0; round < 2; round++) {
    for (const to of all) for (const from of all) if (to !== from) pull(to, from);
  }
}

describe("a tombstone", () => {
  test("is forgotten when all have seen it", () => {
    const [a, b, c] = maps("a", "b", "c");
    a.set("x", ONE, 10);
    a.set("y", ONE, 10);
    meet(a, b, c);
    b.delete("x", 20);
    expect(b.collect(seenBy(a, b, c)), "only one has").toBe(0);
    pull(a, b);
    expect(a.collect(seenBy(a, b, c)), "two have").toBe(0);
    pull(c, b);
    expect([a, b, c].map((map) => map.collect(seenBy(a, b, c)))).toEqual([1, 1, 1]);
    expect([a, b, c].map((map) => [...map.keys()])).toEqual([["y"], ["y"], ["y"]]);
    expect(a.history("x")).toBeUndefined();
  });

  test("is forgotten though others never cease to write", () => {
    const [a, b] = maps("a", "b");
    let forgotten = 0;
    for (let turn = 0; turn < 20; turn++) {
      a.set(`x${turn}`, ONE, turn);
      a.delete(`x${turn}`, turn);
      pull(b, a);
      b.set("y", ONE, turn);
      forgotten += a.collect(seenBy(a, b));
      pull(a, b);
    }
    expect(forgotten).toBeGreaterThan(15);
  });

  test("stays while a write that it wins against may be on its way", () => {
    const [a, b, c] = maps("a", "b", "c");
    a.set("x", ONE, 10);
    meet(a, b, c);
    b.set("x", TWO, 15);
    const late = b.entry("x")!;
    a.delete("x", 20);
    pull(b, a);
    pull(c, a);
    expect([a, c].map((map) => map.collect(seenBy(a, b, c)))).toEqual([0, 0]);
    expect([a, c].map((map) => [map.join(late, 1_000), map.has("x")])).toEqual([
      ["known", false],
      ["known", false],
    ]);
    meet(a, b, c);
    expect([a, b, c].map((map) => map.collect(seenBy(a, b, c)))).toEqual([1, 1, 1]);
    for (const map of [a, b, c]) {
      map.join(late, 1_000);
      expect(map.has("x")).toBe(false);
    }
  });

  test("stays while it deletes a write with a number that not all have seen", () => {
    const [a, b, c] = maps("a", "b", "c");
    for (const key of ["u", "v", "x"]) c.set(key, ONE, 10);
    const late = c.entry("x")!;
    a.join(late, 10);
    a.delete("x", 20);
    pull(b, a);
    pull(a, b);
    // c is dead, and nobody knows what became of its first two writes.
    expect(a.collect(seenBy(a, b))).toBe(0);
    expect(b.join(late, 30)).toBe("known");
    meet(a, b, c);
    expect(a.collect(seenBy(a, b)), "it was seen in time").toBe(1);
  });

  test("waits for one who joins in between, and no more for one who is dead", () => {
    const [a, b, c] = maps("a", "b", "c");
    a.set("x", ONE, 10);
    meet(a, b);
    a.delete("x", 20);
    b.set("y", ONE, 20);
    expect(a.collect(seenBy(a, b))).toBe(0);
    meet(a, b);
    expect(a.collect(seenBy(a, b, c)), "c has seen nothing").toBe(0);
    c.set("z", ONE, 5);
    const seenByAll = seenBy(a, b, c);
    expect(a.collect(new Map(seenByAll).set("c", new Map()))).toBe(0);
    expect(a.collect(seenBy(a, b)), "c is dead").toBe(1);
  });
});

/** What a and b have forgotten while c was away. */
function deletedWithoutC(): { all: [KvMap, KvMap, KvMap]; old: Uint8Array; tombstone: Uint8Array } {
  const all = maps("a", "b", "c") as [KvMap, KvMap, KvMap];
  const [a, b, c] = all;
  a.set("x", ONE, 10);
  const old = a.entry("x")!;
  meet(a, b);
  b.delete("x", 20);
  const tombstone = b.entry("x")!;
  meet(a, b);
  // c was away all the time, and is taken for dead.
  expect([a, b].map((map) => map.collect(seenBy(a, b)))).toEqual([1, 1]);
  expect(c.size).toBe(0);
  return { all, old, tombstone };
}

describe("what was collected", () => {
  test("is at most what everybody has seen, whatever one has been told to believe", () => {
    const [a, b] = maps("a", "b");
    a.versions.adopt(new Map([["c", 99]]));
    b.set("x", ONE, 10);
    pull(a, b);
    expect(a.collect(seenBy(a, b))).toBe(0);
    expect(a.collected).toEqual(new Map([["b", 1]]));
  });

  test("is at most what was seen here, also when one is not named oneself", () => {
    const [a, b, c] = maps("a", "b", "c");
    b.set("x", ONE, 10);
    meet(b, c);
    a.collect(seenBy(b, c));
    expect([a.collected.size, a.join(b.entry("x")!, 20), a.has("x")]).toEqual([0, "added", true]);
  });

  test("never shrinks, though somebody joins who has seen less", () => {
    const [a, b, c, d] = maps("a", "b", "c", "d");
    d.set("x", ONE, 10);
    meet(a, b, d);
    a.collect(seenBy(a, b));
    a.collect(seenBy(a, b, c));
    expect(a.collected).toEqual(new Map([["d", 1]]));
  });
});

describe("what was deleted and forgotten", () => {
  test("is not resurrected by a late duplicate of the old write", () => {
    const { all, old } = deletedWithoutC();
    const [a, b] = all;
    expect(a.check(old, 30)).toBe("added");
    expect(a.join(old, 30)).toBe("added");
    expect([a.has("x"), a.liveCount, a.history("x")?.deleted]).toEqual([false, 0, true]);
    meet(a, b);
    expect([a.has("x"), b.has("x")]).toEqual([false, false]);
    for (let i = 0; i <= REVENANT_COLLECTIONS; i++) a.collect(seenBy(a, b));
    expect([a.size, b.size]).toEqual([0, 0]);
  });

  test("is not resurrected by a later write that was deleted, too, and comes after an older one", () => {
    const [a, b] = maps("a", "b");
    a.set("x", ONE, 10);
    const first = a.entry("x")!;
    a.set("x", TWO, 11);
    const second = a.entry("x")!;
    a.delete("x", 12);
    const tombstone = a.entry("x")!;
    meet(a, b);
    expect(b.collect(seenBy(a, b))).toBe(1);
    for (const [entry, outcome] of [
      [first, "added"],
      [second, "added"],
      [first, "known"],
      [tombstone, "added"],
      [second, "known"],
    ] as const) {
      expect([b.join(entry, 30), b.has("x")]).toEqual([outcome, false]);
    }
  });

  test("is not taken in again as a tombstone, unless something is there that it deletes", () => {
    const { all, tombstone } = deletedWithoutC();
    expect([all[0].join(tombstone, 30), all[0].size]).toEqual(["known", 0]);
  });

  test("is not resurrected by a replica that was away and comes back with the old value", () => {
    const { all, old } = deletedWithoutC();
    const [a, b, c] = all;
    c.join(old, 30);
    expect(c.has("x")).toBe(true);
    pull(a, c);
    pull(c, b);
    expect(c.has("x"), "b has nothing to say about it any more").toBe(true);
    pull(c, a);
    expect([a, b, c].map((map) => map.has("x"))).toEqual([false, false, false]);
    for (let i = 0; i <= REVENANT_COLLECTIONS; i++) {
      meet(a, b, c);
      for (const map of all) map.collect(seenBy(...all));
    }
    expect([a, b, c].map((map) => map.size)).toEqual([0, 0, 0]);
  });

  test("leaves nothing behind that the next write is measured by", () => {
    const [a, b] = maps("a", "b");
    a.set("x", ONE, 10);
    meet(a, b);
    b.set("x", TWO, 15);
    a.delete("x", 20);
    meet(a, b);
    expect(a.collect(seenBy(a, b))).toBe(1);
    a.set("x", ONE, 30);
    expect(a.history("x")).toMatchObject({ clock: new Map([["a", 3]]), contested: false });
  });

  test("can be written again, by whoever comes back, too", () => {
    const { all, old } = deletedWithoutC();
    const [a, b, c] = all;
    c.join(old, 30);
    c.set("x", TWO, 30);
    meet(a, b, c);
    expect([a, b, c].map((map) => map.get("x"))).toEqual([TWO, TWO, TWO]);
    expect(b.history("x")!.deleted).toBe(false);
  });

  test("is not mixed up with what nobody has deleted and comes late", () => {
    const [a, b] = maps("a", "b");
    a.set("y", ONE, 10);
    const late = a.entry("y")!;
    a.set("x", ONE, 10);
    b.join(a.entry("x")!, 10);
    b.delete("x", 20);
    pull(a, b);
    expect([a, b].map((map) => map.collect(seenBy(a, b)))).toEqual([0, 0]);
    expect([b.join(late, 30), b.has("y")]).toEqual(["added", true]);
  });

  test("is told again for a while after somebody came with it", () => {
    const { all, old } = deletedWithoutC();
    const [a, b] = all;
    const sizes: number[] = [];
    a.join(old, 30);
    for (let i = 0; i < REVENANT_COLLECTIONS; i++) {
      a.collect(seenBy(a, b));
      sizes.push(a.size);
    }
    a.join(old, 30);
    a.collect(seenBy(a, b));
    expect([new Set(sizes), a.size]).toEqual([new Set([1]), 1]);
  });

  test("is told again no more when the key was written and deleted anew", () => {
    const { all, old } = deletedWithoutC();
    const [a, b] = all;
    a.join(old, 30);
    a.set("x", TWO, 40);
    a.delete("x", 50);
    pull(b, a);
    expect([a.collect(seenBy(a, b)), a.size]).toEqual([1, 0]);
  });
});

describe("an echo", () => {
  test("with a stamp from far ahead is refused, and does not move the clock", () => {
    const [a] = deletedWithoutC().all;
    for (const value of [9, undefined]) {
      expect(a.join(forgedWrite(4.4e15, "a", [["a", 1]], value), 30)).toBe("ahead");
    }
    expect([a.size, a.set("z", ONE, 50).wallMs]).toEqual([0, 50]);
    expect(new KvMap("r").join(a.entry("z")!, 50)).toBe("added");
  });

  test("and all else that would change the state is refused when there is no time", () => {
    const [a, b] = maps("a", "b");
    a.set("x", ONE, 10);
    expect(b.join(a.entry("x")!, Number.NaN)).toBe("ahead");
    expect(() => a.set("x", TWO, Number.NaN)).toThrow(
      "cannot give a stamp as the time must be a finite number: got NaN",
    );
    expect(a.get("x")).toEqual(ONE);
  });
});

describe("in a world that does what it can", () => {
  let forgotten = 0;

  test.each(Array.from({ length: 20 }, (_, at) => at * SEEDS_EACH))(
    "all agree in the end, what was deleted is gone, and what was not is there (seeds from %d)",
    (from) => {
      for (let seed = from; seed < from + SEEDS_EACH; seed++) {
        const world = new KvWorld(seed);
        world.run();
        const [first] = world.all as [KvMap, ...KvMap[]];
        for (const map of world.all) expect(live(map), `seed ${seed}`).toEqual(live(first));
        for (const key of KEYS) {
          const said = `seed ${seed}, key ${key}`;
          const latest = world.latest(key);
          const alive = world.alive(first, key);
          // What a deletion has not known may outlive it, when its writer was taken for dead.
          if (alive !== undefined && alive !== latest) {
            const deletions = [...world.writes.values()].filter(({ isDelete }) => isDelete);
            expect(world.away, said).toBeDefined();
            expect(
              deletions.some(({ past }) => past.has(alive)),
              said,
            ).toBe(false);
          } else expect(alive, said).toBe(latest?.isDelete === true ? undefined : latest);
        }
        world.forget();
        for (const map of world.all) {
          expect(map.size, `seed ${seed}: all tombstones can be forgotten`).toBe(map.liveCount);
          expect(encodeState(map), `seed ${seed}`).toEqual(encodeState(first));
        }
        forgotten += world.forgotten;
      }
    },
  );

  test("it all happened", () => {
    expect(forgotten).toBeGreaterThan(1_000);
  });
});

function live(map: KvMap): object {
  return Object.fromEntries(map.liveKeys().map((key) => [key, map.get(key)]));
}

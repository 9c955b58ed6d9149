/**
 * What replicas of kv_map tell each other besides entries, and what they make of it. What comes of it
 * in conversations is in ../reconcile/kv_standing_test.ts.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { KvMap, NODES_MAX } from "../../../robots/crdt/kv_map.ts";
import { decodeStanding, encodeStanding } from "../../../robots/crdt/kv_standing.ts";

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

describe("what others tell of how it stands with them", () => {
  test("is remembered by node, and what comes late does no harm", () => {
    const [a, b] = [new KvMap("a"), new KvMap("b")];
    const early = b.standing.tell();
    b.set("x", ONE, 10);
    b.set("x", ONE, 10);
    a.join(b.entry("x")!, 20);
    for (const told of [b.standing.tell(), early]) {
      expect(a.standing.hear(told, "unknown")).toBe(true);
    }
    expect(a.seenBy.get("b")).toEqual(new Map([["b", 2]]));
    expect(a.seenBy.get("a"), "no more than the first write may be missing").toEqual(new Map());
    a.standing.hear(b.standing.tell(), "all");
    expect(a.seenBy.get("a")).toEqual(new Map([["b", 2]]));
  });

  test("takes memory for so many nodes", () => {
    const a = new KvMap("a");
    for (let i = 0; i < NODES_MAX + 9; i++) {
      a.standing.hear(new KvMap(`n${i}`).standing.tell(), "unknown");
    }
    expect([a.seenBy.size, a.seenBy.has("n0"), a.seenBy.has("n9")]).toEqual([
      NODES_MAX + 1,
      false,
      true,
    ]);
  });

  test("does not count where nothing bears it out", () => {
    const [a, b] = [new KvMap("a"), new KvMap("b")];
    b.set("x", ONE, 10);
    a.join(b.entry("x")!, 20);
    const seen = new Map(Object.entries({ b: Number.MAX_SAFE_INTEGER, z: 9 }));
    const lie = encodeStanding({ node: "c", seen, collected: seen, cut: seen });
    expect(a.standing.hear(lie, "all")).toBe(true);
    expect([a.versions.seen(), a.collected]).toEqual([new Map([["b", 1]]), new Map()]);
    b.set("x", TWO, 10);
    expect([a.join(b.entry("x")!, 20), a.get("x")]).toEqual(["added", TWO]);
  });

  test("counts where an entry's clock bears it out", () => {
    const [a, b, c] = [new KvMap("a"), new KvMap("b"), new KvMap("c")];
    b.set("x", ONE, 10);
    c.join(b.entry("x")!, 20);
    c.set("x", TWO, 20);
    a.join(c.entry("x")!, 20);
    a.standing.hear(c.standing.tell(), "all");
    expect(a.versions.seen()).toEqual(new Map(Object.entries({ b: 1, c: 1 })));
  });

  test("forgets a tombstone that another has forgotten, though a dead one's write lost to it", () => {
    const [a, b, c] = [new KvMap("a"), new KvMap("b"), new KvMap("c")];
    c.set("x", ONE, 5);
    const late = c.entry("x")!;
    b.set("x", ONE, 10);
    b.delete("x", 20);
    for (const entry of [late, b.entry("x")!]) a.join(entry, 30);
    expect([a.size, a.history("x")!.contested, b.collect(new Map())]).toEqual([1, true, 1]);
    a.standing.hear(b.standing.tell(), "more");
    expect([a.size, a.collected]).toEqual([0, new Map([["b", 2]])]);
    expect(
      [a, b].map((map) => map.join(late, 30)),
      "it is news everywhere",
    ).toEqual(["added", "added"]);
  });

  test("keeps the tombstone for whoever came with what was forgotten", () => {
    const [a, b] = [new KvMap("a"), new KvMap("b")];
    a.set("x", ONE, 10);
    const old = a.entry("x")!;
    b.join(old, 10);
    b.delete("x", 20);
    a.join(b.entry("x")!, 20);
    for (const map of [a, b]) {
      map.collect(
        new Map([
          ["a", a.versions.seen()],
          ["b", b.versions.seen()],
        ]),
      );
    }
    a.join(old, 30);
    a.standing.hear(b.standing.tell(), "more");
    expect([a.size, a.has("x"), b.size]).toEqual([1, false, 0]);
  });

  test("makes nobody refuse a tombstone that not all have forgotten", () => {
    const [a, b] = [new KvMap("a"), new KvMap("b")];
    b.set("x", ONE, 10);
    b.delete("x", 20);
    const seen = b.versions.seen();
    a.standing.hear(encodeStanding({ node: "b", seen, collected: seen, cut: new Map() }), "all");
    expect(a.collected).toEqual(seen);
    expect([a.join(b.entry("x")!, 30), a.size, a.has("x")]).toEqual(["added", 1, false]);
  });

  test("is refused, and changes nothing, when it is malformed", () => {
    const [a, b] = [new KvMap("a"), new KvMap("b")];
    b.set("x", ONE, 10);
    const told = b.standing.tell();
    const bad = [
      told.subarray(0, -1),
      Uint8Array.of(...told, 0),
      Uint8Array.of(0, 0),
      // More collected than seen, and an origin that was not seen.
      Uint8Array.of(1, 98, 1, 1, 98, 1, 2, 0),
      Uint8Array.of(1, 98, 1, 1, 98, 0, 0, 0),
    ];
    for (const bytes of bad) {
      expect(a.standing.hear(bytes, "all")).toBe(false);
      expect(a.standing.outdatedFor(bytes)).toEqual([]);
    }
    expect([a.seenBy.size, a.seenBy.get("a")!.size]).toEqual([1, 0]);
  });

  test("has the same bytes for ever", () => {
    const [seen, collected, cut] = [
      new Map(Object.entries({ b: 9, a: 5 })),
      new Map([["b", 7]]),
      new Map([["b", 4]]),
    ];
    const bytes = encodeStanding({ node: "n", seen, collected, cut });
    expect(Buffer.from(bytes).toString("hex")).toBe("016e0201610505000162090203");
    expect(decodeStanding(bytes)).toEqual({ node: "n", seen, collected, cut });
  });
});

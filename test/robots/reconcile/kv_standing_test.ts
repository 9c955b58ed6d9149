/**
 * Replicas of kv_map that talk by any strategy learn what others have seen and forgotten: so tombstones
 * go everywhere, and nobody keeps for ever what another one has forgotten.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { type Entries, encodeState } from "../../../robots/crdt/entries.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { Conversations } from "../../../robots/reconcile/conversations.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { STRATEGY_NAMES } from "../../../robots/reconcile/strategy.ts";
import {
  collectAmong,
  converse,
  KvGossip,
  type Replica,
  replicaOf,
} from "../../support/kv_gossip.ts";
import { KEYS } from "../../support/kv_world.ts";

const ONE = Uint8Array.of(1);
const SEEDS = Number(process.env["HEARSAY_SEEDS"] ?? 30);
const FIRST_SEED = Number(process.env["HEARSAY_FIRST_SEED"] ?? 0);

function meet(...all: Replica[]): void {
  for (const a of all) for (const b of all) if (a !== b) converse(a, b, {}, 1000);
}

/** What becomes of `bytes` at `state`. */
function reasonOf(state: Entries, bytes: Uint8Array): string {
  const heard = new Conversations(new Reconcilable(state)).receive("b", bytes, 0);
  return heard.kind === "refused" ? heard.reason : heard.kind;
}

describe.each(STRATEGY_NAMES)("under %s", (strategy) => {
  test("tombstones of keys that were written twice before anybody heard are forgotten", () => {
    const all = ["a", "b", "c"].map((name) => replicaOf(name, strategy)) as [Replica, ...Replica[]];
    const [{ map }] = all;
    for (let i = 0; i < 20; i++) {
      map.set(`k${i}`, ONE, 1000);
      map.set(`k${i}`, ONE, 1000);
      map.delete(`k${i}`, 1000);
    }
    for (let round = 0; round < 6; round++) {
      meet(...all);
      for (const replica of all) collectAmong(replica, all);
    }
    expect(all.map((replica) => replica.map.size)).toEqual([0, 0, 0]);
    meet(...all);
    meet(...all);
    const [a, b] = all as [Replica, Replica, Replica];
    const idle = [converse(a, b, {}, 1000), converse(b, a, {}, 1000)];
    expect(idle, "there is nothing to say any more").toEqual([1, 1]);
  });

  test("one that forgets first and then overwrites leaves nobody behind", () => {
    const [a, b] = [replicaOf("a", strategy), replicaOf("b", strategy)];
    a.map.set("x", ONE, 1000);
    b.map.set("y", ONE, 1000);
    for (let i = 0; i < 3; i++) meet(a, b);
    a.map.delete("x", 1000);
    for (let i = 0; i < 3; i++) meet(a, b);
    expect(collectAmong(a, [a, b]) + collectAmong(a, [a, b])).toBe(1);
    for (let i = 0; i < 2; i++) a.map.set("y", ONE, 1000);
    expect(b.map.size).toBe(2);
    for (let i = 0; i < 4; i++) meet(a, b);
    expect(encodeState(b.map)).toEqual(encodeState(a.map));
    expect([a.map.size, b.map.size]).toEqual([1, 1]);
    expect(b.map.collected).toEqual(a.map.collected);
  });

  test("a newcomer does not keep others from forgetting what somebody idle deleted", () => {
    const [a, b] = [replicaOf("a", strategy), replicaOf("b", strategy)];
    a.map.set("x", ONE, 1000);
    a.map.delete("x", 1000);
    for (let i = 0; i < 3; i++) {
      meet(a, b);
      for (const replica of [a, b]) collectAmong(replica, [a, b]);
    }
    expect([a.map.size, b.map.size]).toEqual([0, 0]);
    const c = replicaOf("c", strategy);
    b.map.set("y", ONE, 1000);
    b.map.delete("y", 1000);
    for (let i = 0; i < 6; i++) {
      meet(a, b, c);
      for (const replica of [a, b, c]) collectAmong(replica, [a, b, c]);
    }
    expect([a, b, c].map(({ map }) => map.size)).toEqual([0, 0, 0]);
  });
});

describe("a standing", () => {
  const [SMALL, LARGE] = [1024, 64 * 1024];

  test("that does not fit into a message is not sent", () => {
    const { talks, map } = replicaOf("a", "auto");
    expect(talks.begin("b", 0).length).toBe(2);
    for (let i = 0; i < 300; i++) {
      const other = new KvMap(`node ${i}`);
      other.set(`k${i}`, ONE, 0);
      map.join(other.entry(`k${i}`)!, 0);
    }
    expect(map.standing.tell().length).toBeGreaterThan(SMALL);
    expect(talks.begin("b", 0).length).toBe(1);
    const large = new Conversations(new Reconcilable(map), { messageBytesMax: LARGE });
    expect(large.begin("b", 0).length).toBe(2);
  });

  test("is refused when it makes no sense, and by a type that has none", () => {
    const [, told] = replicaOf("b", "auto").talks.begin("a", 0) as [Uint8Array, Uint8Array];
    expect(reasonOf(new KvMap("a"), told)).toBe("heard");
    for (let end = 2; end < told.length; end++) {
      expect(reasonOf(new KvMap("a"), told.subarray(0, end))).toBe("malformed");
    }
    expect(reasonOf(new KvMap("a"), told.with(2, 3))).toBe("malformed");
    expect(reasonOf(new GSet(), told)).toBe("unsupported");
  });
});

test("whatever strategies they have and whatever is lost: all agree, and all tombstones go", () => {
  let forgotten = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const world = new KvGossip(seed);
    try {
      world.run();
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
    for (const key of KEYS) {
      const latest = world.latest(key);
      const alive = world.alive(world.all[0]!, key);
      const said = `seed ${seed}, key ${key}`;
      if (alive !== undefined && alive !== latest) {
        // What a deletion has not known may outlive it, when its writer was taken for dead.
        expect(world.away, said).toBeDefined();
        const deletions = [...world.writes.values()].filter(({ isDelete }) => isDelete);
        expect(
          deletions.some(({ past }) => past.has(alive)),
          said,
        ).toBe(false);
      } else expect(alive, said).toBe(latest?.isDelete === true ? undefined : latest);
    }
    forgotten += world.forgotten;
  }
  expect(forgotten).toBeGreaterThan(SEEDS);
});

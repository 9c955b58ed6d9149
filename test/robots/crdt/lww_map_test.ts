/**
 * The map of which the last write of each key wins, deletions included.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import {
  compareStamps,
  FUTURE_MS_MAX,
  type Stamp,
  writeStamp,
} from "../../../robots/crdt/hybrid_logical_clock.ts";
import { LwwMap } from "../../../robots/crdt/lww_map.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

/** An encoded write at "k"; no value is a deletion. */
function entryOf(stamp: Stamp, value?: readonly number[], presence = value ? 1 : 0): Uint8Array {
  const writer = new ByteWriter().text("k");
  writeStamp(writer, stamp);
  writer.number(presence);
  if (value !== undefined) writer.bytes(Uint8Array.from(value));
  return writer.finish();
}

const set =
  (key: string, ...value: number[]) =>
  (map: LwwMap, nowMs: number): void =>
    void map.set(key, Uint8Array.from(value), nowMs);

const remove =
  (key: string) =>
  (map: LwwMap, nowMs: number): void =>
    void map.delete(key, nowMs);

const keys = fc.constantFrom("", "a", "b", "é", "\ud83d");

holdsTheLaws<LwwMap>({
  name: "lww_map",
  make: (node) => new LwwMap(node),
  operation: fc.oneof(
    fc.tuple(keys, fc.array(fc.nat(2), { maxLength: 2 })).map(([key, value]) => set(key, ...value)),
    keys.map(remove),
  ),
  few: [set("a", 1), set("a", 2), set("b"), remove("a")],
});

test("each key has its last write or deletion, in every replica", () => {
  const writes = fc.array(
    fc.record({
      at: fc.nat(2),
      key: keys,
      value: fc.option(fc.nat(255), { nil: undefined }),
      nowMs: fc.nat(50_000),
    }),
  );
  fc.assert(
    fc.property(writes, (list) => {
      const replicas = ["a", "b", "c"].map((node) => new LwwMap(node));
      const model = new Map<string, { stamp: Stamp; value: number | undefined }>();
      for (const { at, key: anyKey, value, nowMs } of list) {
        const map = replicas[at]!;
        const key = anyKey.toWellFormed();
        const stamp =
          value === undefined
            ? map.delete(anyKey, nowMs)
            : map.set(anyKey, Uint8Array.of(value), nowMs);
        const last = model.get(key);
        if (last === undefined || compareStamps(stamp, last.stamp) > 0) {
          model.set(key, { stamp, value });
        }
      }
      const live = [...model.keys()].filter((key) => model.get(key)!.value !== undefined);
      for (const to of replicas) {
        for (const from of replicas) joinState(to, encodeState(from), 50_000);
        expect(to.size).toBe(model.size);
        expect([...to.keys()]).toEqual([...model.keys()].sort());
        expect(to.liveKeys()).toEqual(live.sort());
        for (const [key, { stamp, value }] of model) {
          expect(to.has(key)).toBe(value !== undefined);
          expect(to.get(key)).toEqual(value === undefined ? undefined : Uint8Array.of(value));
          expect(to.stamp(key)).toEqual(stamp);
        }
      }
    }),
  );
});

test("a deleted key does not come back with a replica that slept through it", () => {
  const awake = new LwwMap("a");
  const asleep = new LwwMap("b");
  awake.set("k", Uint8Array.of(1), 1);
  joinState(asleep, encodeState(awake), 1);
  awake.delete("k", 2);
  expect(joinState(awake, encodeState(asleep), 3)).toBe("known");
  expect(awake.has("k")).toBe(false);
  expect(joinState(asleep, encodeState(awake), 3)).toBe("added");
  expect(asleep.has("k")).toBe(false);
});

test("a deletion of what was never there holds against writes before it", () => {
  const a = new LwwMap("a");
  const b = new LwwMap("b");
  a.set("k", Uint8Array.of(1), 1);
  b.delete("k", 2);
  expect(joinState(b, encodeState(a), 3)).toBe("known");
  b.set("k", Uint8Array.of(2), 3);
  expect(b.get("k")).toEqual(Uint8Array.of(2));
});

test("at one stamp a deletion wins, then the greater bytes", () => {
  const stamp = { wallMs: 1, counter: 0, node: "a" };
  const ascending = [entryOf(stamp, []), entryOf(stamp, [0]), entryOf(stamp, [9]), entryOf(stamp)];
  for (const [at, lesser] of ascending.entries()) {
    for (const greater of ascending.slice(at + 1)) {
      const map = new LwwMap("x");
      expect(map.join(lesser, 1)).toBe("added");
      expect(map.join(greater, 1)).toBe("added");
      expect(map.join(lesser, 1)).toBe("known");
      expect(map.entry("k")).toEqual(greater);
    }
  }
});

test("a stamp from the far future is ahead, and changes nothing", () => {
  const map = new LwwMap("a");
  map.set("k", Uint8Array.of(1), 100);
  const far = entryOf({ wallMs: FUTURE_MS_MAX + 101, counter: 0, node: "b" });
  expect(map.join(far, 100)).toBe("ahead");
  expect(map.has("k")).toBe(true);
  expect(map.set("k", Uint8Array.of(1), 100)).toEqual({ wallMs: 100, counter: 1, node: "a" });
});

test("a write is later than those of all keys that have come", () => {
  const map = new LwwMap("a");
  map.join(entryOf({ wallMs: 500, counter: 7, node: "b" }, [1]), 100);
  expect(map.set("other", Uint8Array.of(1), 100)).toEqual({ wallMs: 500, counter: 8, node: "a" });
});

test("what is neither a value nor a deletion is malformed", () => {
  const stamp = { wallMs: 1, counter: 0, node: "a" };
  expect(new LwwMap("a").join(entryOf(stamp, [1], 2), 1)).toBe("malformed");
  expect(new LwwMap("a").join(entryOf(stamp, [1], 0), 1)).toBe("malformed");
  expect(new LwwMap("a").join(entryOf(stamp, undefined, 1), 1)).toBe("malformed");
});

test("is written in these bytes, now and for ever", () => {
  const map = new LwwMap("a");
  expect(hex(encodeState(map))).toBe("00");
  map.set("x", Uint8Array.of(7), 5);
  map.delete("y", 5);
  // Of 9 bytes: "x", 5 ms, counter 0, node "a", present, a value of 1 byte. Of 7: "y", counter 1, deleted.
  expect(encodeState(map)).toEqual(fromHex("02 09 0178 05 00 0161 01 0107 07 0179 05 01 0161 00"));
  expect(stateDigest(map)).toBe("1bcde32d322b2e84");
});

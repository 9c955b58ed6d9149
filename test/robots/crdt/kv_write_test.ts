/**
 * Writes of kv_map that only a broken node makes: their join is one still, and what is none is refused.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { forgedWrite as forged } from "../../support/kv_world.ts";

describe("writes with one stamp, as only a broken node makes them", () => {
  const value = forged(5, "a", [["a", 1]], 1);
  const greater = forged(5, "a", [["a", 1]], 2);
  const tombstone = forged(5, "a", [["a", 1]]);
  const knowing = forged(5, "a", [["a", 2]], 2);
  const others = forged(
    5,
    "a",
    [
      ["a", 1],
      ["b", 4],
    ],
    2,
  );

  test("are joined alike in any order: a deletion, then the greater bytes, then both clocks", () => {
    for (const [entries, winner] of [
      [[value, greater], greater],
      [[value, greater, tombstone], tombstone],
      [
        [value, knowing, others],
        forged(
          5,
          "a",
          [
            ["a", 2],
            ["b", 4],
          ],
          2,
        ),
      ],
    ] as const) {
      for (const order of [entries, [...entries].reverse()]) {
        const map = new KvMap("z");
        for (const entry of order) map.join(entry, 5);
        expect(map.entry("x")).toEqual(winner);
        for (const entry of order) expect(map.join(entry, 5)).toBe("known");
        expect([...map.versions.newer(new Map())].length).toBe(1);
      }
    }
  });

  test.each([
    ["a clock that does not count it", forged(5, "a", [["b", 1]], 1)],
    [
      "a clock out of order",
      forged(
        5,
        "a",
        [
          ["b", 1],
          ["a", 1],
        ],
        1,
      ),
    ],
    ["a writer without a name", forged(5, "", [["", 1]], 1)],
    ["neither a value nor a deletion", forged(5, "a", [["a", 1]]).fill(2, -1)],
    ["more than it needs", Uint8Array.of(...tombstone, 0)],
  ])("are none with %s", (_, entry) => {
    expect(new KvMap("z").join(entry, 5)).toBe("malformed");
  });
});

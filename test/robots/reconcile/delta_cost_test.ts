/**
 * What version vectors cost beside the entries that are missing, to the byte.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { delta } from "../../../robots/reconcile/delta.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { areEqual, idleBytes, sidesOf, WIDE } from "../../support/converse.ts";
import { talk } from "../../support/talk.ts";
import { heardOf, mapOf, ORIGINS, writers } from "../../support/version_states.ts";

function missingBytes(a: Reconcilable, b: Reconcilable): number {
  let bytes = 0;
  for (const [mine, theirs] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const key of mine.entries.keys()) {
      const entry = mine.entries.entry(key)!;
      if (theirs.entries.check(entry, 1e12) === "added") bytes += entry.length;
    }
  }
  return bytes;
}

describe("what a conversation costs", () => {
  test("equal states: one message, seven bytes for each origin and five more", () => {
    const logs = writers(300);
    const counts = ORIGINS.map(() => 300);
    const [a, b] = [heardOf("a", logs, counts), heardOf("b", logs, counts)];
    expect(idleBytes(delta, a, b)).toBe(2 + 2 + 1 + ORIGINS.length * (5 + 2) + 1);
  });

  test("where nothing was replaced: a question, and a length for each entry", () => {
    const logs = writers(210, ["r001"]);
    const [a, b] = [heardOf("a", logs, [200]), heardOf("b", logs, [210])];
    const missing = missingBytes(a, b);
    const question = 2 + 2 + 1 + (5 + 2) + 1;
    const { bytes } = talk(...sidesOf(delta, a, b, WIDE));
    expect(bytes - missing).toBe(question + 2 + 1 + 1 + 10);
  });

  // The mark: what it takes beside the missing entries is at most a tenth of them and 16 bytes a replica.
  const cases = [1, 2, 4, 8].flatMap((origins) =>
    [0, 10, 100, 1000].flatMap((differences) =>
      (["one side", "both sides"] as const).map((where) => ({ origins, differences, where })),
    ),
  );
  test.each(cases)("a log of $origins origins, $differences missing on $where", (given) => {
    // Two replicas talk, so there are at least two.
    const replicas = Math.max(2, given.origins);
    const each = Math.ceil(given.differences / given.origins);
    const logs = writers(200 + each, ORIGINS.slice(0, given.origins));
    const counts = (isAhead: (i: number) => boolean): number[] =>
      logs.map((_, i) => 200 + (isAhead(i) ? each : 0));
    const isOnA = (i: number): boolean => given.where === "both sides" && i % 2 === 0;
    const a = heardOf("a", logs, counts(isOnA));
    const b = heardOf(
      "b",
      logs,
      counts((i) => !isOnA(i)),
    );
    const missing = missingBytes(a, b);
    const { bytes } = talk(...sidesOf(delta, a, b, WIDE));
    expect(areEqual(a, b)).toBe(true);
    expect(bytes - missing).toBeLessThanOrEqual(0.1 * missing + 16 * replicas);
  });

  test("a map in which half of all writes were replaced, on one side and on both", () => {
    for (const isOnBoth of [false, true]) {
      const [a, b] = [new KvMap("a"), new KvMap("b")].map((map) => new Reconcilable(map)) as [
        Reconcilable,
        Reconcilable,
      ];
      for (const [i, origin] of ORIGINS.entries()) {
        const map = mapOf(origin, 20);
        const target = isOnBoth && i % 2 === 0 ? a : b;
        target.merge(
          [...map.keys()].map((key) => map.entry(key)!),
          1e6,
        );
        target.entries.versions!.adopt(map.versions.seen());
      }
      const missing = missingBytes(a, b);
      const { bytes } = talk(...sidesOf(delta, a, b, WIDE), {}, 1e6);
      expect(areEqual(a, b)).toBe(true);
      expect(bytes - missing).toBeLessThanOrEqual(0.1 * missing + 16 * ORIGINS.length);
    }
  });
});

/**
 * Stable cuts: found in two looks, and by the same nodes in both.
 *
 * @module
 */
import { expect, test } from "vitest";
import { type SeenBy, seenByAll, StableCuts } from "../../../robots/crdt/stable_cut.ts";

function seen(vectors: Record<string, Record<string, number>>): SeenBy {
  return new Map(
    Object.entries(vectors).map(([node, vector]) => [node, new Map(Object.entries(vector))]),
  );
}

function cutOf(
  cuts: StableCuts,
  vectors: Record<string, Record<string, number>>,
): object | undefined {
  const stable = cuts.next(seen(vectors));
  return (
    stable && { cut: Object.fromEntries(stable.cut), covered: Object.fromEntries(stable.covered) }
  );
}

test("what all have seen is the least of each origin", () => {
  expect(seenByAll(seen({ a: { a: 3, b: 1, c: 1 }, b: { a: 2, b: 4 } }))).toEqual(
    new Map(Object.entries({ a: 2, b: 1 })),
  );
  expect(seenByAll(new Map())).toEqual(new Map());
});

test("a cut is found at once when all have seen what each has written", () => {
  expect(cutOf(new StableCuts(), { a: { a: 2, b: 1 }, b: { a: 2, b: 1 } })).toEqual({
    cut: { a: 2, b: 1 },
    covered: { a: 2, b: 1 },
  });
});

test("while all go on writing, it is what all had seen when the rest was written that all have seen", () => {
  const cuts = new StableCuts();
  expect(cutOf(cuts, { a: { a: 2 }, b: { a: 1, b: 1 } })).toBeUndefined();
  expect(cutOf(cuts, { a: { a: 3 }, b: { a: 2, b: 2 } }), "a has not seen b's").toBeUndefined();
  expect(cutOf(cuts, { a: { a: 4, b: 1 }, b: { a: 3, b: 3 } })).toEqual({
    cut: { a: 1 },
    covered: { a: 3, b: 1 },
  });
  expect(cutOf(cuts, { a: { a: 5, b: 3 }, b: { a: 4, b: 4 } })).toEqual({
    cut: { a: 3, b: 1 },
    covered: { a: 4, b: 3 },
  });
});

test("of one who joins in between, what he had written is waited for, too", () => {
  const cuts = new StableCuts();
  expect(cutOf(cuts, { a: { a: 2 }, b: { a: 1, b: 1 } })).toBeUndefined();
  const c = { a: 2, b: 1, c: 1 };
  expect(cutOf(cuts, { a: { a: 3, b: 1 }, b: { a: 2, b: 1 }, c })).toBeUndefined();
});

test("what a dead one had written and nobody has seen is not waited for", () => {
  const cuts = new StableCuts();
  expect(cutOf(cuts, { a: { a: 1 }, b: { a: 1 }, c: { a: 1, c: 5 } })).toBeUndefined();
  expect(cutOf(cuts, { a: { a: 2 }, b: { a: 1 } })).toBeUndefined();
  expect(cutOf(cuts, { a: { a: 3 }, b: { a: 2 } })).toEqual({ cut: { a: 1 }, covered: { a: 2 } });
});

/**
 * Choosing whom to gossip with.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { samplePeers } from "../../../robots/engine/peer_sampling.ts";
import { seededRandom } from "../../../robots/engine/random.ts";

test("draws different positions, as many as asked for and there are", () => {
  fc.assert(
    fc.property(fc.nat(5), fc.nat(8), fc.string(), (count, fanout, seed) => {
      const drawn = samplePeers(count, fanout, seededRandom(seed));
      expect(drawn).toHaveLength(Math.min(count, fanout));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect([...Array(count).keys()]).toEqual(expect.arrayContaining(drawn));
    }),
  );
});

test.each([1, 2, 3, 4])("draws each set of %d of five positions equally often", (fanout) => {
  const random = seededRandom("sets");
  const times = new Map<string, number>();
  const draws = 20_000;
  for (let i = 0; i < draws; i++) {
    const set = samplePeers(5, fanout, random)
      .sort((a, b) => a - b)
      .join();
    times.set(set, (times.get(set) ?? 0) + 1);
  }
  const sets = [5, 10, 10, 5][fanout - 1]!;
  expect(times.size).toBe(sets);
  // Five standard deviations of a binomial count.
  const tolerance = 5 * Math.sqrt((draws / sets) * (1 - 1 / sets));
  for (const count of times.values()) {
    expect(Math.abs(count - draws / sets)).toBeLessThan(tolerance);
  }
});

test("draws the same for ever, in the same order: replay files depend on it", () => {
  const random = seededRandom("7");
  const drawn = [1, 2, 3, 4].map((fanout) => samplePeers(10, fanout, random));
  expect(drawn).toEqual([[8], [5, 2], [5, 0, 9], [3, 0, 8, 5]]);
});

test("costs one random number a position drawn, however many there are", () => {
  let drawn = 0;
  const counting = () => {
    drawn += 1;
    return 0.5;
  };
  samplePeers(10_000, 3, counting);
  expect(drawn).toBe(3);
});

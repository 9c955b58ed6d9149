/**
 * Choosing whom to gossip with.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { robotId } from "../../../robots/engine/ids.ts";
import { samplePeers } from "../../../robots/engine/peer_sampling.ts";
import { seededRandom } from "../../../robots/engine/random.ts";

const PEERS = ["a", "b", "c", "d", "e"].map((name) => robotId(name));

test("draws different peers, as many as asked for and there are", () => {
  fc.assert(
    fc.property(fc.nat(5), fc.nat(8), fc.string(), (count, fanout, seed) => {
      const peers = PEERS.slice(0, count);
      const drawn = samplePeers(peers, fanout, seededRandom(seed));
      expect(drawn).toHaveLength(Math.min(count, fanout));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(peers).toEqual(expect.arrayContaining(drawn));
    }),
  );
});

test.each([1, 2, 3, 4])("draws each set of %d peers equally often", (fanout) => {
  const random = seededRandom("sets");
  const times = new Map<string, number>();
  const draws = 20_000;
  for (let i = 0; i < draws; i++) {
    const set = samplePeers(PEERS, fanout, random).sort().join();
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

test("costs one random number a peer drawn, whatever the number of peers", () => {
  let drawn = 0;
  const counting = () => {
    drawn += 1;
    return 0.5;
  };
  samplePeers(
    Array.from({ length: 10_000 }, (_, i) => robotId(`r${i}`)),
    3,
    counting,
  );
  expect(drawn).toBe(3);
});

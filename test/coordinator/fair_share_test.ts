/**
 * Fair shares: every robot has a place as long as there is room, and no host has much more than
 * another that has room.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fairShares, type HostLoad } from "../../coordinator/fair_share.ts";

const robots = fc.nat(500);
const hosts: fc.Arbitrary<HostLoad[]> = fc.uniqueArray(
  fc.record({ id: fc.string(), capacity: fc.nat(60) }),
  { selector: ({ id }) => id, maxLength: 12 },
);

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

test("places every robot, or as many as there is room for", () => {
  fc.assert(
    fc.property(hosts, robots, (list, count) => {
      const shares = fairShares(list, count);
      expect(sum(shares.values())).toBe(Math.min(count, sum(list.map((host) => host.capacity))));
      for (const { id, capacity } of list) {
        expect(shares.get(id)).toBeGreaterThanOrEqual(0);
        expect(shares.get(id)).toBeLessThanOrEqual(capacity);
      }
      expect(shares.size).toBe(list.length);
    }),
  );
});

test("hosts with room enough differ by one robot at most", () => {
  fc.assert(
    fc.property(hosts, robots, (list, count) => {
      fc.pre(list.length > 0);
      const roomy = list.map(({ id }) => ({ id, capacity: 1000 }));
      const shares = [...fairShares(roomy, count).values()];
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

test("a host has fewer robots than another less one only when it is full", () => {
  fc.assert(
    fc.property(hosts, robots, (list, count) => {
      const shares = fairShares(list, count);
      const most = Math.max(0, ...shares.values());
      for (const { id, capacity } of list) {
        const share = shares.get(id)!;
        expect(share >= most - 1 || share === capacity).toBe(true);
      }
    }),
  );
});

test("every host computes the same, in whatever order it heard of the others", () => {
  const orders = hosts.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    ),
  );
  fc.assert(
    fc.property(orders, robots, ([one, other], count) => {
      expect(new Map(fairShares(other, count))).toEqual(fairShares(one, count));
      expect([...fairShares(other, count)]).toEqual([...fairShares(one, count)]);
    }),
  );
});

test("changes nothing of what it is given", () => {
  const list = [
    { id: "b", capacity: 1 },
    { id: "a", capacity: 5 },
  ];
  expect([...fairShares(list, 4)]).toEqual([
    ["a", 3],
    ["b", 1],
  ]);
  expect(list.map(({ id }) => id)).toEqual(["b", "a"]);
});

test("without hosts nobody has a share", () => {
  expect(fairShares([], 7).size).toBe(0);
});

/**
 * Seeded randomness: repeatable, and fair enough to trust what is built on it.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomBelow, seededRandom, shuffle } from "../../../robots/engine/random.ts";

const BINS = { length: 16 };

test("the same seed gives the same numbers, in [0, 1)", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const [one, two] = [seededRandom(seed), seededRandom(seed)];
      for (let i = 0; i < 20; i++) {
        const number = one();
        expect(number).toBe(two());
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(1);
      }
    }),
  );
});

test("gives the same numbers for ever: replay files depend on it", () => {
  const random = seededRandom("7:r1");
  expect([random(), random(), random()]).toMatchInlineSnapshot(`
    [
      0.6605660576754211,
      0.23685968455987072,
      0.2389859362094422,
    ]
  `);
});

test("seeds that differ in one character have nothing in common", () => {
  const firsts = Array.from({ length: 1000 }, (_, i) => seededRandom(`seed:${i}`)());
  expect(new Set(firsts).size).toBe(1000);
  const mean = firsts.reduce((sum, number) => sum + number, 0) / 1000;
  // Five standard deviations of a mean of 1,000.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.046);
  const rising = firsts.filter((number, i) => i > 0 && number > firsts[i - 1]!).length;
  // Half of 999 steps rise, with variance (n + 1) / 12.
  expect(Math.abs(rising - 499.5)).toBeLessThan(5 * Math.sqrt(1001 / 12));
});

test("fills sixteen bins evenly, by its high and by its low bits", () => {
  const random = seededRandom("bins");
  const [high, low] = [Array.from(BINS, () => 0), Array.from(BINS, () => 0)];
  const draws = 64_000;
  for (let i = 0; i < draws; i++) {
    const number = random();
    high[Math.floor(number * BINS.length)]! += 1;
    low[(number * 2 ** 53) % BINS.length]! += 1;
  }
  const chiSquare = (bins: number[]) =>
    bins.reduce(
      (sum, count) => sum + (count - draws / BINS.length) ** 2 / (draws / BINS.length),
      0,
    );
  // 15 degrees of freedom: above 44.3 once in 10,000.
  expect(chiSquare(high)).toBeLessThan(44.3);
  expect(chiSquare(low)).toBeLessThan(44.3);
});

test("randomBelow() reaches every whole number below its bound and no other", () => {
  const random = seededRandom("below");
  const seen = new Set(Array.from({ length: 500 }, () => randomBelow(random, 7)));
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(randomBelow(() => 1 - 2 ** -53, 7)).toBe(6);
});

test("shuffle() keeps every item and returns the array it was given", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.string(), (items, seed) => {
      const before = [...items].sort((a, b) => a - b);
      expect(shuffle(items, seededRandom(seed))).toBe(items);
      expect([...items].sort((a, b) => a - b)).toEqual(before);
    }),
  );
});

test("shuffle() gives each order equally often", () => {
  const random = seededRandom("orders");
  const times = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffle([1, 2, 3], random).join("");
    times.set(order, (times.get(order) ?? 0) + 1);
  }
  expect(times.size).toBe(6);
  // Five standard deviations are 144.
  for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});

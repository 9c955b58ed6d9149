import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { minimal, smallerNumbers } from "../../../coordinator/experiment/delta_debugging.ts";

const subset = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.array(fc.nat(39)))
  .map(([size, some]) => ({
    all: Array.from({ length: size }, (_, i) => i),
    needed: [...new Set(some.filter((index) => index < size))].sort((a, b) => a - b),
  }));

function sum(items: readonly number[]): number {
  return items.reduce((total, item) => total + item, 0);
}

describe("minimal", () => {
  test("finds exactly the items that are needed, in order", () => {
    fc.assert(
      fc.property(subset, ({ all, needed }) => {
        const left = minimal(all, (some) => needed.every((item) => some.includes(item)));
        expect(left).toEqual(needed);
      }),
    );
  });

  test("leaves nothing that could go by itself, whatever matters", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 20 }), (items) => {
        fc.pre(sum(items) > 0);
        const matters = (some: readonly number[]): boolean => sum(some) * 2 > sum(items);
        const left = minimal(items, matters);
        expect(matters(left)).toBe(true);
        for (const i of left.keys()) expect(matters(left.toSpliced(i, 1))).toBe(false);
      }),
    );
  });

  test("asks only some n log n times for one of a thousand", () => {
    let asked = 0;
    const items = Array.from({ length: 1000 }, (_, i) => i);
    const left = minimal(items, (some) => {
      asked += 1;
      return some.includes(617);
    });
    expect(left).toEqual([617]);
    expect(asked).toBeLessThan(50);
  });
});

test.for([
  [1, 1, []],
  [2, 1, [1]],
  [3, 1, [1, 2]],
  [10, 1, [1, 2, 3, 5, 9]],
  [10, 0, [0, 1, 2, 4, 8, 9]],
] as const)("instead of %i, at least %i, it tries %j", ([value, min, expected]) => {
  expect(smallerNumbers(value, min)).toEqual(expected);
});

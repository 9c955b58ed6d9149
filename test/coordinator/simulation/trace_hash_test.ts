/**
 * Goal: the hash depends on every number and on their order.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { TraceHash } from "../../../coordinator/simulation/trace_hash.ts";

type Triple = readonly [number, number, number];

const INT = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const STEPS = fc.array(fc.tuple(INT, INT, INT), { minLength: 1, maxLength: 30 });

function hashOf(steps: readonly Triple[]): string {
  const hash = new TraceHash();
  for (const step of steps) hash.add(...step);
  return hash.text;
}

test("is the same for the same steps: 16 hexadecimal digits", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      expect(hashOf(steps)).toBe(hashOf(steps));
      expect(hashOf(steps)).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});

test("is another when one bit of one number is", () => {
  fc.assert(
    fc.property(STEPS, fc.nat(), fc.nat(2), fc.nat(31), (steps, at, field, bit) => {
      const index = at % steps.length;
      const changed = steps.map((step): Triple => [...step]);
      const step = [...changed[index]!];
      step[field]! ^= 1 << bit;
      changed[index] = step as unknown as Triple;
      expect(hashOf(changed)).not.toBe(hashOf(steps));
    }),
  );
});

test("depends on the order, and on how many there are", () => {
  const [a, b]: Triple[] = [
    [1, 2, 3],
    [3, 2, 1],
  ];
  const hashes = [[], [a!], [b!], [a!, b!], [b!, a!], [a!, a!], [[0, 0, 0] as const]].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("does not collide among a hundred thousand close steps", () => {
  const seen = new Set<string>();
  const hash = new TraceHash();
  for (let i = 0; i < 100_000; i++) {
    hash.add(3, i & 7, 0);
    seen.add(hash.text);
  }
  expect(seen.size).toBe(100_000);
});

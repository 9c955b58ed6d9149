/**
 * Restarts: soon at first, later for those that die young, never for those that are broken.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  BACKOFF_MS_MAX,
  BACKOFF_MS_MIN,
  HEALTHY_MS,
  killEveryMsMin,
  RestartPolicy,
  YOUNG_DEATHS_MAX,
} from "../../coordinator/restart_policy.ts";

const LEAST = (): number => 0;
const MOST = (): number => 1 - Number.EPSILON;

/** The delays after `deaths` deaths in a row, each after a life of `livedMs`. */
function delays(policy: RestartPolicy, deaths: number, livedMs: number, random = MOST) {
  return Array.from({ length: deaths }, () => policy.died(livedMs, random));
}

test("the delay doubles with each young death, up to the longest", () => {
  expect(delays(new RestartPolicy(), 8, 10)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("a jitter of half the delay keeps apart those that died together", () => {
  const [least, most] = [LEAST, MOST].map((random) => delays(new RestartPolicy(), 4, 0, random));
  expect(least).toEqual([50, 100, 200, 400]);
  expect(most).toEqual([100, 200, 400, 800]);
});

test("a healthy life makes the next restart quick again", () => {
  const policy = new RestartPolicy();
  delays(policy, 5, 0);
  expect(policy.died(HEALTHY_MS, MOST)).toBe(BACKOFF_MS_MIN);
  expect(delays(policy, 2, HEALTHY_MS - 1)).toEqual([100, 200]);
});

test("every delay lies within its bounds, whatever the lives and the luck", () => {
  const deaths = fc.array(
    fc.record({
      livedMs: fc.integer({ min: 0, max: 10_000 }),
      luck: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
    { maxLength: YOUNG_DEATHS_MAX },
  );
  fc.assert(
    fc.property(deaths, (list) => {
      const policy = new RestartPolicy();
      for (const { livedMs, luck } of list) {
        const delayMs = policy.died(livedMs, () => luck);
        expect(delayMs).toBeGreaterThanOrEqual(BACKOFF_MS_MIN / 2);
        expect(delayMs).toBeLessThanOrEqual(BACKOFF_MS_MAX);
        expect(Number.isInteger(delayMs)).toBe(true);
      }
    }),
  );
});

test("a robot that dies young too often in a row is given up", () => {
  const policy = new RestartPolicy();
  expect(delays(policy, YOUNG_DEATHS_MAX, 0)).not.toContain(undefined);
  expect(policy.died(0, MOST)).toBeUndefined();
});

test("one that is healthy in between is never given up", () => {
  const policy = new RestartPolicy();
  for (let round = 1; round <= 100; round++) {
    expect(delays(policy, YOUNG_DEATHS_MAX, 0)).not.toContain(undefined);
    expect(policy.died(HEALTHY_MS, MOST)).toBe(BACKOFF_MS_MIN);
  }
});

test.each([1, 3, 10, 1000])("of %d robots killed at random each lives long enough", (robots) => {
  expect(killEveryMsMin(robots) * robots).toBeGreaterThanOrEqual(HEALTHY_MS);
  expect((killEveryMsMin(robots) - 1) * robots).toBeLessThan(HEALTHY_MS);
});

test("a crash loop is given up within a minute", () => {
  const waits = delays(new RestartPolicy(), YOUNG_DEATHS_MAX, 0).map((delayMs) => delayMs ?? 0);
  expect(waits.reduce((sum, delayMs) => sum + delayMs, 0)).toBeLessThan(60_000);
});

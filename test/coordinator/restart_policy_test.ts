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
  BUDGET_WINDOW_MS,
  HEALTHY_MS,
  RestartPolicy,
  RESTARTS_MAX,
} from "../../coordinator/restart_policy.ts";

const LEAST = (): number => 0;
const MOST = (): number => 1 - Number.EPSILON;

/** The delays after `deaths` deaths in a row, each after a life of `livedMs`. */
function delays(policy: RestartPolicy, deaths: number, livedMs: number, random = MOST) {
  return Array.from({ length: deaths }, () => policy.died(livedMs, 0, random));
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
  expect(policy.died(HEALTHY_MS, 0, MOST)).toBe(BACKOFF_MS_MIN);
  expect(delays(policy, 2, HEALTHY_MS - 1)).toEqual([100, 200]);
});

test("every delay lies within its bounds, whatever the lives and the luck", () => {
  const deaths = fc.array(
    fc.record({
      livedMs: fc.integer({ min: 0, max: 10_000 }),
      luck: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
    { maxLength: RESTARTS_MAX },
  );
  fc.assert(
    fc.property(deaths, (list) => {
      const policy = new RestartPolicy();
      for (const { livedMs, luck } of list) {
        const delayMs = policy.died(livedMs, 0, () => luck);
        expect(delayMs).toBeGreaterThanOrEqual(BACKOFF_MS_MIN / 2);
        expect(delayMs).toBeLessThanOrEqual(BACKOFF_MS_MAX);
        expect(Number.isInteger(delayMs)).toBe(true);
      }
    }),
  );
});

test("a robot that used up its restarts within the window is given up", () => {
  const policy = new RestartPolicy();
  expect(delays(policy, RESTARTS_MAX, HEALTHY_MS)).not.toContain(undefined);
  expect(policy.died(HEALTHY_MS, BUDGET_WINDOW_MS - 1, MOST)).toBeUndefined();
});

test("restarts older than the window no longer count", () => {
  const policy = new RestartPolicy();
  delays(policy, RESTARTS_MAX, HEALTHY_MS);
  expect(policy.died(HEALTHY_MS, BUDGET_WINDOW_MS, MOST)).toBe(BACKOFF_MS_MIN);
});

// BUG: with the backoff a crash loop makes at most some 30 restarts a minute, so the budget of 100
// is never spent. Remove `.fails` with the fix.
test.fails("a robot that dies at once each time is given up in the end", () => {
  const policy = new RestartPolicy();
  let nowMs = 0;
  while (nowMs < 10 * BUDGET_WINDOW_MS) {
    const delayMs = policy.died(0, nowMs, LEAST);
    if (delayMs === undefined) break;
    nowMs += delayMs;
  }
  expect(nowMs).toBeLessThan(10 * BUDGET_WINDOW_MS);
});

/**
 * Goal: a trail reaches back to the beginning in bounded memory.
 */
import { expect, test } from "vitest";
import { Trail } from "../../../coordinator/observe/trail.ts";

test("takes a sample a period at most", () => {
  const trail = new Trail(100);
  for (const nowMs of [0, 50, 99, 100, 150, 260]) trail.add(nowMs, nowMs);
  expect(trail.samples).toEqual([0, 100, 260]);
});

test("never keeps many samples, and the first and last ones are about where it began and ended", () => {
  const trail = new Trail(100);
  for (let nowMs = 0; nowMs < 1_000_000; nowMs += 100) trail.add(nowMs, nowMs);
  expect(trail.samples.length).toBeLessThan(256);
  expect(trail.samples[0]).toBeLessThan(20_000);
  expect(trail.samples.at(-1)).toBeGreaterThan(980_000);
});

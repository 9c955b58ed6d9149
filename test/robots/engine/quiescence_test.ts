/**
 * The quiet period.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { Quiescence } from "../../../robots/engine/quiescence.ts";

test("counts from when the watch began, and is reached with its last millisecond", () => {
  const quiescence = new Quiescence(100, 1000);
  expect(quiescence.reached(1099)).toBe(false);
  expect(quiescence.reached(1100)).toBe(true);
});

test("begins again with every news", () => {
  const quiescence = new Quiescence(100, 0);
  quiescence.news(60);
  quiescence.news(90);
  expect(quiescence.reached(189)).toBe(false);
  expect(quiescence.reached(190)).toBe(true);
});

describe("after the clock was set back by an hour", () => {
  const HOUR_MS = 3_600_000;

  test("begins again where the clock now is, and neither waits the hour nor ends early", () => {
    const quiescence = new Quiescence(100, HOUR_MS);
    expect(quiescence.reached(HOUR_MS + 99)).toBe(false);
    expect(quiescence.reached(500)).toBe(false);
    expect(quiescence.reached(599)).toBe(false);
    expect(quiescence.reached(600)).toBe(true);
  });

  test("begins again with news of the older time", () => {
    const quiescence = new Quiescence(100, HOUR_MS);
    quiescence.news(500);
    expect(quiescence.reached(599)).toBe(false);
    expect(quiescence.reached(600)).toBe(true);
  });

  test("begins again each time, if that happens again and again", () => {
    const quiescence = new Quiescence(100, 10 * HOUR_MS);
    for (let hours = 9; hours > 0; hours--) {
      expect(quiescence.reached(hours * HOUR_MS)).toBe(false);
      expect(quiescence.reached(hours * HOUR_MS + 99)).toBe(false);
    }
    expect(quiescence.reached(HOUR_MS + 100)).toBe(true);
  });
});

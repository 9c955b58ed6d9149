/**
 * The quiet period.
 *
 * @module
 */
import { expect, test } from "vitest";
import { Quiescence } from "../../../robots/engine/quiescence.ts";

test("counts from when the watch began, and is reached with its last millisecond", () => {
  const quiescence = new Quiescence(100, 1000);
  expect(quiescence.reached(true, 1099)).toBe(false);
  expect(quiescence.reached(true, 1100)).toBe(true);
});

test("is never reached by a robot that lacks something", () => {
  expect(new Quiescence(100, 0).reached(false, 1e9)).toBe(false);
});

test("begins again with every news", () => {
  const quiescence = new Quiescence(100, 0);
  quiescence.news(60);
  quiescence.news(90);
  expect(quiescence.reached(true, 189)).toBe(false);
  expect(quiescence.reached(true, 190)).toBe(true);
});

test("does not end early when news come with an older time", () => {
  const quiescence = new Quiescence(100, 0);
  quiescence.news(90);
  quiescence.news(10);
  expect(quiescence.reached(true, 189)).toBe(false);
});

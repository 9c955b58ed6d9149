/**
 * Availability against a goal.
 *
 * @module
 */
import { expect, test } from "vitest";
import { availability } from "../../../../coordinator/checkers/history/availability.ts";
import { done } from "./oracle.ts";

const of = (ok: number, not: number) => [
  ...Array.from({ length: ok }, () => done(0, "read", null)).flat(),
  ...Array.from({ length: not }, () => done(0, "read", null, null, "info")).flat(),
];

test("counts without a goal", () => {
  expect(availability(of(3, 1), "compat")).toEqual({
    valid: true,
    okCount: 3,
    invokedCount: 4,
    okFraction: 0.75,
    notOk: [6],
  });
});

test("total wants every operation, and one without an end is none", () => {
  expect(availability(of(3, 0), "compat", "total").valid).toBe(true);
  expect(availability(of(3, 1), "compat", "total").valid).toBe(false);
  expect(availability(of(3, 0).slice(0, -1), "compat", "total").valid).toBe(false);
});

test("a fraction is a lower bound", () => {
  expect(availability(of(3, 1), "compat", 0.75).valid).toBe(true);
  expect(availability(of(3, 1), "compat", 0.8).valid).toBe(false);
});

test("compat rounds to 32 bits as the original does, strict does not", () => {
  const history = of(9, 1);
  expect(availability(history, "compat", 0.9)).toMatchObject({
    valid: false,
    okFraction: Math.fround(0.9),
  });
  expect(availability(history, "strict", 0.9)).toMatchObject({ valid: true, okFraction: 0.9 });
});

test("gives the fractions that Maelstrom recorded", () => {
  // Runs kf-all, kf-clj-part and kf-split: operations, ok, fraction.
  const recorded = [
    [942, 937, 0.99469215],
    [485, 478, 0.98556703],
    [689, 679, 0.9854862],
  ] as const;
  for (const [all, ok, fraction] of recorded)
    expect(availability(of(ok, all - ok), "compat").okFraction).toBe(Math.fround(fraction));
});

test("where nothing was asked compat is content, and strict does not know", () => {
  expect(availability([], "compat", "total")).toMatchObject({ valid: true, okFraction: 1 });
  expect(availability([], "strict", "total").valid).toBe("unknown");
  expect(availability([], "strict").valid).toBe(true);
});

test("refuses a goal that is no fraction", () => {
  expect(() => availability([], "compat", 90)).toThrow(
    "cannot judge availability as the goal must be a fraction from 0 to 1: got 90",
  );
});

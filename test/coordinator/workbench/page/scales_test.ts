/**
 * Goal: a picture tells no untruth: each value stands where the axis says.
 */
import { describe, expect, test } from "vitest";

import {
  linearScale,
  logScale,
  PLOT_BOTTOM,
  TOP,
} from "../../../../coordinator/workbench/page/scales.ts";

const valuesOf = (scale: ReturnType<typeof logScale>): number[] =>
  scale.ticks.map(({ value }) => value);

describe("a logarithmic axis", () => {
  test("has a row of its own for zeros, below all that is more", () => {
    const { place, ticks } = logScale([0, 2000, 5000]);
    const zero = ticks.find(({ value }) => value === 0)!;
    expect(place(0)).toBe(zero.at);
    expect(zero.at - place(1000)).toBeGreaterThan(10);
    expect(zero.at).toBeLessThan(PLOT_BOTTOM);
  });

  test("has no such row without zeros", () => {
    const { place, ticks } = logScale([2, 5000]);
    expect(ticks.map(({ value }) => value)).toEqual([1, 10, 100, 1000, 10_000]);
    expect(place(1)).toBeCloseTo(PLOT_BOTTOM);
    expect(place(10_000)).toBeCloseTo(TOP);
  });

  test("reaches as far as there are values, and no further", () => {
    expect(valuesOf(logScale([0, 2000, 5000]))).toEqual([0, 1000, 2000, 5000, 10_000]);
    expect(valuesOf(logScale([0.000_2, 0.5]))[0]).toBe(10 ** -4);
    expect(valuesOf(logScale([10]))).toEqual([10, 20, 50, 100]);
  });

  test("of zeros alone has nothing but their row", () => {
    expect(valuesOf(logScale([0, 0]))).toEqual([0]);
  });

  test("places a value of each tick at the tick", () => {
    for (const scale of [logScale([0, 3, 70]), logScale([1e-3, 1e4]), linearScale([0, 17])]) {
      for (const { value, at } of scale.ticks) expect(scale.place(value)).toBe(at);
    }
  });
});

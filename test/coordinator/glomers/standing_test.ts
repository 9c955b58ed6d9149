/**
 * Goal: a row is valid when all of its seeds were run and are, and its figures are the worst of them.
 */
import { describe, expect, it } from "vitest";

import {
  type SeedResult,
  type Standing,
  verdictOf,
  verdictOfAll,
  worstFigures,
} from "../../../coordinator/glomers/standing.ts";
import { ROWS } from "../../../coordinator/glomers/rows.ts";

function seed(valid: SeedResult["valid"], msgsPerOp?: number, availability = 1): SeedResult {
  const figures = { msgsPerOp, medianMs: msgsPerOp, maxMs: undefined, availability };
  return { seed: "1", valid, complaint: undefined, figures, folder: undefined };
}

function standing(seeds: number, ...done: SeedResult[]): Standing {
  return { row: ROWS[0]!, faults: "", missing: undefined, seeds, done };
}

describe("the verdict", () => {
  it("on a row is that of all its seeds", () => {
    expect(verdictOf(standing(2, seed(true), seed(true)))).toBe(true);
    expect(verdictOf(standing(2, seed(true), seed("unknown")))).toBe("unknown");
    expect(verdictOf(standing(3, seed(true), seed("unknown"), seed(false)))).toBe(false);
  });

  it("on a row that was not run to its end is unknown, unless it failed already", () => {
    expect(verdictOf(standing(2, seed(true)))).toBe("unknown");
    expect(verdictOf(standing(1))).toBe("unknown");
    expect(verdictOf(standing(2, seed(false)))).toBe(false);
  });

  it("on a row without a program is false", () => {
    expect(verdictOf({ ...standing(1), missing: "gone" })).toBe(false);
  });

  it("on the matrix is the worst, and unknown when there is nothing", () => {
    const good = standing(1, seed(true));
    expect(verdictOfAll([good, good])).toBe(true);
    expect(verdictOfAll([good, standing(1)])).toBe("unknown");
    expect(verdictOfAll([good, standing(1), standing(1, seed(false))])).toBe(false);
    expect(verdictOfAll([])).toBe("unknown");
  });
});

describe("figures", () => {
  it("are the worst of all seeds, of those that have them", () => {
    const done = [seed(true, 0.5, 0.9), seed(true), seed(true, 0.7, 0.95)];
    expect(worstFigures(done)).toEqual({
      msgsPerOp: 0.7,
      medianMs: 0.7,
      maxMs: undefined,
      availability: 0.9,
    });
    expect(worstFigures([])).toMatchObject({ msgsPerOp: undefined, availability: undefined });
  });
});

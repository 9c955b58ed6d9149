import { describe, expect, test } from "vitest";

import {
  firstDifference,
  recordRun,
  type RecordedRun,
} from "../../../coordinator/experiment/compare.ts";
import { DEFAULT_SCENARIO } from "../../../coordinator/simulation/scenario.ts";
import type { Step } from "../../../coordinator/simulation/step.ts";
import { simulate } from "./fake_simulator.ts";

const SCENARIO = { ...DEFAULT_SCENARIO, robots: 3, words: 4, convergenceRoundsMax: 60 };

const STEPS: Step[] = [
  { kind: "ticked", robot: 0, atMs: 1 },
  { kind: "tick-lost", robot: 1, atMs: 2.5 },
];

function recorded(
  steps: readonly Step[] = STEPS,
  changed: Partial<RecordedRun["outcome"]> = {},
): RecordedRun {
  return {
    plan: { rules: [{ kind: "tick-loss", rate: 1 }] },
    steps,
    outcome: { ...simulate(SCENARIO), ...changed },
  };
}

describe("the first difference", () => {
  test("of equal runs is none", () => {
    expect(firstDifference(recorded(), recorded(structuredClone(STEPS)))).toBeUndefined();
  });

  test("is the first step that is another, in words and as data", () => {
    const other: Step[] = [STEPS[0]!, { kind: "tick-lost", robot: 2, atMs: 2.5 }];
    const difference = firstDifference(recorded(), recorded(other));
    expect(difference).toMatch(
      /^step 2 differs: 2.500 ms {2}r2 misses a tick \{.*"robot":1.*\} \| 2.500 ms {2}r3 misses/,
    );
  });

  test("is the end of the shorter run", () => {
    expect(firstDifference(recorded(), recorded([STEPS[0]!]))).toMatch(
      /^step 2 differs: 2.500 ms {2}r2 misses .* \| the run is over$/,
    );
  });

  test("is found in the outcome when no step shows it", () => {
    expect(firstDifference(recorded(), recorded(STEPS, { traceHash: "0" }))).toMatch(
      /^all steps are equal, but traceHash differs: "[0-9a-f]{16}" \| "0"$/,
    );
  });
});

describe("of scenarios that are run", () => {
  test("none is found for the same one", () => {
    expect(firstDifference(SCENARIO, SCENARIO)).toBeUndefined();
    expect(recordRun(SCENARIO).steps.length).toBeGreaterThan(20);
  });

  test("one is found when only the seed differs", () => {
    expect(firstDifference(SCENARIO, { ...SCENARIO, seed: "2" })).toMatch(
      /^step \d+ differs: .* \| /,
    );
  });
});

/**
 * Goal: what is shrunk fails for the same reason as what it came from.
 */
import { describe, expect, test } from "vitest";

import { shrinkFailure } from "../../../coordinator/experiment/shrink_failure.ts";
import { NO_EXCEPTION, type Simulate } from "../../../coordinator/experiment/trial.ts";
import type { Violation } from "../../../coordinator/checkers/checker.ts";
import type { SimulationOutcome } from "../../../coordinator/simulation/outcome.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "./fake_simulator.ts";

const SCENARIO: Scenario = { ...DEFAULT_SCENARIO, faultsMs: 1000, convergenceRoundsMax: 50 };

/** When a run that never comes to rest is over. */
function patienceMs({ faultsMs, convergenceRoundsMax, gossipMs }: Scenario): number {
  return faultsMs + Math.max(1, convergenceRoundsMax) * gossipMs;
}

function violations(...checkers: string[]): Violation[] {
  return checkers.map((checker) => ({ checker, atMs: 700, robot: 0, what: "bad" }));
}

/** A simulator. */
function simulator(run: Simulate): Simulate {
  return run;
}

function outcomeOf(scenario: Scenario, changed: Partial<SimulationOutcome>): SimulationOutcome {
  return { ...simulate(scenario), virtualMs: 700, violations: [], ...changed };
}

describe("a violation while the run goes on", () => {
  test("stays one of the same checker, though others object first in smaller worlds", () => {
    const run = simulator((scenario) => {
      const checkers = scenario.robots > 3 ? ["a"] : scenario.robots > 2 ? ["b", "a"] : ["b"];
      return outcomeOf(scenario, { violations: violations(...checkers) });
    });
    const { scenario, violation } = shrinkFailure(SCENARIO, run);
    expect(scenario.robots).toBe(3);
    expect(violation.checker).toBe("a");
  });

  test("ends soon after, but never becomes one about what is missing at the end", () => {
    const run = simulator((scenario) => {
      const inTime = scenario.words > 8;
      return outcomeOf(scenario, {
        virtualMs: inTime ? 700 : patienceMs(scenario),
        violations: violations("a"),
      });
    });
    const { scenario } = shrinkFailure(SCENARIO, run);
    expect(scenario).toMatchObject({ words: 9, robots: 1, convergenceRoundsMax: 0 });
  });
});

test("a violation about what is missing at the end keeps all the time there was", () => {
  const run = simulator((scenario) =>
    outcomeOf(scenario, {
      virtualMs: patienceMs(scenario),
      violations: scenario.robots > 1 ? violations("convergence") : [],
    }),
  );
  const { scenario } = shrinkFailure(SCENARIO, run);
  expect(scenario).toMatchObject({ robots: 2, words: 1, convergenceRoundsMax: 50 });
});

test("an exception is shrunk, too", () => {
  const run = simulator((scenario) => {
    if (scenario.words > 2) throw new TypeError("no");
    return outcomeOf(scenario, {});
  });
  const { scenario, violation } = shrinkFailure(SCENARIO, run);
  expect(scenario).toMatchObject({ words: 3, robots: 1 });
  expect(violation).toMatchObject({
    checker: NO_EXCEPTION,
    what: expect.stringContaining("TypeError: no"),
  });
});

test("refuses a scenario that passes", () => {
  const run = simulator((scenario) => outcomeOf(scenario, {}));
  expect(() => shrinkFailure(SCENARIO, run)).toThrow("cannot shrink seed 1: it passes");
});

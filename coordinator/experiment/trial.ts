/**
 * One simulated run as an experiment sees it: also a robot that throws is a finding, with its seed.
 *
 * @module
 */
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { simulate, type SimulateOptions } from "../simulation/simulate.ts";

/** Runs a scenario: {@linkcode simulate}, or one with a bug planted in it. */
export type Simulate = (scenario: Scenario, options?: SimulateOptions) => SimulationOutcome;

/** The checker whose violation is an exception. */
export const NO_EXCEPTION = "no_exception";

/** The trace of a run that did not come to its end. */
const NO_TRACE = "0".repeat(16);

/** Runs `scenario`; what it throws becomes a violation. */
export function trial(
  scenario: Scenario,
  run: Simulate = simulate,
  options: SimulateOptions = {},
): SimulationOutcome {
  try {
    return run(scenario, options);
  } catch (error) {
    const what = `nothing must be thrown: ${firstLine(error)}`;
    return {
      traceHash: NO_TRACE,
      events: 0,
      virtualMs: 0,
      rounds: undefined,
      messages: 0,
      payloads: 0,
      lives: 0,
      fired: scenario.plan.rules.map(() => 0),
      earlyDone: 0,
      done: 0,
      violations: [{ checker: NO_EXCEPTION, atMs: 0, robot: -1, what }],
    };
  }
}

function firstLine(error: unknown): string {
  return String(error).split("\n", 1)[0]!;
}

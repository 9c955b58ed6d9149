/**
 * Shrinks what a run with a violation was, by running smaller ones.
 *
 * @module
 */
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { simulate } from "../simulation/simulate.ts";
import { type Fails, shrink, type Shrunk, type ShrinkOptions } from "./shrink.ts";
import { type Simulate, trial } from "./trial.ts";

/** Knobs of {@linkcode shrinkFailure}: whether a run may end early follows from its violation. */
export type ShrinkFailureOptions = Omit<ShrinkOptions, "mayEndEarly">;

/**
 * Shrinks a failing scenario, so that the checker that objected first still does.
 *
 * @throws Error when it does not fail.
 */
export function shrinkFailure(
  scenario: Scenario,
  run: Simulate = simulate,
  options: ShrinkFailureOptions = {},
): Shrunk {
  const outcome = trial(scenario, run);
  const [violation] = outcome.violations;
  if (violation === undefined) throw new Error(`cannot shrink seed ${scenario.seed}: it passes`);
  const mayEndEarly = endedEarly(scenario, outcome);
  const fails: Fails = (candidate) => {
    const result = trial(candidate, run);
    if (mayEndEarly && !endedEarly(candidate, result)) return undefined;
    return result.violations.find(({ checker }) => checker === violation.checker);
  };
  return (
    shrink(scenario, fails, { ...options, mayEndEarly }) ?? { scenario, violation, attempts: 1 }
  );
}

/** Whether a run was over before its patience was: the violation is not that something is missing. */
function endedEarly(
  { faultsMs, gossipMs, convergenceRoundsMax }: Scenario,
  { virtualMs }: SimulationOutcome,
): boolean {
  return virtualMs < faultsMs + gossipMs * Math.max(1, convergenceRoundsMax);
}

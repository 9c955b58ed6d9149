/**
 * Two runs step by step: where they first differ, in words.
 *
 * @module
 */
import type { FaultPlan } from "../../robots/faults/plan.ts";
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";
import type { Step } from "../simulation/step.ts";
import { narrate } from "./narrate.ts";
import { type Simulate, trial } from "./trial.ts";

/** A run with everything that happened in it. */
export interface RecordedRun {
  readonly plan: FaultPlan;
  readonly steps: readonly Step[];
  readonly outcome: SimulationOutcome;
}

/** Runs a scenario and keeps every step. */
export function recordRun(scenario: Scenario, run?: Simulate): RecordedRun {
  const steps: Step[] = [];
  const outcome = trial(scenario, run, { recorder: (step) => steps.push(step) });
  return { plan: scenario.plan, steps, outcome };
}

/**
 * Names the first difference between two runs in one line; `undefined` when there is none. A
 * scenario is run first.
 */
export function firstDifference(
  a: Scenario | RecordedRun,
  b: Scenario | RecordedRun,
): string | undefined {
  const one = recorded(a);
  const other = recorded(b);
  const length = Math.max(one.steps.length, other.steps.length);
  for (let i = 0; i < length; i++) {
    const [step, otherStep] = [one.steps[i], other.steps[i]];
    if (JSON.stringify(step) === JSON.stringify(otherStep)) continue;
    return `step ${i + 1} differs: ${told(step, one.plan)} | ${told(otherStep, other.plan)}`;
  }
  return outcomeDifference(one.outcome, other.outcome);
}

function recorded(run: Scenario | RecordedRun): RecordedRun {
  return "steps" in run ? run : recordRun(run);
}

/** In words, and as data where words would hide the difference. */
function told(step: Step | undefined, plan: FaultPlan): string {
  return step === undefined
    ? "the run is over"
    : `${narrate(step, plan).trim()} ${JSON.stringify(step)}`;
}

function outcomeDifference(a: SimulationOutcome, b: SimulationOutcome): string | undefined {
  for (const name of Object.keys(a) as (keyof SimulationOutcome)[]) {
    const [one, other] = [JSON.stringify(a[name]), JSON.stringify(b[name])];
    if (one !== other) return `all steps are equal, but ${name} differs: ${one} | ${other}`;
  }
  return undefined;
}

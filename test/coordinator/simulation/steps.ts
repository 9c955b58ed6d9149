/**
 * Small scenarios and what happens in them, for tests.
 *
 * @module
 */
import type { SimulationOutcome } from "../../../coordinator/simulation/outcome.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "../../../coordinator/simulation/simulate.ts";
import type { Step } from "../../../coordinator/simulation/step.ts";
import { roundsAllowed } from "../../../coordinator/simulation/swarm.ts";
import type { Rule } from "../../../robots/faults/plan.ts";

export type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

export interface Played {
  readonly scenario: Scenario;
  readonly steps: readonly Step[];
  readonly outcome: SimulationOutcome;
}

/** Three robots and six words with these rules, for a second unless something else is said. */
export function scenarioWith(rules: readonly Rule[], changed: Partial<Scenario> = {}): Scenario {
  const scenario = {
    ...DEFAULT_SCENARIO,
    robots: 3,
    words: 6,
    faultsMs: rules.length > 0 ? 1000 : 0,
    plan: { rules },
    ...changed,
  };
  return {
    ...scenario,
    convergenceRoundsMax: changed.convergenceRoundsMax ?? roundsAllowed(scenario),
  };
}

/** Plays a scenario and keeps every step. */
export function play(rules: readonly Rule[], changed: Partial<Scenario> = {}): Played {
  const scenario = scenarioWith(rules, changed);
  const steps: Step[] = [];
  const outcome = simulate(scenario, { recorder: (step) => steps.push(step) });
  return { scenario, steps, outcome };
}

/** The steps of one kind. */
export function stepsOf<Kind extends Step["kind"]>(
  { steps }: Pick<Played, "steps">,
  kind: Kind,
): StepOf<Kind>[] {
  return steps.filter((step): step is StepOf<Kind> => step.kind === kind);
}

/**
 * Many runs of one kind: what is the same in all of them, and what each seed decides.
 *
 * @module
 */
import type { Scenario } from "../simulation/scenario.ts";
import { type Adjustable, swarmScenario } from "../simulation/swarm.ts";

/** Runs that differ only by their seed and by what is drawn from it. */
export interface Series {
  readonly base: Scenario;
  /** The one seed of all runs. Absent: each has its own number. */
  readonly seed?: string;
  /** Draw faults from each seed; what is named here stays as it is in `base`. Absent: no. */
  readonly swarm?: { readonly fixed: readonly Adjustable[] };
}

/** The scenario of one seed. */
export function scenarioOf({ base, seed, swarm }: Series, number: number): Scenario {
  const own = seed ?? String(number);
  return swarm === undefined ? { ...base, seed: own } : swarmScenario(base, own, swarm.fixed);
}

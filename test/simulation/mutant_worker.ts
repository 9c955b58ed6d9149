/**
 * The program of a worker thread that hunts planted bugs.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";

import { shrinkFailure } from "../../coordinator/experiment/shrink_failure.ts";
import { type Simulate, trial } from "../../coordinator/experiment/trial.ts";
import type { Scenario } from "../../coordinator/simulation/scenario.ts";
import type { Step } from "../../coordinator/simulation/step.ts";
import { TimingWheel } from "../../coordinator/simulation/timing_wheel.ts";
import type { Hunted, HuntTask } from "./hunt.ts";
import { MutantLoader } from "./mutant_loader.ts";
import { scenarioOfSeed } from "./series.ts";

/** Where encoding all messages changes what happens, for the worse or not, there is a bug. */
const SAME_BY_WIRE = "same_by_wire";

const loader = new MutantLoader();
/** One for all runs: a small run takes less time than the making of a wheel. */
const wheel = new TimingWheel();

parentPort!.on("message", (task: HuntTask) => {
  void hunted(task).then((result) => parentPort!.postMessage(result, []));
});

async function hunted({ name, edits, wire, seeds, shrinkMs }: HuntTask): Promise<Hunted> {
  const beganMs = performance.now();
  const simulate = await loader.load(name, edits);
  const run = wire ? onTheWire(simulate) : inMemory(simulate);
  for (let seed = 1; seed <= seeds; seed++) {
    const scenario = scenarioOfSeed(seed);
    const [violation] = trial(scenario, run).violations;
    if (violation === undefined) continue;
    const { checker, what } = violation;
    const elapsedMs = performance.now() - beganMs;
    const found = { name, checker, what, seeds: seed, elapsedMs };
    return shrinkMs > 0 ? { ...found, ...shrunk(scenario, run, shrinkMs) } : found;
  }
  const elapsedMs = performance.now() - beganMs;
  return { name, checker: undefined, what: "nobody objected", seeds, elapsedMs };
}

function inMemory(simulate: Simulate): Simulate {
  return (scenario, options) => simulate(scenario, { wheel, ...options });
}

/** Encodes every message. What happens must be the same as without. */
function onTheWire(simulate: Simulate): Simulate {
  return (scenario, options) => {
    const outcome = simulate(scenario, { wheel, ...options, wire: true });
    if (outcome.violations.length > 0) return outcome;
    const { traceHash } = simulate(scenario, { wheel });
    if (traceHash === outcome.traceHash) return outcome;
    const atMs = outcome.virtualMs;
    const what = "messages must say the same as bytes: what happened is not the same";
    return { ...outcome, violations: [{ checker: SAME_BY_WIRE, atMs, robot: -1, what }] };
  };
}

function shrunk(scenario: Scenario, run: Simulate, shrinkMs: number): Partial<Hunted> {
  const endMs = Date.now() + shrinkMs;
  const result = shrinkFailure(scenario, run, { isLate: () => Date.now() >= endMs });
  let events = 0;
  trial(result.scenario, run, { recorder: (step) => (events += isEvent(step) ? 1 : 0) });
  return { shrunk: result, events };
}

/** Steps that follow from another at once. */
const FOLLOWING: ReadonlySet<string> = new Set([
  "sent",
  "learned",
  "converged",
  "healed",
  "violated",
]);

/** Whether a step is more than a beginning, or what follows from another at once. */
function isEvent({ kind, atMs }: Step): boolean {
  if (kind === "life-began") return atMs > 0;
  return !FOLLOWING.has(kind);
}

/**
 * A simulator that does what a test wants: as a module of its own, because worker threads load it.
 *
 * @module
 */
import { threadId } from "node:worker_threads";

import type { SimulationOutcome } from "../../../coordinator/simulation/outcome.ts";
import type { Scenario } from "../../../coordinator/simulation/scenario.ts";
import type { SimulateOptions } from "../../../coordinator/simulation/simulate.ts";
import { hash32 } from "../../../robots/engine/random.ts";

export const FAKE_SIMULATOR = new URL("fake_simulator.ts", import.meta.url);

/** What the plan's seed says, as JSON: the only field that nobody else looks at. */
export interface Script {
  /** Seeds that fail, with at least `failingRobots`. A seed `7~3` is 7 here. */
  readonly failing?: readonly number[];
  readonly failingRobots?: number;
  /** The thread ends without a word. */
  readonly dieAt?: number;
  /** It never ends. */
  readonly stuckAt?: number;
  /** It throws. */
  readonly throwAt?: number;
  /** Keeps its thread busy for so long, each time. */
  readonly busyMs?: number;
}

export function script(content: Script): string {
  return JSON.stringify(content);
}

export function simulate(scenario: Scenario, options: SimulateOptions = {}): SimulationOutcome {
  const seed = Number.parseInt(scenario.seed, 10);
  const {
    failing = [],
    failingRobots = 1,
    dieAt,
    stuckAt,
    throwAt,
    busyMs = 0,
  } = scriptOf(scenario);
  const endMs = performance.now() + (seed === stuckAt ? Infinity : busyMs);
  while (performance.now() < endMs);
  if (seed === throwAt) throw new RangeError("no such luck\nmore");
  if (seed === dieAt && threadId > 0) process.exit(7);
  const fails = failing.includes(seed) && scenario.robots >= failingRobots;
  const hash = (hash32(JSON.stringify(scenario)) >>> 0).toString(16).padStart(8, "0");
  options.recorder?.({ kind: "ticked", robot: 0, atMs: 1.5 });
  if (fails) {
    options.recorder?.({ kind: "violated", robot: 1, checker: "fake", what: "bad", atMs: 2 });
  }
  return {
    traceHash: hash.repeat(2),
    events: 1 + (seed % 10),
    virtualMs: fails ? 2 : 1000,
    rounds: seed % 100 === 99 ? undefined : seed % 7,
    messages: 3,
    payloads: 2,
    lives: scenario.robots,
    fired: scenario.plan.rules.map((_, index) => (index === 0 ? seed % 3 : 0)),
    earlyDone: seed % 2,
    done: scenario.robots,
    violations: fails ? [{ checker: "fake", atMs: 2, robot: 1, what: "bad" }] : [],
  };
}

function scriptOf({ plan: { seed = "{}" } }: Scenario): Script {
  return seed.startsWith("{") ? (JSON.parse(seed) as Script) : {};
}

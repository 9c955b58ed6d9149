/**
 * Runs a scenario.
 *
 * @module
 */
import type { Truth } from "../checkers/checker.ts";
import { secretCheckers } from "../checkers/checkers.ts";
import { Watch } from "../checkers/watch.ts";
import { UPDATE_BYTES_MAX } from "../../robots/secret/secret_replica.ts";
import type { SimulationOutcome } from "./outcome.ts";
import { Population } from "./population.ts";
import type { Scenario } from "./scenario.ts";
import type { Recorder } from "./step.ts";
import { TimingWheel } from "./timing_wheel.ts";
import { Witness } from "./witness.ts";
import { CROWD, World } from "./world.ts";
import { WorldFaults } from "./world_faults.ts";

export interface SimulateOptions {
  /** Hears of every step; slows the run down tenfold. */
  readonly recorder?: Recorder;
  /** Whether checkers watch. @default true */
  readonly checked?: boolean;
  /** Encodes every message, and not only those that a fault damages. @default false */
  readonly wire?: boolean;
  /**
   * Ends as soon as every robot knows every word, also under faults; nobody wins then, and rounds
   * count from the start. @default false
   */
  readonly untilConverged?: boolean;
  /** Whether all robots share one body; not with checkers or a recorder. @default for a crowd */
  readonly oneBody?: boolean;
  /** A wheel to use, emptied first: many small runs save the making of one each. */
  readonly wheel?: TimingWheel;
}

/**
 * Runs `scenario` to its end: faults, healing, convergence or the end of its patience; or to the
 * first thing that a checker objects to.
 *
 * @example
 * ```ts
 * import { DEFAULT_SCENARIO } from "./scenario.ts";
 * import { simulate } from "./simulate.ts";
 * const { rounds, violations } = simulate({ ...DEFAULT_SCENARIO, seed: "7" });
 * console.log(rounds !== undefined, violations.length); // true 0
 * ```
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): SimulationOutcome {
  const { recorder, checked = true, wire = false, untilConverged = false } = options;
  const wheel = options.wheel ?? new TimingWheel();
  wheel.clear();
  const looked = checked || recorder !== undefined;
  const population = new Population(
    scenario,
    options.oneBody ?? (!looked && scenario.robots >= CROWD),
  );
  const faults = new WorldFaults(scenario, population);
  const checkers = checked ? secretCheckers(truthOf(scenario, population)) : undefined;
  const watch = checkers && new Watch(checkers.all);
  const witness = new Witness({ population, faults, watch, recorder });
  const world = new World({ scenario, population, wheel, faults, witness, wire, untilConverged });
  world.run();
  return {
    traceHash: witness.traceHash,
    events: world.events,
    virtualMs: world.nowUs / 1000,
    rounds: world.rounds,
    messages: world.medium.messages,
    payloads: world.medium.payloads,
    lives: world.lives.begun,
    fired: faults.injector.fired,
    earlyDone: checkers?.honesty.earlyCount ?? 0,
    done: checkers?.honesty.doneCount ?? 0,
    violations: witness.violations,
  };
}

function truthOf(scenario: Scenario, population: Population): Truth {
  const { robots, exchange, fanout, quietMs, inboxMax } = scenario;
  const { words } = population;
  return { robots, words, exchange, fanout, quietMs, inboxMax, updateBytesMax: UPDATE_BYTES_MAX };
}

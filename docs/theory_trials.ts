/**
 * Trials of one rumour or several among robots: what `npm run experiments` measures.
 *
 * @module
 */
import { DEFAULT_SCENARIO } from "../coordinator/simulation/scenario.ts";
import { simulate } from "../coordinator/simulation/simulate.ts";
import { simulateVector } from "../coordinator/simulation/vector.ts";
import { type LossOf, lossPlan } from "../coordinator/simulation/vector_loss.ts";
import type { Exchange } from "../robots/engine/robot.ts";

export interface Trial {
  /**
   * `rounds`: synchronous rounds, as theory has them (the vectorised model, which is the engine to the
   * last message). `robots`: real robots in the simulator as they run, each at its own moments, with
   * messages that take 1 to 10 ms of a period of 100 ms.
   */
  readonly world: "rounds" | "robots";
  readonly robots: number;
  readonly words: number;
  readonly exchange: Exchange;
  readonly loss: number;
  readonly lossOf: LossOf;
  /** Runs: seeds 1, 2 and so on. */
  readonly seeds: number;
}

/** Medians over the seeds. */
export interface Measured {
  /** Gossip periods until every robot knows everything. */
  readonly rounds: number;
  /** Messages with words, for each robot. */
  readonly payloads: number;
}

/** More than the slowest trial needs, by far. */
const ROUNDS_MAX = 5000;

/** The same for equal trials, however often they are run. */
export function trialKey({ world, robots, words, exchange, loss, lossOf }: Trial): string {
  const lost = loss === 0 ? "0" : `${loss} of ${lossOf}`;
  return `${world}: ${robots} robots, ${words} words, ${exchange}, loss ${lost}`;
}

/** @throws Error when robots did not agree: there is nothing to draw then. */
export function runTrial(trial: Trial): Measured {
  const runs = Array.from({ length: trial.seeds }, (_, i) => runOnce(trial, String(i + 1)));
  return {
    rounds: median(runs.map(({ rounds }) => rounds)),
    payloads: median(runs.map(({ payloads }) => payloads)),
  };
}

function runOnce(trial: Trial, seed: string): Measured {
  const { robots } = trial;
  const { rounds, payloads } = trial.world === "rounds" ? inRounds(trial, seed) : live(trial, seed);
  if (rounds === undefined) throw new Error(`no agreement: ${trialKey(trial)}, seed ${seed}`);
  return { rounds, payloads: payloads / robots };
}

interface Run {
  readonly rounds: number | undefined;
  readonly payloads: number;
}

function inRounds({ robots, words, exchange, loss, lossOf }: Trial, seed: string): Run {
  return simulateVector({ robots, words, exchange, loss, lossOf, seed, roundsMax: ROUNDS_MAX });
}

function live({ robots, words, exchange, loss, lossOf }: Trial, seed: string): Run {
  const scenario = {
    ...DEFAULT_SCENARIO,
    seed,
    robots,
    words,
    copies: 1,
    exchange,
    plan: lossPlan(loss, lossOf),
    convergenceRoundsMax: ROUNDS_MAX,
  };
  const outcome = simulate(scenario, { checked: false, untilConverged: true });
  const { rounds, virtualMs, payloads } = outcome;
  // Whole periods would round every course up.
  return { rounds: rounds && virtualMs / scenario.gossipMs, payloads };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

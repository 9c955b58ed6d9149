/**
 * The runs in which planted bugs are looked for: swarms over several sizes, seed by seed in turn.
 * Sets are at the edges of what a bitset treats differently, 32 and 64 and beyond; and one secret is
 * so large that an update cannot carry what is missing.
 *
 * @module
 */
import { DEFAULT_SCENARIO, type Scenario } from "../../coordinator/simulation/scenario.ts";
import { type Adjustable, swarmScenario } from "../../coordinator/simulation/swarm.ts";

interface Base {
  readonly robots: number;
  readonly words: number;
  /** Stays as it is. */
  readonly copies?: number;
}

const BASES: readonly Base[] = [
  { robots: 10, words: 64 },
  { robots: 2, words: 33, copies: 1 },
  { robots: 4, words: 100 },
  { robots: 3, words: 5 },
  { robots: 10, words: 65 },
  { robots: 10, words: 64 },
  { robots: 5, words: 31 },
  { robots: 10, words: 96, copies: 1 },
  { robots: 2, words: 1 },
  { robots: 5, words: 32 },
  { robots: 10, words: 64 },
  { robots: 10, words: 70 },
  { robots: 12, words: 96 },
  { robots: 4, words: 12 },
  { robots: 8, words: 128 },
  { robots: 2, words: 9000, copies: 1 },
];

/** The scenario of a seed, from 1. */
export function scenarioOfSeed(seed: number): Scenario {
  const { robots, words, copies } = BASES[(seed - 1) % BASES.length]!;
  const fixed: readonly Adjustable[] = copies === undefined ? [] : ["copies"];
  const base = { ...DEFAULT_SCENARIO, robots, words, ...(copies !== undefined && { copies }) };
  return swarmScenario(base, String(seed), fixed);
}

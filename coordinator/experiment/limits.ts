/**
 * What a simulation may be asked for, and what it takes.
 *
 * @module
 */
import { WHEEL_US_MAX } from "../simulation/timing_wheel.ts";
import type { Scenario } from "../simulation/scenario.ts";

/** Robots in one simulation; memory is usually the narrower limit. */
export const ROBOTS_MAX = 10_000_000;

/** Words of one secret, as of a real one. */
export const WORDS_MAX = 262_144;

/** Memory of one simulated robot without its words: engine, replica, places in tables. */
const ROBOT_BYTES = 1200;

/** For each word of each robot: a reference, its bit, and those of summaries under way. */
const WORD_BYTES = 16;

/** Virtual time that one simulation can have, milliseconds. */
export const VIRTUAL_MS_MAX = Math.floor(WHEEL_US_MAX / 1000);

/** Memory that a simulation needs at its peak, bytes: an estimate. */
export function bytesNeeded({ robots, words }: Pick<Scenario, "robots" | "words">): number {
  return robots * (ROBOT_BYTES + words * WORD_BYTES);
}

/** When a scenario ends at the latest, milliseconds of virtual time. */
export function endMsMax({ faultsMs, gossipMs, convergenceRoundsMax }: Scenario): number {
  return faultsMs + gossipMs * convergenceRoundsMax;
}

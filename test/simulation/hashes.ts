/**
 * Trace hashes of a swarm.
 *
 * @module
 */
import { simulate, type SimulateOptions } from "../../coordinator/simulation/simulate.ts";
import { TimingWheel } from "../../coordinator/simulation/timing_wheel.ts";
import { scenarioOfSeed } from "./series.ts";

/** The trace hashes of seeds 1 to `seeds`. */
export function hashesOf(seeds: number, options: SimulateOptions = {}): string[] {
  const wheel = new TimingWheel();
  return Array.from(
    { length: seeds },
    (_, i) => simulate(scenarioOfSeed(i + 1), { wheel, ...options }).traceHash,
  );
}

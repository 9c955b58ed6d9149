/**
 * Simulates on request, in a process of its own: worlds of a million robots need a large heap, and
 * what one run leaves behind must not slow the next benchmark.
 *
 * @module
 */
import { DEFAULT_SCENARIO, type Scenario } from "../coordinator/simulation/scenario.ts";
import { simulate } from "../coordinator/simulation/simulate.ts";
import { swarmScenario } from "../coordinator/simulation/swarm.ts";
import { TimingWheel } from "../coordinator/simulation/timing_wheel.ts";
import { simulateVector } from "../coordinator/simulation/vector.ts";
import type { LossOf } from "../coordinator/simulation/vector_loss.ts";
import { serve } from "./peer.ts";
import { Ceiling } from "./simulator_ceiling.ts";

export type SimulatorRequest =
  /** Real robots, or typed arrays, until everybody knows everything. */
  | { readonly do: "engine" | "ceiling"; readonly robots: number; readonly seed: number }
  | {
      readonly do: "vector";
      readonly robots: number;
      readonly loss: number;
      readonly lossOf: LossOf;
      readonly seed: number;
    }
  /** Small worlds with drawn faults and all checkers, from this seed on, for so long. */
  | { readonly do: "swarm"; readonly seed: number; readonly forMs: number };

export interface SimulatorReply {
  /** Events, rounds or seeds: what was asked for. */
  readonly count: number;
  readonly elapsedMs: number;
  /** The most memory that the process has had so far, megabytes. */
  readonly peakMb: number;
  /** The first seed with which a checker objected. */
  readonly violated: number | undefined;
}

/** The robots of the marks: 64 words, one message in ten lost, latencies of 1 to 10 ms. */
const SCENARIO: Scenario = {
  ...DEFAULT_SCENARIO,
  words: 64,
  copies: 1,
  plan: { rules: [{ kind: "loss", rate: 0.1 }] },
  convergenceRoundsMax: 1000,
};

const SWARM: Scenario = { ...DEFAULT_SCENARIO, robots: 10, words: 64 };

serve((request: SimulatorRequest): SimulatorReply => {
  const beganMs = performance.now();
  const { count, violated } = perform(request);
  const elapsedMs = performance.now() - beganMs;
  return { count, elapsedMs, violated, peakMb: process.resourceUsage().maxRSS / 1024 };
});

function perform(request: SimulatorRequest): Pick<SimulatorReply, "count" | "violated"> {
  const seed = String(request.seed);
  switch (request.do) {
    case "engine": {
      const scenario = { ...SCENARIO, robots: request.robots, seed };
      const { events, rounds } = simulate(scenario, { checked: false, untilConverged: true });
      if (rounds === undefined) throw new Error("robots did not agree");
      return { count: events, violated: undefined };
    }
    case "ceiling":
      return { count: ceiling(request.robots, request.seed), violated: undefined };
    case "vector": {
      const { robots, loss, lossOf } = request;
      const { rounds } = simulateVector({ robots, words: SCENARIO.words, loss, lossOf, seed });
      return { count: rounds!, violated: undefined };
    }
    case "swarm":
      return swarm(request.seed, request.forMs);
    default:
      return request satisfies never;
  }
}

function ceiling(robots: number, seed: number): number {
  const { words, gossipMs, latencyMs, latencyJitterMs } = SCENARIO;
  const settings = {
    robots,
    words,
    loss: 0.1,
    gossipUs: gossipMs * 1000,
    latencyUs: latencyMs * 1000,
    jitterUs: latencyJitterMs * 1000,
    seed,
  };
  return new Ceiling(settings).run().events;
}

function swarm(first: number, forMs: number): Pick<SimulatorReply, "count" | "violated"> {
  const wheel = new TimingWheel();
  const endMs = performance.now() + forMs;
  let count = 0;
  let violated: number | undefined;
  for (; performance.now() < endMs; count++) {
    const outcome = simulate(swarmScenario(SWARM, String(first + count)), { wheel });
    if (outcome.violations.length > 0) violated ??= first + count;
  }
  return { count, violated };
}

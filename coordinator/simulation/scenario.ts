/**
 * A scenario: everything that decides a simulated run, as data. The same scenario gives the same run,
 * to the byte, on every machine; replay files hold nothing else.
 *
 * @module
 */
import type { Exchange } from "../../robots/engine/robot.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";

/** One gossip tick of one robot that a scenario leaves out: shrinking takes away what is not needed. */
export interface SkippedTick {
  /** From 0. */
  readonly robot: number;
  /** From 0, over all lives of the robot. */
  readonly tick: number;
}

export interface Scenario {
  readonly system: "secret";
  /** Decides everything that is drawn: deal, phases, peers, latencies, faults. */
  readonly seed: string;
  /** Named r1, r2 and so on. */
  readonly robots: number;
  readonly words: number;
  /** Robots that each word is dealt to. */
  readonly copies: number;
  readonly exchange: Exchange;
  readonly fanout: number;
  readonly gossipMs: number;
  readonly quietMs: number;
  readonly inboxMax: number;
  /** What a message takes: `latencyMs` and up to `latencyJitterMs` more, uniform. Above 0. */
  readonly latencyMs: number;
  readonly latencyJitterMs: number;
  /** Whether all robots tick at the same moments, as in the rounds of theory. */
  readonly synchronous: boolean;
  /** What goes wrong, until {@linkcode faultsMs}. */
  readonly plan: FaultPlan;
  /**
   * When all faults end. 0: never, as theory wants it; then convergence counts from the start, and only
   * rules about messages and partitions apply.
   */
  readonly faultsMs: number;
  /** Gossip periods after that within which every robot must know every word. */
  readonly convergenceRoundsMax: number;
  /** Ticks left out. Absent: none. */
  readonly skippedTicks?: readonly SkippedTick[];
}

/** The usual robots of `hearsay sim`, without faults. */
export const DEFAULT_SCENARIO: Scenario = {
  system: "secret",
  seed: "1",
  robots: 10,
  words: 64,
  copies: 2,
  exchange: "push-pull",
  fanout: 1,
  gossipMs: 100,
  quietMs: 300,
  inboxMax: 1024,
  latencyMs: 1,
  latencyJitterMs: 9,
  synchronous: false,
  plan: { rules: [] },
  faultsMs: 0,
  convergenceRoundsMax: convergenceRounds(10),
};

/**
 * Gossip periods after healing within which `robots` must agree. Push-pull needs some log2 n; the
 * slowest of a million runs with pull alone needs three times as many, and quiet robots tick on.
 */
export function convergenceRounds(robots: number): number {
  return 40 + 10 * Math.ceil(Math.log2(Math.max(robots, 2)));
}

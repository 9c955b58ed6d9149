/**
 * What becomes of robots' ticks under a fault plan.
 *
 * @module
 */
import { hash32, KeyedRandom } from "../engine/random.ts";
import { type Concern, concernsOf } from "./concern.ts";
import type { NoteFiring } from "./fate.ts";
import type { FaultPlan, TickBurstRule, TickJitterRule, TickLossRule } from "./plan.ts";

/** What becomes of a tick. */
export interface TickFate {
  /** How often the robot ticks, one directly after the other; 0: the tick is left out. */
  readonly ticks: number;
  /** How much later. */
  readonly delayMs: number;
}

/** The fate of most ticks: always this one object. */
export const ON_TIME: TickFate = { ticks: 1, delayMs: 0 };

const LEFT_OUT: TickFate = { ticks: 0, delayMs: 0 };

/** Rules about ticks, for all robots of a run; robots are places in the run's order. */
export class TickFaults {
  /** Whether every tick comes on time. */
  readonly idle: boolean;
  readonly #losses: readonly Concern<TickLossRule>[];
  readonly #bursts: readonly Concern<TickBurstRule>[];
  readonly #jitters: readonly Concern<TickJitterRule>[];
  readonly #draws: KeyedRandom;
  readonly #keys: readonly number[];
  readonly #note: NoteFiring;

  /**
   * @param seed Used when the plan has none.
   * @param robots All robots of the run, in order.
   */
  constructor(plan: FaultPlan, seed: string, robots: readonly string[], note: NoteFiring) {
    this.#losses = concernsOf(plan, robots, "tick-loss");
    this.#bursts = concernsOf(plan, robots, "tick-burst");
    this.#jitters = concernsOf(plan, robots, "tick-jitter");
    this.idle = this.#losses.length + this.#bursts.length + this.#jitters.length === 0;
    this.#draws = new KeyedRandom(plan.seed ?? seed);
    this.#keys = this.idle ? [] : robots.map((robot) => hash32(robot));
    this.#note = note;
  }

  /**
   * Decides about a tick. The first rule that leaves it out decides alone; otherwise they add up.
   *
   * @param tick A number that no other tick of this robot has.
   */
  fate(robot: number, tick: number, sinceStartMs: number): TickFate {
    if (this.idle) return ON_TIME;
    for (const concern of this.#losses) {
      if (!concern.applies(robot, sinceStartMs)) continue;
      if (this.#drawn(concern.ruleKey, robot, tick) >= concern.rule.rate) continue;
      this.#note(concern.index);
      return LEFT_OUT;
    }
    let ticks = 1;
    for (const concern of this.#bursts) {
      if (!concern.applies(robot, sinceStartMs)) continue;
      if (this.#drawn(concern.ruleKey, robot, tick) >= concern.rule.rate) continue;
      this.#note(concern.index);
      ticks += concern.rule.copies;
    }
    let delayMs = 0;
    for (const concern of this.#jitters) {
      if (!concern.applies(robot, sinceStartMs)) continue;
      const lateMs = this.#drawn(concern.ruleKey, robot, tick) * concern.rule.jitterMs;
      if (lateMs === 0) continue;
      this.#note(concern.index);
      delayMs += lateMs;
    }
    return ticks === 1 && delayMs === 0 ? ON_TIME : { ticks, delayMs };
  }

  #drawn(ruleKey: number, robot: number, tick: number): number {
    this.#draws.aim(ruleKey, this.#keys[robot], tick);
    return this.#draws.next();
  }
}

/**
 * The fault plan of a scenario, as a world performs it: which rule touches whom and when, until all
 * faults end.
 *
 * @module
 */
import { KeyedRandom } from "../../robots/engine/random.ts";
import { ruleKeys } from "../../robots/faults/draws.ts";
import { FaultyClocks } from "../../robots/faults/faulty_clocks.ts";
import { LifeFaults } from "../../robots/faults/life_faults.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { isStrikingRule, Schedule, type Strike } from "../../robots/faults/process_schedule.ts";
import { StoreFaults } from "../../robots/faults/store_faults.ts";
import { TickFaults } from "../../robots/faults/tick_faults.ts";
import { FaultInjector } from "../../robots/faults/verdict.ts";
import type { Population } from "./population.ts";
import type { Scenario } from "./scenario.ts";

/** A strike and the rule that it comes of. */
export interface RuleStrike extends Strike {
  /** Index into the plan. */
  readonly rule: number;
  readonly kind: string;
}

export class WorldFaults {
  readonly injector: FaultInjector;
  readonly ticks: TickFaults;
  readonly lives: LifeFaults;
  readonly store: StoreFaults;
  /** What hits robots or the store at times of its own. */
  readonly strikes: readonly RuleStrike[];
  readonly #clocks: FaultyClocks;
  #healed = false;

  constructor({ plan, seed, faultsMs }: Scenario, { ids }: Population) {
    this.injector = new FaultInjector(plan, seed, ids);
    const { note } = this.injector;
    this.ticks = new TickFaults(plan, seed, ids, note);
    this.lives = new LifeFaults(plan, seed, ids, note);
    this.store = new StoreFaults(plan, seed, ids, note);
    this.#clocks = new FaultyClocks(plan, seed, ids, note);
    this.strikes = strikesOf(plan, seed, ids, faultsMs);
  }

  /** Whether all faults are over. */
  get healed(): boolean {
    return this.#healed;
  }

  note(rule: number): void {
    this.injector.note(rule);
  }

  heal(): void {
    this.#healed = true;
  }

  /** What a robot's own clock shows. */
  clockMs(robot: number, nowUs: number): number {
    return this.#healed ? nowUs / 1000 : this.#clocks.read(robot, nowUs / 1000);
  }

  /** How long a robot takes until it handles what has come now. */
  slowUs(robot: number, nowUs: number): number {
    if (this.#healed || this.lives.idle) return 0;
    return Math.round(this.lives.slowMs(robot, nowUs / 1000) * 1000);
  }

  /** Whether a robot cannot reach the store now. */
  storeAway(robot: number, nowUs: number): boolean {
    if (this.#healed || this.store.idle) return false;
    return this.store.awayMs(robot, nowUs / 1000) > 0;
  }
}

function strikesOf(
  plan: FaultPlan,
  seed: string,
  robots: readonly string[],
  untilMs: number,
): RuleStrike[] {
  if (!plan.rules.some(isStrikingRule)) return [];
  const keys = ruleKeys(plan.rules);
  const draws = new KeyedRandom(plan.seed ?? seed);
  return plan.rules.flatMap((rule, index) => {
    // Clocks look after their own.
    if (!isStrikingRule(rule) || rule.kind.startsWith("clock-")) return [];
    return new Schedule(rule, keys[index]!, draws, robots)
      .between(0, untilMs)
      .map((strike) => ({ ...strike, rule: index, kind: rule.kind }));
  });
}

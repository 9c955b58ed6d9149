/**
 * Shrinking: from a scenario that fails to the smallest one found that fails in the same way. Fewer
 * rules, robots, words and ticks, simpler rules and less time, one step at a time, each kept if the
 * same checker still objects. Pure but for the callback, and deterministic.
 *
 * @module
 */
import type { Rule } from "../../robots/faults/plan.ts";
import type { Violation } from "../checkers/checker.ts";
import { DEFAULT_SCENARIO, type Scenario, type SkippedTick } from "../simulation/scenario.ts";
import { minimal, smallerNumbers } from "./delta_debugging.ts";
import { narrowerWindows, simplerForms, withRobots, withRule, withTicks } from "./simpler_rules.ts";

/** The violation that makes a scenario worth keeping; `undefined`: it does not fail, or otherwise. */
export type Fails = (scenario: Scenario) => Violation | undefined;

/** A failing scenario. */
export interface Shrunk {
  readonly scenario: Scenario;
  readonly violation: Violation;
  /** Scenarios that were run to find it. */
  readonly attempts: number;
}

export interface ShrinkOptions {
  /**
   * Whether a run may end soon after the violation. Not for one that says what a run has not come to:
   * that is true of every run that is cut short.
   *
   * @default false
   */
  readonly mayEndEarly?: boolean;
  /** @default SHRINK_ATTEMPTS_MAX */
  readonly attemptsMax?: number;
  /** Whether time is up: then what was found so far is the result. */
  readonly isLate?: () => boolean;
  /** Told of each smaller scenario. */
  readonly onSmaller?: (shrunk: Shrunk) => void;
}

/** Scenarios that are run for one shrinking: some seconds with ten robots. */
export const SHRINK_ATTEMPTS_MAX = 2000;

/**
 * Other seeds that are tried for a smaller world: with fewer robots everything that is drawn is drawn
 * anew, so that a rare failure seldom stays with its seed.
 */
const OTHER_SEEDS = 20;

/** Rounds through all steps: each but the last has made something smaller. */
const ROUNDS_MAX = 20;

/** How robots and their network usually are, and the network without chance. */
const USUAL = {
  exchange: DEFAULT_SCENARIO.exchange,
  inboxMax: DEFAULT_SCENARIO.inboxMax,
  quietMs: DEFAULT_SCENARIO.quietMs,
  latencyMs: DEFAULT_SCENARIO.latencyMs,
  latencyJitterMs: 0,
  synchronous: false,
} as const;

/** Ticks that are looked at one by one; in a larger world leaving some out makes nothing clearer. */
const TICKS_MAX = 4000;

/**
 * Makes a failing scenario as small as it can.
 *
 * @returns `undefined` when `scenario` itself does not fail.
 */
export function shrink(
  scenario: Scenario,
  fails: Fails,
  options: ShrinkOptions = {},
): Shrunk | undefined {
  const violation = fails(scenario);
  return violation && new Shrinker(scenario, violation, fails, options).run();
}

class Shrinker {
  readonly #fails: Fails;
  readonly #options: ShrinkOptions;
  readonly #attemptsMax: number;
  readonly #seed: string;
  /** Scenarios that did not fail, so that none is run twice. */
  readonly #passed = new Set<string>();
  #best: Scenario;
  #violation: Violation;
  #attempts = 1;

  constructor(scenario: Scenario, violation: Violation, fails: Fails, options: ShrinkOptions) {
    this.#best = scenario;
    this.#seed = scenario.seed;
    this.#violation = violation;
    this.#fails = fails;
    this.#options = options;
    this.#attemptsMax = options.attemptsMax ?? SHRINK_ATTEMPTS_MAX;
  }

  run(): Shrunk {
    // First a small world, as long as any seed will do; then what depends on the seed.
    this.#untilStable(() => {
      this.#dropRules(OTHER_SEEDS);
      this.#shrinkWorld(OTHER_SEEDS);
    });
    this.#untilStable(() => {
      this.#endEarlier();
      this.#dropRules(0);
      this.#shrinkWorld(0);
      this.#simplifySettings();
      this.#simplifyRules();
      this.#dropTicks();
    });
    return this.#result();
  }

  #result(): Shrunk {
    return { scenario: this.#best, violation: this.#violation, attempts: this.#attempts };
  }

  #untilStable(steps: () => void): void {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const before = this.#best;
      steps();
      if (this.#best === before) return;
    }
  }

  /** Keeps `candidate` if it fails, too. */
  #try(candidate: Scenario): boolean {
    if (this.#attempts >= this.#attemptsMax || this.#options.isLate?.() === true) return false;
    const text = JSON.stringify(candidate);
    if (this.#passed.has(text)) return false;
    this.#attempts += 1;
    const violation = this.#fails(candidate);
    if (violation === undefined) {
      this.#passed.add(text);
      return false;
    }
    this.#best = candidate;
    this.#violation = violation;
    this.#options.onSmaller?.(this.#result());
    return true;
  }

  #tryWithSeeds(candidate: Scenario, otherSeeds: number): boolean {
    if (this.#try(candidate)) return true;
    for (let i = 1; i <= otherSeeds; i++) {
      if (this.#try({ ...candidate, seed: `${this.#seed}~${i}` })) return true;
    }
    return false;
  }

  #dropRules(otherSeeds: number): void {
    minimal(this.#best.plan.rules, (rules) => {
      const plan = { ...this.#best.plan, rules };
      // Without rules there is no phase of faults.
      const calm = { ...this.#best, plan, faultsMs: 0 };
      if (rules.length === 0 && this.#tryWithSeeds(calm, otherSeeds)) return true;
      return this.#tryWithSeeds({ ...this.#best, plan }, otherSeeds);
    });
  }

  #shrinkWorld(otherSeeds: number): void {
    const { robots, words, copies, fanout } = this.#best;
    const to = (change: (to: number) => Scenario) => (value: number) =>
      this.#tryWithSeeds(change(value), otherSeeds);
    smallerNumbers(robots, 1).some(to((value) => withRobots(this.#best, value)));
    smallerNumbers(words, 1).some(to((value) => ({ ...this.#best, words: value })));
    smallerNumbers(copies, 1).some(to((value) => ({ ...this.#best, copies: value })));
    smallerNumbers(fanout, 1).some(to((value) => ({ ...this.#best, fanout: value })));
  }

  /** Puts settings back that have nothing to do with it. */
  #simplifySettings(): void {
    for (const [name, usual] of Object.entries(USUAL)) {
      if (this.#best[name as keyof typeof USUAL] !== usual)
        this.#try({ ...this.#best, [name]: usual });
    }
  }

  #endEarlier(): void {
    if (this.#options.mayEndEarly === true) {
      const { faultsMs, gossipMs, convergenceRoundsMax } = this.#best;
      const endMs = Math.ceil(this.#violation.atMs) + 1;
      const rounds = Math.ceil(Math.max(0, endMs - faultsMs) / gossipMs);
      if (endMs < faultsMs || rounds < convergenceRoundsMax) {
        this.#try({
          ...this.#best,
          faultsMs: Math.min(endMs, faultsMs),
          convergenceRoundsMax: Math.min(rounds, convergenceRoundsMax),
        });
      }
    }
    const { faultsMs, gossipMs } = this.#best;
    const periods = smallerNumbers(Math.ceil(faultsMs / gossipMs), 0);
    periods.some((count) => this.#try({ ...this.#best, faultsMs: count * gossipMs }));
  }

  #simplifyRules(): void {
    for (let index = 0; index < this.#best.plan.rules.length; index++) {
      this.#simplify(index, (rule) => simplerForms(rule));
      this.#simplify(index, (rule) => narrowerWindows(rule, this.#best.faultsMs));
    }
  }

  /** Takes the first of the simpler rules that will do, and goes on from there. */
  #simplify(index: number, simpler: (rule: Rule) => Iterable<Rule>): void {
    let found = true;
    while (found) {
      found = false;
      for (const rule of simpler(this.#best.plan.rules[index]!)) {
        found = this.#try(withRule(this.#best, index, rule));
        if (found) break;
      }
    }
  }

  /** Leaves out ticks of the robots that do not matter. */
  #dropTicks(): void {
    const { robots, faultsMs, gossipMs, convergenceRoundsMax, skippedTicks = [] } = this.#best;
    const early = this.#options.mayEndEarly === true;
    const endMs = faultsMs + (early ? convergenceRoundsMax * gossipMs : 0);
    const perRobot = Math.ceil(endMs / gossipMs);
    if (robots * perRobot > TICKS_MAX) return;
    const all = Array.from({ length: robots * perRobot }, (_, i) => ({
      robot: Math.floor(i / perRobot),
      tick: i % perRobot,
    }));
    const skipped = new Set(skippedTicks.map(tickName));
    const kept = all.filter((tick) => !skipped.has(tickName(tick)));
    minimal(kept, (left) => {
      const names = new Set(left.map(tickName));
      return this.#try(
        withTicks(
          this.#best,
          all.filter((tick) => !names.has(tickName(tick))),
        ),
      );
    });
  }
}

function tickName({ robot, tick }: SkippedTick): string {
  return `${robot}:${tick}`;
}

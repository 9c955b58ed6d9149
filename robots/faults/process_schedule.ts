/**
 * When rules that come "about every" so often strike, and whom. Drawn by number: the n-th strike is
 * the same whenever it is asked for, and whatever was asked for before.
 *
 * @module
 */
import { type KeyedRandom, randomBelow } from "../engine/random.ts";
import {
  type ClockFreezeRule,
  type ClockJumpRule,
  type CrashAmnesiaRule,
  type CrashLoopRule,
  type CrashRule,
  EVERY_MS_MIN,
  type PauseRule,
  type PowerCutRule,
  type Rule,
  type StoreAmnesiaRule,
} from "./plan.ts";

/** Rules that strike by themselves, at times of their own. */
export type StrikingRule =
  | CrashRule
  | CrashAmnesiaRule
  | CrashLoopRule
  | PowerCutRule
  | PauseRule
  | ClockJumpRule
  | ClockFreezeRule
  | StoreAmnesiaRule;

/** The place of a strike that hits no robot. */
export const NO_ROBOT = -1;

/** Something that goes wrong at one moment. */
export interface Strike {
  /** Since the run began. */
  readonly atMs: number;
  /** Whom it hits: a place in the run's order, or {@linkcode NO_ROBOT}. */
  readonly robot: number;
  /** How long the robot is down, stands still or has a clock that does; 0 when nothing lasts. */
  readonly forMs: number;
}

export function isStrikingRule(rule: Rule): rule is StrikingRule {
  switch (rule.kind) {
    case "crash":
    case "crash-amnesia":
    case "crash-loop":
    case "power-cut":
    case "pause":
    case "clock-jump":
    case "clock-freeze":
    case "store-amnesia":
      return true;
    default:
      return false;
  }
}

/** The strikes of one rule among certain robots. */
export class Schedule {
  readonly #rule: StrikingRule;
  readonly #ruleKey: number;
  readonly #draws: KeyedRandom;
  readonly #robots: number;
  /** Places of those that it may hit; `undefined`: all. */
  readonly #victims: readonly number[] | undefined;

  /**
   * @param ruleKey From `ruleKeys` of the plan.
   * @param draws Seeded with what all who ask must agree on.
   * @param robots All robots of the run, in order.
   */
  constructor(rule: StrikingRule, ruleKey: number, draws: KeyedRandom, robots: readonly string[]) {
    this.#rule = rule;
    this.#ruleKey = ruleKey;
    this.#draws = draws;
    this.#robots = robots.length;
    this.#victims = victimsOf(rule, robots);
  }

  /**
   * The strikes from `fromMs` until just before `untilMs`, in order; a power cut is one for each robot.
   *
   * @throws RangeError when neither `untilMs` nor the rule's own end is finite.
   */
  between(fromMs: number, untilMs: number): Strike[] {
    const { afterMs = 0, untilMs: endMs = Infinity } = this.#rule;
    const stopMs = Math.min(untilMs, endMs);
    if (stopMs === Infinity) {
      throw new RangeError(`cannot list strikes as untilMs must be finite: got ${untilMs}`);
    }
    const found: Strike[] = [];
    // A loop goes on by itself once it has begun.
    const endsAt = this.#rule.kind === "crash-loop" ? 1 : Infinity;
    const everyMs = Math.max(periodMs(this.#rule), EVERY_MS_MIN);
    const first = Math.max(0, Math.floor((fromMs - afterMs) / everyMs) - 1);
    for (let n = first; n < endsAt && afterMs + n * everyMs < stopMs; n++) {
      this.#draws.aim(this.#ruleKey, n);
      const atMs = afterMs + (n + this.#draws.next()) * everyMs;
      if (atMs >= fromMs && atMs < stopMs) this.#strike(atMs, found);
    }
    return found;
  }

  #strike(atMs: number, found: Strike[]): void {
    const forMs = lengthOf(this.#rule);
    if (this.#rule.kind === "store-amnesia") {
      found.push({ atMs, robot: NO_ROBOT, forMs });
      return;
    }
    const count = this.#victims?.length ?? this.#robots;
    if (count === 0) return;
    const drawn = randomBelow(this.#draws.next, count);
    const all = this.#rule.kind === "power-cut";
    for (let i = all ? 0 : drawn; i < (all ? count : drawn + 1); i++) {
      found.push({ atMs, robot: this.#victims?.[i] ?? i, forMs });
    }
  }
}

/**
 * The strikes of `rule` from `fromMs` until just before `untilMs`, in order.
 *
 * @throws RangeError when neither `untilMs` nor the rule's own end is finite.
 *
 * @example
 * ```ts
 * import { KeyedRandom } from "../engine/random.ts";
 * import { ruleKeys } from "./draws.ts";
 * import { strikes } from "./process_schedule.ts";
 * const rule = { kind: "crash", everyMs: 1000, downMs: 50 } as const;
 * const [key] = ruleKeys([rule]);
 * console.log(strikes(rule, key, new KeyedRandom("7"), ["r1", "r2"], 0, 5000).length); // 5
 * ```
 */
export function strikes(
  rule: StrikingRule,
  ruleKey: number,
  draws: KeyedRandom,
  robots: readonly string[],
  fromMs: number,
  untilMs: number,
): Strike[] {
  return new Schedule(rule, ruleKey, draws, robots).between(fromMs, untilMs);
}

function periodMs(rule: StrikingRule): number {
  return "everyMs" in rule ? rule.everyMs : rule.downMs;
}

function lengthOf(rule: StrikingRule): number {
  if ("downMs" in rule) return rule.downMs;
  return "forMs" in rule ? rule.forMs : 0;
}

/** Robots that the run does not have are left out. */
function victimsOf(rule: StrikingRule, robots: readonly string[]): number[] | undefined {
  if (!("robots" in rule) || rule.robots === undefined) return undefined;
  return rule.robots.map((name) => robots.indexOf(name)).filter((place) => place >= 0);
}

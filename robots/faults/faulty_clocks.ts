/**
 * Robots' clocks under rules about clocks: what each shows at a moment of true time. Nothing but plan,
 * seed and that moment decides; when no rule applies any more, clocks show true time again.
 *
 * @module
 */
import { KeyedRandom } from "../engine/random.ts";
import { type Concern, concernsOf } from "./concern.ts";
import type { NoteFiring } from "./fate.ts";
import {
  appliesAt,
  type ClockDriftRule,
  type ClockFreezeRule,
  type ClockJumpRule,
  type ClockSkewRule,
  type FaultPlan,
} from "./plan.ts";
import { Schedule } from "./process_schedule.ts";

/**
 * The clocks of all robots of a run; robots are places in the run's order.
 *
 * @example
 * ```ts
 * import { FaultyClocks } from "./faulty_clocks.ts";
 * const rules = [{ kind: "clock-skew", skewMs: -500, untilMs: 1000 }] as const;
 * const clocks = new FaultyClocks({ rules }, "7", ["r1", "r2"], () => {});
 * console.log(clocks.read(0, 900), clocks.read(0, 1000)); // 400 1000
 * ```
 */
export class FaultyClocks {
  /** Whether all clocks always show true time. */
  readonly idle: boolean;
  readonly #offsets: readonly Concern<ClockSkewRule | ClockDriftRule>[];
  readonly #jumps: readonly Episodes[];
  readonly #freezes: readonly Episodes[];
  readonly #note: NoteFiring;
  /** For each rule, by its index, how far it has been noted for each robot. */
  readonly #noted = new Map<number, Map<number, number>>();

  /**
   * @param seed Used when the plan has none. The same for all who ask about the same clock.
   * @param robots All robots of the run, in order.
   */
  constructor(plan: FaultPlan, seed: string, robots: readonly string[], note: NoteFiring) {
    const draws = new KeyedRandom(plan.seed ?? seed);
    const episodes = (concern: Concern<ClockJumpRule | ClockFreezeRule>): Episodes =>
      new Episodes(concern, draws, robots);
    this.#offsets = concernsOf(plan, robots, "clock-skew", "clock-drift");
    this.#jumps = concernsOf(plan, robots, "clock-jump").map(episodes);
    this.#freezes = concernsOf(plan, robots, "clock-freeze").map(episodes);
    this.idle = this.#offsets.length + this.#jumps.length + this.#freezes.length === 0;
    this.#note = note;
  }

  /**
   * What the clock of `robot` shows, in milliseconds; below 0 if it is set back that far. Notes each
   * skew, drift, jump and freeze of a robot the first time that it is seen.
   *
   * @param trueMs Since the run began.
   */
  read(robot: number, trueMs: number): number {
    if (this.idle) return trueMs;
    const heldMs = this.#held(robot, trueMs);
    let shownMs = heldMs;
    for (const concern of this.#offsets) {
      if (!concern.applies(robot, heldMs)) continue;
      const offsetMs = offsetOf(concern.rule, heldMs);
      if (offsetMs !== 0) this.#saw(concern.index, robot, 1);
      shownMs += offsetMs;
    }
    for (const jumps of this.#jumps) {
      if (!appliesAt(jumps.rule, heldMs)) continue;
      const count = jumps.begunBy(robot, heldMs);
      this.#saw(jumps.index, robot, count);
      shownMs += count * (jumps.rule as ClockJumpRule).jumpMs;
    }
    return shownMs;
  }

  /** The moment whose time is shown: the beginning of the freeze, if there is one. */
  #held(robot: number, trueMs: number): number {
    let heldMs = trueMs;
    for (let before = Infinity; heldMs < before;) {
      before = heldMs;
      for (const freezes of this.#freezes) heldMs = this.#heldBy(freezes, robot, heldMs);
    }
    return heldMs;
  }

  #heldBy(freezes: Episodes, robot: number, nowMs: number): number {
    if (!appliesAt(freezes.rule, nowMs)) return nowMs;
    const { forMs } = freezes.rule as ClockFreezeRule;
    let heldMs = nowMs;
    for (let n = freezes.begunBy(robot, nowMs); n > 0; n--) {
      const atMs = freezes.atMs(robot, n);
      if (heldMs >= atMs + forMs) break;
      this.#saw(freezes.index, robot, n, 1);
      heldMs = atMs;
    }
    return heldMs;
  }

  /** Notes a rule's effects on a robot up to the `last`-th: those since the last one that was noted. */
  #saw(rule: number, robot: number, last: number, countMax = Infinity): void {
    let robots = this.#noted.get(rule);
    if (robots === undefined) this.#noted.set(rule, (robots = new Map()));
    const noted = robots.get(robot) ?? 0;
    if (last <= noted) return;
    robots.set(robot, last);
    this.#note(rule, Math.min(last - noted, countMax));
  }
}

function offsetOf(rule: ClockSkewRule | ClockDriftRule, nowMs: number): number {
  if (rule.kind === "clock-skew") return rule.skewMs;
  return (rule.rate - 1) * (nowMs - (rule.afterMs ?? 0));
}

/** Periods that are looked ahead, so that most readings find what they need. */
const AHEAD_PERIODS = 16;

/** The strikes of one rule on each robot, listed as far as anybody has asked. */
class Episodes {
  readonly rule: ClockJumpRule | ClockFreezeRule;
  readonly index: number;
  readonly #schedule: Schedule;
  readonly #byRobot = new Map<number, number[]>();
  #listedMs = 0;

  constructor(
    { rule, index, ruleKey }: Concern<ClockJumpRule | ClockFreezeRule>,
    draws: KeyedRandom,
    robots: readonly string[],
  ) {
    this.rule = rule;
    this.index = index;
    this.#schedule = new Schedule(rule, ruleKey, draws, robots);
  }

  /** How many have begun on `robot` at or before `nowMs`. */
  begunBy(robot: number, nowMs: number): number {
    if (nowMs >= this.#listedMs) this.#list(nowMs + AHEAD_PERIODS * this.rule.everyMs);
    const times = this.#byRobot.get(robot) ?? [];
    let low = 0;
    for (let high = times.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (times[middle]! <= nowMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** When the `n`-th began, from 1. */
  atMs(robot: number, n: number): number {
    return this.#byRobot.get(robot)![n - 1]!;
  }

  #list(untilMs: number): void {
    for (const { atMs, robot } of this.#schedule.between(this.#listedMs, untilMs)) {
      const times = this.#byRobot.get(robot);
      if (times === undefined) this.#byRobot.set(robot, [atMs]);
      else times.push(atMs);
    }
    this.#listedMs = untilMs;
  }
}

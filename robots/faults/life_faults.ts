/**
 * What rules do to robots' lives at certain moments: a start, a claim, a file that is being written.
 * Deaths at times of their own are in `process_schedule.ts`.
 *
 * @module
 */
import { KeyedRandom } from "../engine/random.ts";
import { type Concern, concernsOf } from "./concern.ts";
import type { NoteFiring } from "./fate.ts";
import type {
  CrashAtClaimRule,
  CrashAtWriteRule,
  CrashLoopRule,
  FaultPlan,
  LateStartRule,
  SlowRule,
} from "./plan.ts";
import { Schedule, type Strike } from "./process_schedule.ts";

/** A death that is due. */
export interface Death {
  /** After the start. */
  readonly afterMs: number;
  /** Until the next life begins. */
  readonly downMs: number;
}

/** Later than any loop begins: a schedule wants an end. */
const LOOP_BEGINS_MS_MAX = Number.MAX_SAFE_INTEGER;

/** Keys of draws count from here, as those of the schedule count from 0. */
const LOOP_DRAWS = 1_000_000;

/** Rules about lives, for all robots of a run; robots are places in the run's order. */
export class LifeFaults {
  /** Whether no rule is about lives. */
  readonly idle: boolean;
  readonly #slow: readonly Concern<SlowRule>[];
  readonly #late: readonly Concern<LateStartRule>[];
  readonly #atClaim: readonly Concern<CrashAtClaimRule>[];
  readonly #atWrite: readonly Concern<CrashAtWriteRule>[];
  readonly #loops: readonly Loop[];
  readonly #draws: KeyedRandom;
  readonly #note: NoteFiring;
  /** Deaths that each rule has caused here, by its index. */
  readonly #deaths: number[];

  /**
   * @param seed Used when the plan has none. The same for all who ask.
   * @param robots All robots of the run, in order.
   * @param diedBefore Deaths here that each rule has caused already, by its index: for a process that
   *   does not remember them, as they were its own.
   */
  constructor(
    plan: FaultPlan,
    seed: string,
    robots: readonly string[],
    note: NoteFiring,
    diedBefore: readonly number[] = [],
  ) {
    const draws = new KeyedRandom(plan.seed ?? seed);
    this.#slow = concernsOf(plan, robots, "slow");
    this.#late = concernsOf(plan, robots, "late-start");
    this.#atClaim = concernsOf(plan, robots, "crash-at-claim");
    this.#atWrite = concernsOf(plan, robots, "crash-at-write");
    this.#loops = concernsOf(plan, robots, "crash-loop").map((concern) => {
      const { rule, ruleKey } = concern;
      const [first] = new Schedule(rule, ruleKey, draws, robots).between(0, LOOP_BEGINS_MS_MAX);
      return { concern, first };
    });
    const deathly = this.#atClaim.length + this.#atWrite.length + this.#loops.length;
    this.idle = deathly + this.#slow.length + this.#late.length === 0;
    this.#draws = draws;
    this.#note = note;
    this.#deaths = plan.rules.map((_, index) => diedBefore[index] ?? 0);
  }

  /** How much later than the others `robot` begins its first life. Asked for once. */
  lateStartMs(robot: number): number {
    return this.#sumMs(this.#late, (concern) => concern.applies(robot, 0));
  }

  /** How long `robot` takes until it handles what has come now. */
  slowMs(robot: number, sinceStartMs: number): number {
    return this.#sumMs(this.#slow, (concern) => concern.applies(robot, sinceStartMs));
  }

  /**
   * Whether `robot`, which begins another life now, dies soon: as the first crash loop says that it
   * is in. The death that began the loop is in the schedule.
   */
  deathAfterStart(robot: number, sinceStartMs: number): Death | undefined {
    for (const { concern, first } of this.#loops) {
      if (first === undefined || first.robot !== robot || sinceStartMs < first.atMs) continue;
      const { ruleKey, index, rule } = concern;
      const start = this.#deaths[index]!;
      if (start >= rule.times || !concern.applies(robot, sinceStartMs)) continue;
      this.#died(index);
      this.#draws.aim(ruleKey, LOOP_DRAWS + start);
      return { afterMs: this.#draws.next() * rule.downMs, downMs: rule.downMs };
    }
    return undefined;
  }

  /** Whether `robot`, which has just sent its claim, dies before it knows the answer. */
  diesAtClaim(robot: number, sinceStartMs: number): boolean {
    return this.#dies(this.#atClaim, robot, sinceStartMs);
  }

  /** Whether `robot`, which has written half of its file, dies. */
  diesAtWrite(robot: number, sinceStartMs: number): boolean {
    return this.#dies(this.#atWrite, robot, sinceStartMs);
  }

  #dies(
    concerns: readonly Concern<CrashAtClaimRule | CrashAtWriteRule>[],
    robot: number,
    sinceStartMs: number,
  ): boolean {
    const due = concerns.find(
      (concern) =>
        concern.applies(robot, sinceStartMs) && this.#deaths[concern.index]! < concern.rule.times,
    );
    if (due !== undefined) this.#died(due.index);
    return due !== undefined;
  }

  #died(index: number): void {
    this.#deaths[index]! += 1;
    this.#note(index);
  }

  #sumMs<R extends SlowRule | LateStartRule>(
    concerns: readonly Concern<R>[],
    applies: (concern: Concern<R>) => boolean,
  ): number {
    let sumMs = 0;
    for (const concern of concerns) {
      if (!applies(concern) || concern.rule.delayMs === 0) continue;
      this.#note(concern.index);
      sumMs += concern.rule.delayMs;
    }
    return sumMs;
  }
}

/** A crash loop and the death that begins it, unless its window ends before. */
interface Loop {
  readonly concern: Concern<CrashLoopRule>;
  readonly first: Strike | undefined;
}

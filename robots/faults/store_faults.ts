/**
 * What rules do to the winner channel and the file. When the store forgets is in `process_schedule.ts`.
 *
 * @module
 */
import { hash32, KeyedRandom } from "../engine/random.ts";
import { type Concern, concernsOf } from "./concern.ts";
import type { NoteFiring } from "./fate.ts";
import type {
  ClaimDelayRule,
  ClaimReplyLossRule,
  FaultPlan,
  StoreOutageRule,
  WriteErrorRule,
} from "./plan.ts";

/** What becomes of a claim, which arrives in any case. */
export interface ClaimFate {
  /** Whether the claimant never gets the answer. */
  readonly replyLost: boolean;
  /** How much longer it takes. */
  readonly delayMs: number;
}

/** The fate of most claims: always this one object. */
export const ANSWERED: ClaimFate = { replyLost: false, delayMs: 0 };

/** Rules about the store, for all robots of a run; robots are places in the run's order. */
export class StoreFaults {
  /** Whether no rule is about the store. */
  readonly idle: boolean;
  readonly #replyLosses: readonly Concern<ClaimReplyLossRule>[];
  readonly #delays: readonly Concern<ClaimDelayRule>[];
  readonly #outages: readonly Concern<StoreOutageRule>[];
  readonly #writeErrors: readonly Concern<WriteErrorRule>[];
  readonly #draws: KeyedRandom;
  readonly #keys: readonly number[];
  readonly #note: NoteFiring;

  /**
   * @param seed Used when the plan has none. The same for all who ask.
   * @param robots All robots of the run, in order.
   */
  constructor(plan: FaultPlan, seed: string, robots: readonly string[], note: NoteFiring) {
    this.#replyLosses = concernsOf(plan, robots, "claim-reply-loss");
    this.#delays = concernsOf(plan, robots, "claim-delay");
    this.#outages = concernsOf(plan, robots, "store-outage");
    this.#writeErrors = concernsOf(plan, robots, "write-error");
    const rules = [this.#replyLosses, this.#delays, this.#outages, this.#writeErrors];
    this.idle = rules.every(({ length }) => length === 0);
    this.#draws = new KeyedRandom(plan.seed ?? seed);
    this.#keys = this.idle ? [] : robots.map((robot) => hash32(robot));
    this.#note = note;
  }

  /**
   * Decides about a claim that reaches the store.
   *
   * @param attempt A number that no other claim of this robot has.
   */
  claim(robot: number, attempt: number, sinceStartMs: number): ClaimFate {
    if (this.idle) return ANSWERED;
    const replyLost = this.#hits(this.#replyLosses, robot, attempt, sinceStartMs);
    let delayMs = 0;
    for (const { index, rule } of this.#delays.filter((each) =>
      each.applies(robot, sinceStartMs),
    )) {
      this.#note(index);
      delayMs += rule.delayMs;
    }
    return replyLost || delayMs > 0 ? { replyLost, delayMs } : ANSWERED;
  }

  /**
   * Whether `robot` fails to write its file.
   *
   * @param attempt A number that no other try of this robot has.
   */
  failsToWrite(robot: number, attempt: number, sinceStartMs: number): boolean {
    return this.#hits(this.#writeErrors, robot, attempt, sinceStartMs);
  }

  /**
   * For how long `robot` cannot reach the store from now on, 0 when it can; then it may be away again.
   * Each refusal counts.
   */
  awayMs(robot: number, sinceStartMs: number): number {
    let awayMs = 0;
    for (const { index, rule, ruleKey } of this.#outages.filter((each) =>
      each.applies(robot, sinceStartMs),
    )) {
      const { everyMs, forMs, untilMs = Infinity } = rule;
      this.#draws.aim(ruleKey);
      const intoMs = (sinceStartMs + this.#draws.next() * everyMs) % everyMs;
      if (intoMs >= forMs) continue;
      this.#note(index);
      awayMs = Math.max(awayMs, Math.min(forMs - intoMs, untilMs - sinceStartMs));
    }
    return awayMs;
  }

  /** Whether one of the rules hits; the first that does decides alone. */
  #hits(
    concerns: readonly Concern<ClaimReplyLossRule | WriteErrorRule>[],
    robot: number,
    attempt: number,
    sinceStartMs: number,
  ): boolean {
    const hit = concerns.find((concern) => {
      if (!concern.applies(robot, sinceStartMs)) return false;
      this.#draws.aim(concern.ruleKey, this.#keys[robot], attempt);
      return this.#draws.next() < concern.rule.rate;
    });
    if (hit !== undefined) this.#note(hit.index);
    return hit !== undefined;
  }
}

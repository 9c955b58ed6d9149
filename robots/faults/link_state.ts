/**
 * Rules that remember something of every link: how many messages it had, how bad it is, how long its
 * queue is. They look at each message of their scope, whatever other rules do to it and whether their
 * window is open or not: so neither moves what they do to later ones.
 *
 * @module
 */
import type { KeyedRandom } from "../engine/random.ts";
import type { Passage } from "./fate.ts";
import {
  type BurstLossRule,
  type ClogRule,
  DELAY_MS_MAX,
  type PeriodicLossRule,
  type ThrottleRule,
} from "./plan.ts";

/** Something for each link, made when its first message comes. */
class Links<T> {
  readonly #make: () => T;
  readonly #links = new Map<number, Map<number, T>>();

  constructor(make: () => T) {
    this.#make = make;
  }

  of({ fromKey, toKey }: Passage): T {
    let receivers = this.#links.get(fromKey);
    if (receivers === undefined) this.#links.set(fromKey, (receivers = new Map()));
    let state = receivers.get(toKey);
    if (state === undefined) receivers.set(toKey, (state = this.#make()));
    return state;
  }
}

/** A chain of two states on each link, one step a message; it begins calm. */
export class BurstLoss {
  readonly #rule: BurstLossRule;
  readonly #ruleKey: number;
  readonly #draws: KeyedRandom;
  readonly #links = new Links(() => ({ bad: false }));

  constructor(rule: BurstLossRule, ruleKey: number, draws: KeyedRandom) {
    this.#rule = rule;
    this.#ruleKey = ruleKey;
    this.#draws = draws;
  }

  takes(passage: Passage): boolean {
    const { enterRate, leaveRate, lossRate = 1, calmLossRate = 0 } = this.#rule;
    this.#draws.aim(this.#ruleKey, passage.fromKey, passage.toKey, passage.seq);
    const link = this.#links.of(passage);
    const turns = this.#draws.next() < (link.bad ? leaveRate : enterRate);
    if (turns) link.bad = !link.bad;
    return this.#draws.next() < (link.bad ? lossRate : calmLossRate);
  }
}

/** Counts the messages of each link. */
export class PeriodicLoss {
  readonly #every: number;
  readonly #links = new Links(() => ({ count: 0 }));

  constructor({ every }: PeriodicLossRule) {
    this.#every = every;
  }

  takes(passage: Passage): boolean {
    const link = this.#links.of(passage);
    link.count += 1;
    return link.count % this.#every === 0;
  }
}

/**
 * The queue of each link, which passes a message every so often. What another rule loses takes its
 * turn all the same, and what is doubled takes one. Once the rule has ended, nothing queues.
 */
export class Throttle {
  readonly #rule: ThrottleRule;
  readonly #links = new Links(() => ({ freeAtMs: 0 }));

  constructor(rule: ThrottleRule) {
    this.#rule = rule;
  }

  delayMs(passage: Passage): number {
    const { messagesPerSec, untilMs = Infinity } = this.#rule;
    const link = this.#links.of(passage);
    const nowMs = passage.sinceStartMs;
    const turnMs = Math.min(Math.max(nowMs, link.freeAtMs), nowMs + DELAY_MS_MAX, untilMs);
    link.freeAtMs = turnMs + 1000 / messagesPerSec;
    return turnMs - nowMs;
  }
}

/** Stalls of each link, by its phase in the period. Nothing is remembered: the phase is drawn. */
export class Clog {
  readonly #rule: ClogRule;
  readonly #ruleKey: number;
  readonly #draws: KeyedRandom;

  constructor(rule: ClogRule, ruleKey: number, draws: KeyedRandom) {
    this.#rule = rule;
    this.#ruleKey = ruleKey;
    this.#draws = draws;
  }

  /** Until the end of the stall, or of the rule; 0 when the link is free. */
  delayMs({ fromKey, toKey, sinceStartMs }: Passage): number {
    const { everyMs, forMs, untilMs = Infinity } = this.#rule;
    this.#draws.aim(this.#ruleKey, fromKey, toKey);
    const phaseMs = this.#draws.next() * everyMs;
    const intoMs = (sinceStartMs + phaseMs) % everyMs;
    return intoMs < forMs ? Math.min(forMs - intoMs, untilMs - sinceStartMs) : 0;
  }
}

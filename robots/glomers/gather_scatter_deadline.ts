/**
 * When a node must send its news to be just in time for the hub's next scatter. Nobody's clock is
 * compared with anybody's: the hub says how long the news had to wait, and as it scatters once an epoch,
 * they could have been sent so much later, and an epoch later again.
 *
 * @module
 */

/** Observations that count: with a latency that varies, the slowest of them is what one must expect. */
const OBSERVATIONS_MAX = 8;

/** Meant to be sent so much before the last moment, milliseconds, if nobody says otherwise: timers go no finer. */
export const SLACK_MS_DEFAULT = 1;

/** And as much earlier again as observations are apart, up to this: a stall is no reason to hurry for long. */
const SPREAD_MS_MAX = 5;

/** With fewer observations than this nobody knows how far apart they are. */
const OBSERVATIONS_MIN = 4;

/**
 * Then that share of a long epoch is taken for it: it costs so much latency, and a miss costs an epoch.
 * Who has short ones counts every millisecond.
 */
const SPREAD_SHARE = 0.01;
const LONG_EPOCH_MS = 1000;

/** What one hop takes in most tests, and so the first epoch longer than the others: nothing came before. */
export const HOP_MS_FIRST = 100;

/** Sent so much earlier as long as nothing is known: nodes begin at about the same time. */
const SLACK_MS_FIRST = 50;

export class GatherDeadline {
  readonly #epochMs: number;
  readonly #slackMs: number;
  /** Moments at which news would have been just in time, the latest last. */
  #justInTimeMs: number[] = [];
  /** When to send for the hub's first scatter, should it have begun when this node did. */
  #firstMs = -Infinity;

  /**
   * @param slackMs How long before the last moment news are meant to be sent. More is safe against late
   * timers, and costs so much latency.
   */
  constructor(epochMs: number, slackMs: number = SLACK_MS_DEFAULT) {
    this.#epochMs = epochMs;
    this.#slackMs = slackMs;
  }

  /**
   * News had to wait at the hub for its scatter.
   *
   * @param meantMs When they were to be sent: a timer that is late will be late again.
   */
  learn(meantMs: number, waitedMs: number): void {
    this.#justInTimeMs.push(meantMs + waitedMs);
    if (this.#justInTimeMs.length > OBSERVATIONS_MAX) this.#justInTimeMs.shift();
  }

  /** The first epoch begins now, here and, more or less, everywhere. */
  begin(nowMs: number): void {
    this.#firstMs = nowMs + this.#epochMs - SLACK_MS_FIRST;
  }

  /** There is another hub, with epochs of its own. */
  forget(): void {
    this.#justInTimeMs = [];
    this.#firstMs = -Infinity;
  }

  get isKnown(): boolean {
    return this.#justInTimeMs.length > 0;
  }

  /** When to send, `nowMs` or later: at once when nothing is known. */
  next(nowMs: number): number {
    const lastMs = this.#justInTimeMs.at(-1);
    if (this.#epochMs === 0) return nowMs;
    if (lastMs === undefined) return this.#guess(nowMs);
    const aparts = this.#justInTimeMs.map((ms) => this.#apart(ms, lastMs));
    const earliest = Math.min(...aparts);
    const isGuess = aparts.length < OBSERVATIONS_MIN && this.#epochMs >= LONG_EPOCH_MS;
    const leastMs = isGuess ? SPREAD_SHARE * this.#epochMs : 0;
    const spreadMs = Math.max(leastMs, Math.min(SPREAD_MS_MAX, Math.max(...aparts) - earliest));
    const dueMs = lastMs + earliest - spreadMs - this.#slackMs;
    return dueMs + Math.max(0, Math.ceil((nowMs - dueMs) / this.#epochMs)) * this.#epochMs;
  }

  /** As if the hub had begun when this node did; what is a little late may still be in time. */
  #guess(nowMs: number): number {
    const lateMs = nowMs - this.#firstMs;
    if (lateMs <= 0) return this.#firstMs;
    if (lateMs === Infinity || lateMs % this.#epochMs <= SLACK_MS_FIRST) return nowMs;
    return this.#firstMs + Math.ceil(lateMs / this.#epochMs) * this.#epochMs;
  }

  /** How much later than `b` in its epoch `a` is, from minus half an epoch to half an epoch. */
  #apart(a: number, b: number): number {
    const apart = (a - b) / this.#epochMs;
    return (apart - Math.round(apart)) * this.#epochMs;
  }
}

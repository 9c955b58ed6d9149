/**
 * What a node and one of its peers have told each other of their lanes: batches, acknowledgements,
 * promises and questions ride on the same messages, at most one in a period, and only when there is
 * news. Whoever lacks something asks again, ever more rarely.
 *
 * @module
 */
import type { Batch, LaneLog } from "./kafka_lane_log.ts";
import { RoundTrip } from "./kafka_round_trip.ts";

/** Entries in a message: at 100 bytes each a line of 100 kB. */
export const BATCH_ENTRIES_MAX = 1000;

/** Without a word for so long, though one is wanted, a peer counts as gone. Above a round trip at 100 ms a hop. */
export const SILENCE_MS = 300;

/** Between two attempts: so long at most does nobody notice that a peer hears again. */
export const RETRY_MS_MAX = 1000;

/** A message between two nodes. */
export interface LaneMessage {
  /** A part of the sender's own lane. */
  readonly batch: Batch;
  /** Entries that the sender has of the receiver's lane. */
  readonly held: number;
  /** The receiver shall begin again behind them. */
  readonly again: boolean;
  /** The receiver shall answer. */
  readonly wants: boolean;
  /** Questions so far; who asks wants all that the receiver has when it hears of it. */
  readonly asked: number;
  /** Questions of the receiver that this message answers. */
  readonly answers: number;
  /** The sender's time, and what the receiver's was on the last message from it, plus the time since. */
  readonly atMs: number;
  readonly echoMs: number | null;
}

export interface LinkOptions {
  readonly lanes: LaneLog;
  readonly mine: number;
  readonly theirs: number;
  readonly periodMs: number;
}

export class LaneLink {
  readonly #lanes: LaneLog;
  readonly #mine: number;
  readonly #theirs: number;
  readonly #periodMs: number;
  /** Of its own lane: entries that were sent, and that the peer has. */
  #sent = 0;
  #held = 0;
  #promised = 0;
  /** The peer waits for an answer. */
  #owes = false;
  #isUrgent = false;
  /** The peer has sent something behind a gap. */
  #again = false;
  #asked = 0;
  #answered = 0;
  #asks = 0;
  #sentMs = -Infinity;
  #newsSinceMs: number | undefined;
  /** When it first sent something since it last heard of the peer, while it lacks something. */
  #waitsSinceMs: number | undefined;
  /** How often it has tried since it last heard of the peer. */
  #attempts = 0;
  readonly #roundTrip = new RoundTrip();
  #heard: { readonly theirMs: number; readonly atMs: number } | undefined;

  constructor({ lanes, mine, theirs, periodMs }: LinkOptions) {
    this.#lanes = lanes;
    this.#mine = mine;
    this.#theirs = theirs;
    this.#periodMs = periodMs;
  }

  /** Entries of its own lane that the peer has. */
  get held(): number {
    return this.#held;
  }

  /** Questions that were answered. */
  get answered(): number {
    return this.#answered;
  }

  /** Asks the peer for all that it has now; returns the number of the question. */
  ask(): number {
    this.#isUrgent = true;
    return ++this.#asked;
  }

  /** Whether the peer has not answered for so long that it is hardly there. */
  isSilent(nowMs: number): boolean {
    return (
      this.#waitsSinceMs !== undefined &&
      nowMs - this.#waitsSinceMs >= SILENCE_MS + 2 * this.#periodMs
    );
  }

  /** When the next message is due: Infinity when there is nothing to say, nor to wait for. */
  dueMs(nowMs: number): number {
    const retryMs = this.#lacks() ? this.#sentMs + this.#patienceMs() : Infinity;
    if (this.isSilent(nowMs)) return retryMs;
    if (this.#isUrgent) return nowMs;
    if (!this.#hasNews()) return retryMs;
    this.#newsSinceMs ??= nowMs;
    // News waits for company: half a period, so that two nodes at work speak in turn, and each message
    // acknowledges what was said in the one before.
    return Math.max(this.#newsSinceMs + this.#periodMs / 2, this.#sentMs + this.#periodMs);
  }

  /** The message that is due. */
  compose(nowMs: number): LaneMessage {
    const isRetry = this.#waitsSinceMs !== undefined && nowMs >= this.#sentMs + this.#patienceMs();
    if (isRetry) {
      this.#sent = this.#held;
      this.#attempts += 1;
    }
    const batch = this.#lanes.batch(this.#mine, this.#sent, BATCH_ENTRIES_MAX);
    const message: LaneMessage = {
      batch,
      held: this.#lanes.lengthOf(this.#theirs),
      again: this.#again,
      wants: isRetry,
      asked: this.#asked,
      answers: batch.isWhole ? this.#asks : 0,
      atMs: nowMs,
      echoMs: this.#heard === undefined ? null : this.#heard.theirMs + nowMs - this.#heard.atMs,
    };
    this.#sent += batch.entries.length;
    this.#promised = Math.max(this.#promised, batch.promise);
    this.#owes = false;
    this.#again = false;
    this.#isUrgent &&= !batch.isWhole;
    this.#newsSinceMs = undefined;
    this.#sentMs = nowMs;
    if (this.#lacks()) this.#waitsSinceMs ??= nowMs;
    return message;
  }

  hear(message: LaneMessage, nowMs: number): void {
    const { batch, held, again, wants, asked, answers, atMs, echoMs } = message;
    if (echoMs !== null) this.#roundTrip.measured(nowMs - echoMs);
    this.#heard = { theirMs: atMs, atMs: nowMs };
    this.#held = Math.min(Math.max(this.#held, held), this.#lanes.length);
    this.#sent = again ? this.#held : Math.max(this.#sent, this.#held);
    if (asked > this.#asks) {
      this.#asks = asked;
      this.#isUrgent = true;
    }
    const isTaken = this.#lanes.take(this.#theirs, batch);
    if (isTaken) this.#answered = Math.max(this.#answered, answers);
    else this.#again = true;
    this.#owes ||= !isTaken || wants || batch.entries.length > 0;
    this.#waitsSinceMs = this.#lacks() ? nowMs : undefined;
    this.#attempts = 0;
  }

  /**
   * One of the two has lost its memory: what they told each other begins again.
   *
   * @param held Entries that the peer has of this node's lane.
   */
  restart(held: number): void {
    this.#held = held;
    this.#sent = held;
    this.#promised = 0;
    this.#asks = 0;
    this.#waitsSinceMs = undefined;
    this.#attempts = 0;
    this.#heard = undefined;
  }

  /** How long to wait for what is lacking: the peer answers within a period of hearing the question. */
  #patienceMs(): number {
    const ms = 2 * this.#periodMs + this.#roundTrip.boundMs * 2 ** this.#attempts;
    return Math.min(ms, 2 * this.#periodMs + RETRY_MS_MAX);
  }

  #hasNews(): boolean {
    const { length, top } = this.#lanes;
    // Who is not complete can promise no more than before, and saying that again and again is no news.
    const promise = Math.min(top, this.#lanes.promiseOf(this.#mine));
    return this.#owes || this.#sent < length || this.#promised < promise;
  }

  /** Whether only the peer can tell what is missing: that it has all, a promise, or an answer. */
  #lacks(): boolean {
    const { length, top } = this.#lanes;
    return (
      this.#held < length ||
      this.#lanes.promiseOf(this.#theirs) < top ||
      this.#answered < this.#asked
    );
  }
}

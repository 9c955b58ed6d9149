/**
 * A node's news on their way to the hub: first they wait for the moment to be gathered, then for the
 * hub's word that it has them. Without it they are sent again, one pause longer each time, and after
 * some times the hub is given up.
 *
 * @module
 */

/** Elements that go in one message: far below what a line may hold. */
export const NEWS_MAX = 5000;

/**
 * Tries with one hub: a dead one is soon left, and one behind links that lose a third of all seldom: each hub
 * that is left costs a repair, and more hubs more messages.
 */
const TRIES_MAX = 4;

/** How long a word is waited for, at least: the shortest of latencies leaves time for the work. */
const PATIENCE_MS_MIN = 100;

/** Before a hub has ever answered: there and back in most tests, and as much again. */
const PATIENCE_MS_FIRST = 500;

/** Pauses grow by this, up to the most, so that a healed hub is soon found. */
const PATIENCE_GROWTH = 1.5;
const PATIENCE_MS_MAX = 2000;

/** Ways there and back that are remembered: the longest of them is waited for. */
const ROUND_TRIPS_MAX = 8;

/** What a node tells the hub at one moment. */
export interface Batch {
  readonly id: number;
  readonly news: readonly unknown[];
}

interface Sent extends Batch {
  readonly meantMs: number;
  readonly firstMs: number;
  tries: number;
  dueMs: number;
}

/** What comes of waiting for the hub. */
export type Overdue =
  | { readonly kind: "nothing" }
  /** To be sent now, in one message that wants an answer at once. */
  | { readonly kind: "again"; readonly batches: readonly Batch[] }
  /** The hub has not said a word for too long. */
  | { readonly kind: "given-up" };

/** A batch that the hub has got. */
export interface Acknowledged {
  /** When it was to be sent, and when it was for the first time. */
  readonly meantMs: number;
  readonly sentMs: number;
  /** Whether nobody knows which try it was. */
  readonly isAgain: boolean;
}

export class News {
  #pending: unknown[] = [];
  readonly #sent = new Map<number, Sent>();
  #nextId: number;
  #roundTripsMs: number[] = [];

  /** @param firstId The life's own: a word that was meant for an earlier life must fit no batch. */
  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  get isWaiting(): boolean {
    return this.#pending.length > 0;
  }

  /** Whether the hub has all. */
  get isSettled(): boolean {
    return this.#pending.length === 0 && this.#sent.size === 0;
  }

  /** Whether the hub leaves a batch without its word although that was asked for again. */
  get isDoubtful(): boolean {
    return [...this.#sent.values()].some(({ tries }) => tries > 1);
  }

  add(news: readonly unknown[]): void {
    this.#pending.push(...news);
  }

  /**
   * The next batch, which the caller sends at once.
   *
   * @param scatterMs How long the hub may let it wait.
   * @param meantMs When it was to be sent.
   */
  take(nowMs: number, scatterMs: number, meantMs = nowMs): Batch {
    const news = this.#pending.splice(0, NEWS_MAX);
    const batch = { id: this.#nextId++, news, meantMs, firstMs: nowMs, tries: 1 };
    this.#sent.set(batch.id, { ...batch, dueMs: nowMs + scatterMs + this.#patienceMs(1) });
    return batch;
  }

  /** The hub has got a batch. */
  acknowledge(id: number): Acknowledged | undefined {
    const batch = this.#sent.get(id);
    if (batch === undefined) return undefined;
    this.#sent.delete(id);
    return { meantMs: batch.meantMs, sentMs: batch.firstMs, isAgain: batch.tries > 1 };
  }

  /** A batch went there, and its acknowledgement came back, in so long, without the wait in between. */
  learn(roundTripMs: number): void {
    this.#roundTripsMs.push(roundTripMs);
    if (this.#roundTripsMs.length > ROUND_TRIPS_MAX) this.#roundTripsMs.shift();
  }

  /** What is to be done about batches that the hub should have got by now. */
  overdue(nowMs: number): Overdue {
    const late = [...this.#sent.values()].filter(({ dueMs }) => dueMs <= nowMs);
    if (late.length === 0) return { kind: "nothing" };
    if (late.some(({ tries }) => tries >= TRIES_MAX)) return { kind: "given-up" };
    const batches: Batch[] = [];
    let count = 0;
    for (const batch of late) {
      count += batch.news.length;
      if (batches.length > 0 && count > NEWS_MAX) break;
      batch.tries += 1;
      batch.dueMs = nowMs + this.#patienceMs(batch.tries);
      batches.push(batch);
    }
    return { kind: "again", batches };
  }

  /** Everything that the hub is not known to have; nothing waits any more. */
  takeAll(): unknown[] {
    const all = [...[...this.#sent.values()].flatMap(({ news }) => news), ...this.#pending];
    this.#sent.clear();
    this.#pending = [];
    return all;
  }

  #patienceMs(tries: number): number {
    const known = this.#roundTripsMs.length > 0;
    const onceMs = known ? 1.5 * Math.max(...this.#roundTripsMs) : PATIENCE_MS_FIRST;
    return Math.min(PATIENCE_MS_MAX, (PATIENCE_MS_MIN + onceMs) * PATIENCE_GROWTH ** (tries - 1));
  }
}

/**
 * What a node does as the hub: it collects the news of others, and once an epoch it writes each peer one
 * message with all that is new to it and the acknowledgement of what it has sent. So an epoch costs a
 * message to each peer, one from each that has news, and nothing else.
 *
 * @module
 */
import { NEWS_MAX } from "./gather_scatter_news.ts";

/**
 * A batch that has come, and how long it had to wait for this message, in milliseconds: less than nothing
 * when the message was late and the batch later than it was meant to be.
 */
export type Got = readonly [batch: number, waitedMs: number];

/** What the hub tells one peer. */
export interface Scatter {
  readonly to: string;
  /** Numbers the messages of this hub's life to this peer, from 1: after a gap something is missing. */
  readonly number: number;
  readonly news: readonly unknown[];
  readonly got: readonly Got[];
  /**
   * Whether the peer waits for this message, as it acknowledges news that have come only now: should it
   * get lost, the peer will notice.
   */
  readonly isAwaited: boolean;
}

interface Arrived {
  readonly batch: number;
  readonly atMs: number;
  readonly isFirst: boolean;
}

export class Hub {
  readonly #peers: readonly string[];
  /** What is to be told, and which peer it came from. */
  #fresh: { readonly element: unknown; readonly from: string }[] = [];
  /** By peer: what is to be acknowledged. */
  readonly #owed = new Map<string, Arrived[]>();
  readonly #numbers = new Map<string, number>();
  /** By peer: the highest batch that has come. */
  readonly #batches = new Map<string, number>();

  constructor(peers: readonly string[]) {
    this.#peers = peers;
  }

  get hasNews(): boolean {
    return this.#fresh.length > 0;
  }

  /** From now on these are to be told to all but `from`. */
  add(news: readonly unknown[], from: string): void {
    for (const element of news) this.#fresh.push({ element, from });
  }

  /** The next message to this peer says that its batches have come. */
  owe(peer: string, batches: readonly number[], nowMs: number): void {
    const highest = this.#batches.get(peer) ?? -1;
    const arrived = batches.map((batch) => ({ batch, atMs: nowMs, isFirst: batch > highest }));
    this.#batches.set(peer, Math.max(highest, ...batches));
    this.#owed.set(peer, [...(this.#owed.get(peer) ?? []), ...arrived]);
  }

  /** The number of the last message to a peer; 0 before the first. */
  numberOf(peer: string): number {
    return this.#numbers.get(peer) ?? 0;
  }

  /**
   * What a peer waits for; then it is owed nothing more.
   *
   * @param meantMs When the message was to be sent: a timer that was late once need not be late again.
   */
  acknowledge(peer: string, meantMs: number): Got[] {
    const owed = this.#owed.get(peer) ?? [];
    this.#owed.delete(peer);
    return owed.map(({ batch, atMs }) => [batch, meantMs - atMs]);
  }

  /**
   * The messages of this epoch: none when there is nothing new. Acknowledgements alone are worth no
   * message: whoever misses one asks again.
   *
   * @param meantMs When the epoch ended.
   */
  scatter(meantMs: number): Scatter[] {
    if (this.#fresh.length === 0) return [];
    const told = this.#fresh.splice(0, NEWS_MAX);
    const scatters: Scatter[] = [];
    for (const to of this.#peers) {
      const news = told.filter(({ from }) => from !== to).map(({ element }) => element);
      const isAwaited = this.#owed.get(to)?.some(({ isFirst }) => isFirst) ?? false;
      const got = this.acknowledge(to, meantMs);
      if (news.length === 0 && got.length === 0) continue;
      const number = this.numberOf(to) + 1;
      this.#numbers.set(to, number);
      scatters.push({ to, number, news, got, isAwaited });
    }
    return scatters;
  }
}

/** Hears the messages of hubs by their numbers. */
export class Heard {
  /** By hub: its life and the highest number heard. */
  readonly #hubs = new Map<string, { life: string; number: number }>();

  /**
   * Whether something is missing before message `number`, or what an earlier life of the hub had told.
   *
   * @param isHere Whether that message has come; else the hub has said that it was sent.
   */
  hasGap(hub: string, life: string, number: number, isHere: boolean): boolean {
    const known = this.#hubs.get(hub);
    const expected = (known?.life === life ? known.number : 0) + (isHere ? 1 : 0);
    const isNewLife = known !== undefined && known.life !== life;
    if (known?.life !== life || number > known.number) this.#hubs.set(hub, { life, number });
    return isNewLife || number > expected;
  }
}

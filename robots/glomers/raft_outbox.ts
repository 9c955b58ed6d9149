/**
 * Requests of one node that wait: for a leader, for having been sent to it, and for what comes of it.
 *
 * @module
 */

/** Whom requests are sent to. One who is elected again has not kept them. */
export interface Lead {
  readonly who: string;
  readonly term: number;
}

interface Item<T> {
  readonly value: T;
  sentTo: Lead | undefined;
  sentMs: number;
}

export class RaftOutbox<T> {
  readonly #items = new Map<number, Item<T>>();
  #lastNumber = 0;

  get size(): number {
    return this.#items.size;
  }

  /** All requests before this one have ended. */
  get firstOpen(): number {
    const [first = this.#lastNumber + 1] = this.#items.keys();
    return first;
  }

  /** Returns its number: 1, 2, and so on. */
  add(value: T): number {
    this.#items.set(++this.#lastNumber, { value, sentTo: undefined, sentMs: -Infinity });
    return this.#lastNumber;
  }

  /**
   * What a leader should be sent now: what it has not been sent, or not heard of for `resendMs`. It counts
   * as sent.
   */
  due(lead: Lead, resendMs: number, nowMs: number): [number: number, value: T][] {
    const due: [number, T][] = [];
    for (const [number, item] of this.#items) {
      const { sentTo, sentMs } = item;
      const knows = sentTo?.who === lead.who && sentTo.term === lead.term;
      if (knows && nowMs - sentMs < resendMs) continue;
      item.sentTo = lead;
      item.sentMs = nowMs;
      due.push([number, item.value]);
    }
    return due;
  }

  /** Takes out a request that has ended, and whether it was ever sent. */
  take(number: number): { readonly value: T; readonly wasSent: boolean } | undefined {
    const item = this.#items.get(number);
    if (item === undefined) return undefined;
    this.#items.delete(number);
    return { value: item.value, wasSent: item.sentTo !== undefined };
  }
}

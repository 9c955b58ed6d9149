/**
 * Puts events into an order in which each comes after those that it comes after: Kahn's algorithm
 * (1962), for events that arrive in any order. Of the next event of each author it is known which one
 * it waits for, so an arrival wakes only those who wait for it.
 *
 * Events that come after each other in a circle, as only a liar can write them, are never delivered.
 *
 * @module
 */
import { type VersionVector, versionOf } from "./version_vector.ts";

/** An event, as far as its place in the order goes. */
export interface Ordered {
  readonly author: string;
  /** From 1, without a gap. */
  readonly seq: number;
  /** The events of others that it comes after, by the last one of each author. */
  readonly after: VersionVector;
}

interface Waiting {
  /** Whose next event waits. */
  readonly author: string;
  /** For which number of the other author. */
  readonly seq: number;
}

export class CausalOrder<Event extends Ordered> {
  readonly #find: (author: string, seq: number) => Event | undefined;
  readonly #delivered = new Map<string, number>();
  readonly #frontier = new Map<string, number>();
  /** Authors whose next event may be delivered, descending: the last one is the first to come. */
  readonly #ready: string[] = [];
  /** Who waits for an event of an author. */
  readonly #waiting = new Map<string, Waiting[]>();

  /** @param find Finds an event that has arrived. */
  constructor(find: (author: string, seq: number) => Event | undefined) {
    this.#find = find;
  }

  /** Whether an event can be taken. */
  get ready(): boolean {
    return this.#ready.length > 0;
  }

  /** Events taken after which no other one taken comes, by author: all others follow from them. */
  get frontier(): VersionVector {
    return this.#frontier;
  }

  /** The last event taken, by author. */
  delivered(): VersionVector {
    return new Map(this.#delivered);
  }

  /** The event has arrived. To be called once for each. */
  arrived(author: string, seq: number): void {
    if (seq === versionOf(this.#delivered, author) + 1) this.#examine(author);
  }

  /** The next events, at most `most`. */
  take(most: number): Event[] {
    const taken: Event[] = [];
    while (taken.length < most && this.ready) {
      const event = this.#next(this.#ready.pop()!)!;
      taken.push(event);
      this.#deliver(event);
    }
    return taken;
  }

  #next(author: string): Event | undefined {
    return this.#find(author, versionOf(this.#delivered, author) + 1);
  }

  #deliver({ author, seq, after }: Ordered): void {
    this.#delivered.set(author, seq);
    for (const [other, last] of after) {
      if (versionOf(this.#frontier, other) <= last) this.#frontier.delete(other);
    }
    this.#frontier.set(author, seq);
    const waiting = this.#waiting.get(author) ?? [];
    this.#waiting.delete(author);
    const still = waiting.filter((one) => one.seq > seq);
    if (still.length > 0) this.#waiting.set(author, still);
    for (const one of waiting) if (one.seq <= seq) this.#examine(one.author);
    this.#examine(author);
  }

  /** Finds out what the next event of `author` waits for, if there is one and if it waits. */
  #examine(author: string): void {
    const event = this.#next(author);
    if (event === undefined) return;
    for (const [other, seq] of event.after) {
      if (versionOf(this.#delivered, other) >= seq) continue;
      const waiting = this.#waiting.get(other);
      if (waiting === undefined) this.#waiting.set(other, [{ author, seq }]);
      else waiting.push({ author, seq });
      return;
    }
    insertDescending(this.#ready, author);
  }
}

function insertDescending(names: string[], name: string): void {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! > name) low = middle + 1;
    else high = middle;
  }
  names.splice(low, 0, name);
}

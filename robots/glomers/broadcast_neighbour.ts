/**
 * What a node of broadcast still has to tell one neighbour, and when it tells it again.
 *
 * @module
 */

/** Before something is told again: there and back in most tests, and as much again. */
const PAUSE_MS_MIN = 500;

/** Pauses double up to this: a healed neighbour is soon told, and ten seconds are enough for bad luck. */
const PAUSE_MS_MAX = 1000;

/** Elements that go in one message. */
export const TELL_MAX = 5000;

interface Owed {
  readonly element: unknown;
  tries: number;
  dueMs: number;
}

export class Neighbour {
  readonly #owed = new Map<string, Owed>();
  #asks = 0;
  #hasAnswered = false;
  #askMs = -Infinity;

  /** Elements that it is not known to have. */
  get owed(): number {
    return this.#owed.size;
  }

  /** It may not have these. */
  owe(news: readonly unknown[]): void {
    for (const element of news) {
      const key = JSON.stringify(element);
      if (!this.#owed.has(key)) this.#owed.set(key, { element, tries: 0, dueMs: -Infinity });
    }
  }

  /** It has these. */
  confirm(news: readonly unknown[]): void {
    for (const element of news) this.#owed.delete(JSON.stringify(element));
  }

  /** What is to be told now: what is new, and what it should have confirmed by now. */
  due(nowMs: number): unknown[] {
    const due: unknown[] = [];
    for (const owed of this.#owed.values()) {
      if (owed.dueMs > nowMs || due.length >= TELL_MAX) continue;
      owed.dueMs = nowMs + pauseMs(owed.tries);
      owed.tries += 1;
      due.push(owed.element);
    }
    return due;
  }

  /** Whether to ask it now for all that it has: until it has answered once. */
  mustAsk(nowMs: number): boolean {
    if (this.#hasAnswered || nowMs < this.#askMs) return false;
    this.#askMs = nowMs + pauseMs(this.#asks);
    this.#asks += 1;
    return true;
  }

  /** It has heard that it was asked, and owes all that it has. */
  answered(): void {
    this.#hasAnswered = true;
  }
}

function pauseMs(tries: number): number {
  return Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** tries);
}

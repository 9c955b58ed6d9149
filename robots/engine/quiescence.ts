/**
 * When a robot may call itself done: it holds the whole and has learned nothing new for a quiet
 * period. A heuristic, and named so: in an asynchronous network silence proves nothing.
 *
 * @module
 */

/** Watches one replica's progress. */
export class Quiescence {
  readonly #quietMs: number;
  #lastNewsMs: number;

  /** @param nowMs When the watch begins; the quiet period counts from here. */
  constructor(quietMs: number, nowMs: number) {
    this.#quietMs = quietMs;
    this.#lastNewsMs = nowMs;
  }

  /** Something new was learned at `nowMs`. */
  news(nowMs: number): void {
    this.#lastNewsMs = Math.max(this.#lastNewsMs, nowMs);
  }

  /** Whether a robot that is `complete` has been quiet for long enough at `nowMs`. */
  reached(complete: boolean, nowMs: number): boolean {
    return complete && nowMs - this.#lastNewsMs >= this.#quietMs;
  }
}

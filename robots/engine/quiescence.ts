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

  /** When something new was learned last, or the watch began. */
  get lastNewsMs(): number {
    return this.#lastNewsMs;
  }

  /** Something new was learned at `nowMs`. */
  news(nowMs: number): void {
    this.#lastNewsMs = nowMs;
  }

  /** Whether a robot that holds the whole has been quiet for long enough at `nowMs`. */
  reached(nowMs: number): boolean {
    // A clock that was set back must not keep us waiting until it has caught up.
    if (nowMs < this.#lastNewsMs) this.#lastNewsMs = nowMs;
    return nowMs - this.#lastNewsMs >= this.#quietMs;
  }
}

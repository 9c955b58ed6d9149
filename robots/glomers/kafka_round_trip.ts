/**
 * How long a message and its answer take, and how much that varies (Jacobson 1988, "Congestion Avoidance
 * and Control"). Messages carry times that come back, so an answer to a second attempt is not taken for
 * one to the first (Karn and Partridge 1987).
 *
 * @module
 */

/** Until there was an answer: above a round trip at 100 ms a hop. */
const UNKNOWN_MS = 300;

/** Below this, timers and the scheduling of processes take longer than the network. */
const LEAST_MS = 10;

/** Shares of a new measurement in the mean and in the deviation. */
const MEAN_GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;

/** Deviations above the mean that nearly every answer stays below. */
const DEVIATIONS = 4;

export class RoundTrip {
  #meanMs: number | undefined;
  #deviationMs = 0;

  measured(ms: number): void {
    if (this.#meanMs === undefined) {
      this.#meanMs = ms;
      this.#deviationMs = ms / 2;
      return;
    }
    const error = ms - this.#meanMs;
    this.#meanMs += MEAN_GAIN * error;
    this.#deviationMs += DEVIATION_GAIN * (Math.abs(error) - this.#deviationMs);
  }

  /** An answer that takes longer is probably lost. */
  get boundMs(): number {
    if (this.#meanMs === undefined) return UNKNOWN_MS;
    return Math.max(LEAST_MS, this.#meanMs + DEVIATIONS * this.#deviationMs);
  }
}

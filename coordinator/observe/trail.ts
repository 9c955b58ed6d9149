/**
 * A value over time in bounded memory: when it is full, every second sample goes and samples are
 * taken half as often, so that it always reaches back to the beginning.
 *
 * @module
 */

/** More than any terminal has columns for a sparkline. */
const SAMPLES_MAX = 256;

export class Trail {
  #samples: number[] = [];
  #periodMs: number;
  #nextMs = -Infinity;

  /** @param periodMs Shortest time between two samples. */
  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** Oldest first, evenly spaced. */
  get samples(): readonly number[] {
    return this.#samples;
  }

  /** Takes a sample, unless the last one was too short a time ago. */
  add(value: number, nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    this.#samples.push(value);
    if (this.#samples.length === SAMPLES_MAX) {
      this.#samples = this.#samples.filter((_, i) => i % 2 === 1);
      this.#periodMs *= 2;
    }
    this.#nextMs = nowMs + this.#periodMs;
  }
}

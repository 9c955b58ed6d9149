/**
 * The time by which a cluster gives stamps: that of its fastest clock, as far as news of it has come.
 * The clock of a node may count from its start, so one that was started an hour later would be an hour
 * behind: its writes would lose against all others, and theirs would look like ones from the future
 * (hybrid_logical_clock.ts refuses those).
 *
 * @module
 */

/** Never goes back, as long as the clock beneath does not. */
export class ClusterClock {
  readonly #localMs: () => number;
  #aheadMs = 0;

  /** @param localMs The clock of this node, milliseconds. */
  constructor(localMs: () => number) {
    this.#localMs = localMs;
  }

  /** Milliseconds. */
  now(): number {
    return this.#localMs() + this.#aheadMs;
  }

  /** A peer's time when it sent something that came just now. What is no time is left out. */
  hear(theirsMs: unknown): void {
    if (typeof theirsMs !== "number" || !Number.isFinite(theirsMs)) return;
    this.#aheadMs = Math.max(this.#aheadMs, theirsMs - this.#localMs());
  }
}

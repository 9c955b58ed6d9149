/**
 * Hands one tick on to many robots, evenly over the period, so that they do not all gossip at once
 * and the lateness of the tick does not reach them.
 *
 * @module
 */

/** A tick may be this late before its robots feel it. */
export const SLACK_MS = 15;

export class TickRelay<Robot> {
  readonly #tick: (robot: Robot) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(tick: (robot: Robot) => void) {
    this.#tick = tick;
  }

  /**
   * Ticks each of `robots` once within the period that follows.
   *
   * @param dueAtMs When the tick should have come, milliseconds since the Unix epoch.
   * @param nowMs When it came.
   */
  spread(robots: readonly Robot[], dueAtMs: number, periodMs: number, nowMs = Date.now()): void {
    if (this.#closed) return;
    const slackMs = Math.min(SLACK_MS, periodMs / 2);
    for (const [i, robot] of robots.entries()) {
      const atMs = dueAtMs + slackMs + (i * periodMs) / robots.length;
      const timer = setTimeout(
        () => {
          this.#timers.delete(timer);
          this.#tick(robot);
        },
        Math.max(0, Math.min(atMs - nowMs, 2 * periodMs)),
      );
      this.#timers.add(timer);
    }
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

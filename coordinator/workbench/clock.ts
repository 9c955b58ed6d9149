/**
 * Time in the workbench, real or virtual: everything that waits waits here.
 *
 * @module
 */

/** Takes back what was asked for. After it happened this does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Nanoseconds since the run began. */
  nowNs(): number;
  /**
   * Calls `action` at that time, or as soon as possible when it has passed. Never at once: always after
   * the caller is through. What is due at the same time happens in the order in which it was asked for.
   */
  at(dueNs: number, action: () => void): Cancel;
}

export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;

/** Resolves that much later. */
export function sleep(clock: Clock, ns: number): Promise<void> {
  return new Promise((resolve) => void clock.at(clock.nowNs() + ns, resolve));
}

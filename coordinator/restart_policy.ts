/**
 * When a robot that died is started again: soon at first, later each time it dies young, and never
 * again when it has used up its budget. Randomness is an argument.
 *
 * @module
 */
import type { Random } from "../robots/engine/random.ts";

/** Delay before the first restart. */
export const BACKOFF_MS_MIN = 100;

/** Longest delay. */
export const BACKOFF_MS_MAX = 5000;

/** A robot that lived this long was healthy: its next restart is quick again. */
export const HEALTHY_MS = 1000;

/** Young deaths in a row, some 50 s of them: a robot that needs more is broken. */
export const YOUNG_DEATHS_MAX = 15;

/**
 * The shortest pause between two kills, each of any of `robots`, that leaves them healthy lives on
 * average. Below it the delays of most robots grow to the longest, and the few that live are killed
 * all the sooner: perhaps nobody ever wins.
 */
export function killEveryMsMin(robots: number): number {
  return Math.ceil(HEALTHY_MS / robots);
}

/** Watches one robot's deaths. */
export class RestartPolicy {
  #youngDeaths = 0;

  /**
   * A robot died after `livedMs`. Returns the delay before its restart: exponential, with a jitter
   * of half of it, so that robots that died together do not come back together; `undefined` when
   * the budget is spent.
   */
  died(livedMs: number, random: Random): number | undefined {
    this.#youngDeaths = livedMs >= HEALTHY_MS ? 0 : this.#youngDeaths + 1;
    if (this.#youngDeaths > YOUNG_DEATHS_MAX) return undefined;
    const exponent = Math.max(0, this.#youngDeaths - 1);
    const backoffMs = Math.min(BACKOFF_MS_MIN * 2 ** exponent, BACKOFF_MS_MAX);
    return Math.round(backoffMs * (0.5 + random() / 2));
  }
}

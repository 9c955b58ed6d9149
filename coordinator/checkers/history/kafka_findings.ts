/**
 * What the checkers of a log find: by name, all counted, some shown.
 *
 * @module
 */
import type { Json } from "./history.ts";

/** Findings shown of each name, and values in each of them. A bad log repeats its fault for each poll. */
export const LOG_FINDINGS_SHOWN_MAX = 32;

/** One case of an anomaly. */
export interface LogFinding {
  readonly key?: string;
  /** Positions of the completions in the history, in the order of the story. */
  readonly operations: readonly number[];
  /** The messages that show it: before and after, or all that collide. */
  readonly values?: readonly Json[];
  /** Places in the log, in the order of `values` where there are as many. */
  readonly offsets?: readonly number[];
  /** Messages in between, for a skip. */
  readonly skipped?: readonly Json[];
}

/** All cases of one name. */
export interface LogAnomaly {
  readonly count: number;
  readonly shown: readonly LogFinding[];
}

/** Gathers findings. */
export class LogFindings {
  readonly #all = new Map<string, { count: number; shown: LogFinding[] }>();

  /** Whatever is long is made here, and only when it is shown. */
  add(name: string, finding: () => LogFinding): void {
    const anomaly = this.#all.get(name) ?? { count: 0, shown: [] };
    anomaly.count++;
    if (anomaly.shown.length < LOG_FINDINGS_SHOWN_MAX) anomaly.shown.push(finding());
    this.#all.set(name, anomaly);
  }

  /** In the order of their names. */
  get all(): Record<string, LogAnomaly> {
    return Object.fromEntries([...this.#all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

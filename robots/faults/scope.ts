/**
 * Where and when a fault rule applies.
 *
 * @module
 */

/** When a rule applies, in milliseconds since the run began. */
export interface Window {
  /** Applies from this time on. @default 0 */
  readonly afterMs?: number;
  /** Applies until just before this time. Absent: to the end. */
  readonly untilMs?: number;
}

/** Which links a rule looks at. */
export interface Links extends Window {
  /** Senders. Absent: all. */
  readonly from?: readonly string[];
  /** Receivers. Absent: all. */
  readonly to?: readonly string[];
}

/** Which messages a rule looks at. */
export interface Scope extends Links {
  /** Only messages that carry an update, or only those that carry none. Absent: all. */
  readonly carrying?: "summary" | "update";
}

/** Which robots a rule is about. */
export interface Victims extends Window {
  /** Absent: all robots of the run. */
  readonly robots?: readonly string[];
}

/** Whether `rule` applies now. */
export function appliesAt({ afterMs = 0, untilMs }: Window, sinceStartMs: number): boolean {
  return sinceStartMs >= afterMs && (untilMs === undefined || sinceStartMs < untilMs);
}

/**
 * Values and moments in words, for complaints.
 *
 * @module
 */
import type { HistoryEvent } from "../../checkers/history/history.ts";
import { NS_PER_S } from "../clock.ts";

/** How much is quoted of a value. A line on a terminal should hold it, and what is said about it. */
const QUOTE_LENGTH_MAX = 100;

/** Names in a list; the others are counted. */
const NAMES_MAX = 5;

/** A value as JSON, and of a long one the beginning. */
export function quoted(value: unknown): string {
  const all = value === undefined ? "nothing" : JSON.stringify(value);
  if (all.length <= QUOTE_LENGTH_MAX) return all;
  // A copy: a mere part would keep all of it in memory.
  return `${structuredClone(all.slice(0, QUOTE_LENGTH_MAX))}…`;
}

/** When an event of a history happened: `1.250 s`, or its place where nobody looked at a clock. */
export function moment(history: readonly HistoryEvent[], at: number): string {
  const timeNs = history[at]?.timeNs;
  return timeNs === undefined ? `event ${at}` : `${(timeNs / NS_PER_S).toFixed(3)} s`;
}

/** `process 3 at 1.250 s`. */
export function whoAndWhen(history: readonly HistoryEvent[], at: number): string {
  return `process ${history[at]!.process} at ${moment(history, at)}`;
}

/** `processes 0, 2, 4`, and how many more. */
export function processes(named: readonly number[]): string {
  const more = named.length - NAMES_MAX;
  const names = named.slice(0, NAMES_MAX).join(", ");
  return `${named.length === 1 ? "process" : "processes"} ${names}${more > 0 ? ` and ${more} more` : ""}`;
}

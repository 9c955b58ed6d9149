/**
 * From what a checker found to what people read: events as Maelstrom's results show them, and
 * complaints, some of each anomaly.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../checkers/history/history.ts";
import { isList, isRecord } from "../../checkers/history/json_values.ts";
import type { Complaint, WorkloadResult } from "../workload.ts";

/** Complaints of each anomaly: who has read these knows what is wrong. All are counted. */
export const COMPLAINTS_MAX = 10;

/** Runs a checker. A history that it cannot read is a verdict, too: nobody knows. */
export function judged(check: () => WorkloadResult): WorkloadResult {
  try {
    return check();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return {
      valid: "unknown",
      results: { "valid?": "unknown", error: what },
      complaints: [{ anomaly: "unreadable-history", what, events: [] }],
    };
  }
}

/** The first complaints of an anomaly, and how many there are in all when those are not all. */
export function someOf(anomaly: string, total: number, all: readonly Complaint[]): Complaint[] {
  const some = all.slice(0, COMPLAINTS_MAX);
  const count = total - some.length;
  if (count > 0) some.push({ anomaly, what: `${count} more: ${total} in all`, events: [], count });
  return some;
}

/** An event of a history as results.json shows it. */
export function eventOf(history: readonly HistoryEvent[], at: number): { [key: string]: Json } {
  const { process, type, f, value, timeNs, final, error } = history[at]!;
  return {
    f,
    ...(final === true ? { "final?": true } : {}),
    index: at,
    process,
    ...(timeNs === undefined ? {} : { time: timeNs }),
    type,
    value,
    ...(error === undefined ? {} : { error }),
  };
}

/** Positions of an operation's events, when one of them is known. */
export function eventsOf(history: readonly HistoryEvent[], at: number): number[] {
  const { process, type } = history[at]!;
  const step = type === "invoke" ? 1 : -1;
  let other = at + step;
  while (other in history && history[other]!.process !== process) other += step;
  if (!(other in history)) return [at];
  return step === 1 ? [at, other] : [other, at];
}

/** A value as the key of an object in results.json: Clojure's way to write it, strings as they are. */
export function keyOf(value: Json): string {
  return typeof value === "string" ? value : written(value);
}

function written(value: Json): string {
  if (isList(value)) return `[${value.map(written).join(" ")}]`;
  if (!isRecord(value)) return value === null ? "nil" : JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `:${key} ${written(item)}`)
    .join(", ")}}`;
}

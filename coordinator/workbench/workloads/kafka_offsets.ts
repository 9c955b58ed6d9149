/**
 * What clients have been told of the offsets of a log, as far as the drawing of operations needs it.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../checkers/history/history.ts";
import { isList, isRecord } from "../../checkers/history/json_values.ts";

/** Key -> the greatest offset. */
export type Offsets = ReadonlyMap<string, number>;

/** The greatest offsets that an operation that succeeded was told by sends and by polls. */
export function toldOffsets({ type, f, value }: HistoryEvent): { sent: Offsets; polled: Offsets } {
  const sent = new Map<string, number>();
  const polled = new Map<string, number>();
  if (type === "ok" && (f === "send" || f === "poll") && isList(value))
    for (const step of value) {
      const [kind, subject, message] = isList(step) ? step : [];
      if (kind === "send" && typeof subject === "string") raiseTo(sent, subject, [message]);
      if (kind === "poll" && isRecord(subject))
        for (const [key, messages] of Object.entries(subject))
          raiseTo(polled, key, isList(messages) ? messages : []);
    }
  return { sent, polled };
}

/** Raises `offsets` to those of `others`, where they are greater. */
export function raiseAll(offsets: Map<string, number>, others: Offsets): void {
  for (const [key, offset] of others) raise(offsets, key, offset);
}

export function raise(offsets: Map<string, number>, key: string, offset: number): void {
  offsets.set(key, Math.max(offsets.get(key) ?? -Infinity, offset));
}

function raiseTo(
  offsets: Map<string, number>,
  key: string,
  messages: readonly (Json | undefined)[],
): void {
  for (const message of messages) {
    const [offset] = isList(message) ? message : [];
    if (typeof offset === "number") raise(offsets, key, offset);
  }
}

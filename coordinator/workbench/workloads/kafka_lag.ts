/**
 * How far polls lag behind the log: since when a message has certainly been there that the poll should
 * have come to, and has not. Told, and not judged: a log may take its time.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../checkers/history/history.ts";
import { isList } from "../../checkers/history/json_values.ts";
import { raiseAll, toldOffsets } from "./kafka_offsets.ts";

export interface Lag {
  readonly process: number;
  readonly key: string;
  /** When the poll was asked. */
  readonly timeNs: number;
  readonly lagNs: number;
}

/** A moment from which on a log is known to reach an offset. */
interface Growth {
  readonly offset: number;
  readonly atNs: number;
}

/** The worst lag of any poll in any key that its process follows; the first of several. */
export function worstLag(history: readonly HistoryEvent[]): Lag | undefined {
  const growths = growthsOf(history);
  const following = new Map<number, Map<string, number>>();
  const askedNs = new Map<number, number>();
  let worst: Lag | undefined;
  for (const event of history) {
    const { process: client, type, f, value, timeNs = 0 } = event;
    if (type === "invoke") askedNs.set(client, timeNs);
    if (type !== "ok") continue;
    const offsets = following.get(client) ?? new Map<string, number>();
    if (f === "assign") following.set(client, assigned(value, offsets));
    if (f !== "poll") continue;
    following.set(client, offsets);
    raiseAll(offsets, toldOffsets(event).polled);
    const asked = askedNs.get(client) ?? timeNs;
    for (const [key, offset] of offsets) {
      const lagNs = Math.max(0, asked - passedNs(growths.get(key) ?? [], offset));
      if (worst === undefined || lagNs > worst.lagNs)
        worst = { process: client, key, timeNs: asked, lagNs };
    }
  }
  return worst;
}

function assigned(value: Json, before: ReadonlyMap<string, number>): Map<string, number> {
  const keys = isList(value) ? value.filter((key) => typeof key === "string") : [];
  return new Map(keys.map((key) => [key, before.get(key) ?? -1]));
}

function growthsOf(history: readonly HistoryEvent[]): ReadonlyMap<string, readonly Growth[]> {
  const growths = new Map<string, Growth[]>();
  for (const event of history) {
    const { sent, polled } = toldOffsets(event);
    for (const [key, offset] of [...sent, ...polled]) {
      const of = growths.get(key) ?? [];
      growths.set(key, of);
      if (offset > (of.at(-1)?.offset ?? -1)) of.push({ offset, atNs: event.timeNs ?? 0 });
    }
  }
  return growths;
}

/** When the log was first known to go beyond an offset. */
function passedNs(growths: readonly Growth[], offset: number): number {
  let [low, high] = [0, growths.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (growths[middle]!.offset > offset) high = middle;
    else low = middle + 1;
  }
  return growths[low]?.atNs ?? Infinity;
}

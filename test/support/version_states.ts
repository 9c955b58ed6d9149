/**
 * States of types that number their updates, for tests of strategies.
 *
 * @module
 */
import { EventLog } from "../../robots/crdt/event_log.ts";
import { KvMap } from "../../robots/crdt/kv_map.ts";
import { Reconcilable } from "../../robots/reconcile/reconcilable.ts";

export const CONTENT = new Uint8Array(24);

/** Names of four characters. */
export const ORIGINS = Array.from({ length: 8 }, (_, i) => `r${String(i).padStart(3, "0")}`);

/** Logs of writers that all have written so many events. */
export function writers(events: number, origins: readonly string[] = ORIGINS): EventLog[] {
  return origins.map((origin) => {
    const log = new EventLog(origin);
    for (let i = 0; i < events; i++) log.append(CONTENT);
    return log;
  });
}

/** A log of `node` that has heard the first `counts[i]` events of each writer. */
export function heardOf(
  node: string,
  logs: readonly EventLog[],
  counts: readonly number[],
): Reconcilable {
  const log = new EventLog(node);
  for (const [i, writer] of logs.entries()) {
    for (const key of [...writer.keys()].slice(0, counts[i])) log.join(writer.entry(key)!, 0);
  }
  return new Reconcilable(log);
}

/** A map of `node` with `keys` keys of its own, each set `times` times. */
export function mapOf(node: string, keys: number, times = 2): KvMap {
  const map = new KvMap(node);
  for (let time = 0; time < times; time++) {
    for (let i = 0; i < keys; i++) map.set(`${node} ${i}`, CONTENT, 1000);
  }
  return map;
}

/** A map with a write between any two that are still there. */
export function holed(node: string, keys: number): KvMap {
  const map = new KvMap(node);
  for (let i = 0; i < keys; i++) {
    map.set("again and again", CONTENT, 1000);
    map.set(`${i}`, CONTENT, 1000);
  }
  return map;
}

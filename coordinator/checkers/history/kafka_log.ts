/**
 * The log of each key, pieced together from what anybody was told: every poll, and every send whose
 * effect is certain. Gaps between offsets are no fault; two messages at one offset, or one message at
 * two, are.
 *
 * @module
 */
import type { Json } from "./history.ts";
import type { LogFindings } from "./kafka_findings.ts";
import { LOG_FINDINGS_SHOWN_MAX } from "./kafka_findings.ts";
import type { LogOperation, Message } from "./kafka_operations.ts";

type Identity = number | string;

/** What stands at an offset. More than one message is an error, and then the order is not certain. */
export interface Place {
  readonly offset: number;
  readonly values: readonly { readonly identity: Identity; readonly value: Json }[];
}

/** The log of a key. Indexes count the places from 0 and leave gaps out. */
export interface Log {
  readonly places: readonly Place[];
  /** The index of a message in the order of the log; `undefined` when that is not known. */
  indexOf(identity: Identity): number | undefined;
  /** Where a message stands first, and where last. */
  readonly first: ReadonlyMap<Identity, number>;
  readonly last: ReadonlyMap<Identity, number>;
}

/** Key -> identities of messages. */
export type MessageSets = ReadonlyMap<string, ReadonlySet<Identity>>;

/** What successful polls have read; a key that was polled and gave nothing has an empty set. */
export function readByOk(operations: readonly LogOperation[]): MessageSets {
  const read = new Map<string, Set<Identity>>();
  for (const { type, polled } of operations) {
    if (type !== "ok") continue;
    for (const [key, messages] of polled) {
      const set = read.get(key) ?? new Set();
      for (const { identity } of messages) set.add(identity);
      read.set(key, set);
    }
  }
  return read;
}

/** Whether what it sent is certainly in the logs: it was acknowledged, or some of it was read. */
export function hasHappened({ type, sent }: LogOperation, read: MessageSets): boolean {
  if (type !== "info") return type === "ok";
  for (const [key, messages] of sent)
    if (messages.some(({ identity }) => read.get(key)?.has(identity))) return true;
  return false;
}

/** The logs of all keys. */
export function logsOf(operations: readonly LogOperation[], read: MessageSets): Map<string, Log> {
  const told = new Map<string, Map<number, Map<Identity, Json>>>();
  const note = (key: string, { offset, identity, value }: Message) => {
    // There is nothing before the first place, and the original overlooks such offsets, too.
    if (offset === undefined || offset < 0) return;
    const offsets = told.get(key) ?? new Map<number, Map<Identity, Json>>();
    const values = offsets.get(offset) ?? new Map<Identity, Json>();
    told.set(key, offsets.set(offset, values.set(identity, value)));
  };
  for (const operation of operations) {
    if (hasHappened(operation, read))
      for (const [key, messages] of operation.sent)
        for (const message of messages) note(key, message);
    for (const [key, messages] of operation.polled)
      for (const message of messages) note(key, message);
  }
  return new Map([...told].map(([key, offsets]) => [key, logOf(offsets)]));
}

function logOf(told: ReadonlyMap<number, ReadonlyMap<Identity, Json>>): Log {
  const places = [...told]
    .toSorted(([a], [b]) => a - b)
    .map(([offset, values]) => ({
      offset,
      values: [...values]
        .map(([identity, value]) => ({ identity, value }))
        .toSorted((a, b) => hashOrder(a.value) - hashOrder(b.value)),
    }));
  const indexes = new Map<Identity, number>();
  const first = new Map<Identity, number>();
  const last = new Map<Identity, number>();
  for (const [index, { values }] of places.entries()) {
    indexes.set(values[0]!.identity, index);
    for (const { identity } of values) {
      if (!first.has(identity)) first.set(identity, index);
      last.set(identity, index);
    }
  }
  return { places, first, last, indexOf: (identity) => indexes.get(identity) };
}

/** `inconsistent-offsets`, one for each place, and `duplicate`, one for each message. */
export function checkLogs(
  logs: ReadonlyMap<string, Log>,
  operations: readonly LogOperation[],
  findings: LogFindings,
): void {
  for (const [key, { places, first, last }] of logs) {
    for (const { offset, values } of places) {
      if (values.length < 2) continue;
      findings.add("inconsistent-offsets", () => ({
        key,
        values: values.slice(0, LOG_FINDINGS_SHOWN_MAX).map(({ value }) => value),
        offsets: [offset],
        operations: witnesses(operations, key, (message) => message.offset === offset),
      }));
    }
    for (const [identity, index] of first) {
      if (last.get(identity) === index) continue;
      const holds = ({ values }: Place) => values.some((one) => one.identity === identity);
      findings.add("duplicate", () => ({
        key,
        values: places[index]!.values.filter((one) => one.identity === identity).map(
          (one) => one.value,
        ),
        offsets: places
          .filter(holds)
          .slice(0, LOG_FINDINGS_SHOWN_MAX)
          .map(({ offset }) => offset),
        operations: witnesses(operations, key, (message) => message.identity === identity),
      }));
    }
  }
}

/** The operations that say something of a message, at most as many as are shown. */
function witnesses(
  operations: readonly LogOperation[],
  key: string,
  concerns: (message: Message) => boolean,
): number[] {
  const found: number[] = [];
  for (const { sent, polled, at } of operations) {
    if (found.length === LOG_FINDINGS_SHOWN_MAX) break;
    if (sent.get(key)?.some(concerns) || polled.get(key)?.some(concerns)) found.push(at);
  }
  return found;
}

/**
 * Where two messages collide, only one can stand in the order of the log, and which one decides what
 * else looks wrong. No choice is better than another, so it is that of the original: the first in a
 * Clojure hash set, which goes by Murmur3 of the number as 64 bits, five bits at a time, low ones first.
 * What is no whole number comes last, in the order in which it was told.
 */
function hashOrder(value: Json): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return LAST;
  const low = value | 0;
  const high = Math.floor(value / 2 ** 32) | 0;
  if (value === 0) return 0;
  let hash = mixed(mixed(0, low), high) ^ BYTES_OF_LONG;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  let order = 0;
  for (let shift = 0; shift < 32; shift += 5) order = order * 32 + ((hash >>> shift) & 31);
  return order;
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const turned = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  const next = hash ^ turned;
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

const BYTES_OF_LONG = 8;

const LAST = 2 ** 36;

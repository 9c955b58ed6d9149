/**
 * What became of messages: lost, never seen, read although they were refused, read by the one who was
 * just sending them, or read although nobody sent them.
 *
 * @module
 */
import type { LogFindings } from "./kafka_findings.ts";
import { hasHappened } from "./kafka_log.ts";
import type { Log, MessageSets } from "./kafka_log.ts";
import type { LogOperation, Message } from "./kafka_operations.ts";

type Identity = number | string;

/** Key -> message -> the last operation that tried to send it. */
export type Writers = ReadonlyMap<string, ReadonlyMap<Identity, LogOperation>>;

/** Who sent what. */
export function writersOf(operations: readonly LogOperation[]): Writers {
  const writers = new Map<string, Map<Identity, LogOperation>>();
  for (const operation of operations)
    for (const [key, messages] of operation.sent) {
      const of = writers.get(key) ?? new Map<Identity, LogOperation>();
      for (const { identity } of messages) of.set(identity, operation);
      writers.set(key, of);
    }
  return writers;
}

/**
 * - `lost-write`: a message that certainly stands in the log before one that was read, unread itself.
 * - `unseen`: acknowledged messages that no successful poll has read; a case a key.
 * - `G1a`: a successful poll read a message whose sending had failed.
 * - `precommitted-read`: an operation polls what it sends.
 * - `phantom`: a poll read a message that nobody sent. The original throws here.
 */
export function checkFates(
  logs: ReadonlyMap<string, Log>,
  operations: readonly LogOperation[],
  read: MessageSets,
  findings: LogFindings,
): void {
  const writers = writersOf(operations);
  lostWrites(logs, operations, read, writers, findings);
  unseen(operations, read, findings);
  const failed = new Map<string, Map<Identity, number>>();
  for (const { type, sent, at } of operations)
    if (type === "fail")
      for (const [key, messages] of sent)
        for (const { identity } of messages)
          failed.set(key, (failed.get(key) ?? new Map<Identity, number>()).set(identity, at));
  for (const { type, at, sent, polled } of operations) {
    for (const [key, messages] of polled) {
      for (const { identity, value } of messages) {
        const refusedAt = type === "ok" ? failed.get(key)?.get(identity) : undefined;
        if (refusedAt !== undefined)
          findings.add("G1a", () => ({ key, operations: [refusedAt, at], values: [value] }));
        if (writers.get(key)?.has(identity) !== true)
          findings.add("phantom", () => ({ key, operations: [at], values: [value] }));
      }
      const own = sent.get(key)?.find((message) => holds(messages, message));
      if (own !== undefined)
        findings.add("precommitted-read", () => ({ key, operations: [at], values: [own.value] }));
    }
  }
}

function lostWrites(
  logs: ReadonlyMap<string, Log>,
  operations: readonly LogOperation[],
  read: MessageSets,
  writers: Writers,
  findings: LogFindings,
): void {
  for (const [key, seen] of read) {
    const log = logs.get(key);
    if (log === undefined) continue;
    // The furthest of the places where messages that were read stand first.
    let bound = -1;
    for (const identity of seen) bound = Math.max(bound, log.first.get(identity) ?? -1);
    for (let index = 0; index <= bound; index++) {
      const { offset, values } = log.places[index]!;
      for (const { identity, value } of values) {
        if (log.last.get(identity) !== index || seen.has(identity)) continue;
        const writer = writers.get(key)?.get(identity);
        if (writer === undefined || !hasHappened(writer, read)) continue;
        const furthest = log.places[bound]!;
        findings.add("lost-write", () => {
          const reader = operations.find(
            ({ type, polled }) =>
              type === "ok" && polled.get(key)?.some((message) => holds(furthest.values, message)),
          );
          return {
            key,
            operations: reader === undefined ? [writer.at] : [writer.at, reader.at],
            values: [value],
            offsets: [offset, furthest.offset],
          };
        });
      }
    }
  }
}

function unseen(
  operations: readonly LogOperation[],
  read: MessageSets,
  findings: LogFindings,
): void {
  const missing = new Map<string, Map<Identity, { message: Message; at: number }>>();
  for (const { type, sent, at } of operations) {
    if (type !== "ok") continue;
    for (const [key, messages] of sent)
      for (const message of messages) {
        if (read.get(key)?.has(message.identity) === true) continue;
        const of = missing.get(key) ?? new Map<Identity, { message: Message; at: number }>();
        missing.set(key, of.set(message.identity, { message, at }));
      }
  }
  for (const [key, messages] of missing)
    findings.add("unseen", () => {
      const shown = [...messages.values()].slice(0, UNSEEN_SHOWN_MAX);
      return {
        key,
        operations: shown.map(({ at }) => at),
        values: shown.map(({ message }) => message.value),
      };
    });
}

/** Messages shown for each key that has unseen ones: as many as Jepsen shows. */
const UNSEEN_SHOWN_MAX = 32;

function holds(
  messages: readonly { readonly identity: Identity }[],
  { identity }: { readonly identity: Identity },
): boolean {
  return messages.some((message) => message.identity === identity);
}

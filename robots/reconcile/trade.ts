/**
 * The end of every conversation about ids: entries are asked for and given. Shared by the strategies
 * that differ only in how they find the difference.
 *
 * ```text
 * give   strategy, 1, how many, entries with their lengths
 * want   strategy, 2, how many, the lower halves of ids
 * ```
 *
 * Half an id is enough to ask: should two entries share it, both are given, which does no harm.
 *
 * @module
 */
import { ByteReader, ByteWriter, numberBytes } from "../crdt/bytes.ts";
import type { Merged, Reconcilable } from "./reconcilable.ts";
import type { Heard, Limits, Refusal } from "./strategy.ts";

/** Kinds of message that every strategy has; its own begin at {@linkcode OWN_KINDS}. */
export const GIVE = 1;
export const WANT = 2;
export const OWN_KINDS = 3;

/** Strategy and kind. */
export const HEADER_BYTES = 2;

/** What a number takes at most where it counts entries or bytes of one message. */
const COUNT_BYTES_MAX = 4;

const LOW_BYTES = 4;

/** Nothing to answer. */
export const SILENCE: Heard = { kind: "heard", replies: [], items: 0 };

export function refused(reason: Refusal): Heard {
  return { kind: "refused", reason };
}

export function replied(replies: readonly Uint8Array[], items = 0): Heard {
  return { kind: "heard", replies, items };
}

/** A writer that has written the two bytes before every message. */
export function message(code: number, kind: number): ByteWriter {
  return new ByteWriter().fixed(code, 1).fixed(kind, 1);
}

/**
 * Messages that give the entries in `slots`, in this order, as far as `limits` allow: the rest is found
 * missing again by the next conversation. An entry that no message can carry is left out.
 */
export function giveMessages(
  state: Reconcilable,
  code: number,
  slots: Iterable<number>,
  limits: Limits,
): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let entries: Uint8Array[] = [];
  let bytes = 0;
  const room = limits.messageBytesMax - HEADER_BYTES - COUNT_BYTES_MAX;
  for (const slot of slots) {
    const entry = state.entryAt(slot);
    const needed = entry.length + numberBytes(entry.length);
    if (needed > room) continue;
    if (bytes + needed > room) {
      messages.push(giveMessage(code, entries));
      if (messages.length === limits.burstMessagesMax) return messages;
      entries = [];
      bytes = 0;
    }
    entries.push(entry);
    bytes += needed;
  }
  if (entries.length > 0) messages.push(giveMessage(code, entries));
  return messages;
}

function giveMessage(code: number, entries: readonly Uint8Array[]): Uint8Array {
  const writer = message(code, GIVE);
  writeEntries(writer, entries);
  return writer.finish();
}

/** Messages that ask for entries by the lower halves of their ids, as far as `limits` allow. */
export function wantMessages(code: number, lows: readonly number[], limits: Limits): Uint8Array[] {
  const each = Math.floor((limits.messageBytesMax - HEADER_BYTES - COUNT_BYTES_MAX) / LOW_BYTES);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < lows.length && messages.length < limits.burstMessagesMax; at += each) {
    const part = lows.slice(at, at + each);
    const writer = message(code, WANT).number(part.length);
    for (const low of part) writer.fixed(low);
    messages.push(writer.finish());
  }
  return messages;
}

/** Appends how many entries there are, and each with its length. */
export function writeEntries(writer: ByteWriter, entries: readonly Uint8Array[]): void {
  writer.number(entries.length);
  for (const entry of entries) writer.bytes(entry);
}

/** Reads what {@linkcode writeEntries} wrote: views, not copies. */
export function readEntries(reader: ByteReader): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let count = reader.count(); count > 0 && reader.ok; count--) entries.push(reader.bytes());
  return entries;
}

/** Merges the entries of a message, which ends with them; says what became of it. */
export function hearEntries(state: Reconcilable, reader: ByteReader, nowMs: number): Heard {
  const entries = readEntries(reader);
  return reader.end ? heardOf(state.merge(entries, nowMs)) : refused("malformed");
}

/** A message with nothing new and something that contradicts what is known is refused. */
export function heardOf(merged: Merged): Heard {
  if (merged.kind === "malformed") return refused("malformed");
  if (merged.contradictions > 0 && merged.items === 0) return refused("contradictory");
  return replied([], merged.items);
}

/** Answers a `want`, which `reader` has read up to behind its kind. */
export function hearWant(
  state: Reconcilable,
  code: number,
  reader: ByteReader,
  limits: Limits,
): Heard {
  const slots = new Set<number>();
  for (let count = reader.count(LOW_BYTES); count > 0; count--) {
    for (const slot of state.index.findByLow(reader.fixed())) slots.add(slot);
  }
  if (!reader.end) return refused("malformed");
  return replied(giveMessages(state, code, slots, limits));
}

/**
 * Reads the first two bytes and answers `give` and `want`; every other kind goes to `own`.
 *
 * @param own Answers a kind of the strategy itself, with `reader` behind the kind.
 */
export function hear(
  state: Reconcilable,
  code: number,
  bytes: Uint8Array,
  limits: Limits,
  nowMs: number,
  own: (kind: number, reader: ByteReader) => Heard,
): Heard {
  if (bytes.length > limits.messageBytesMax) return refused("oversized");
  const reader = new ByteReader(bytes);
  const theirs = reader.fixed(1);
  const kind = reader.fixed(1);
  if (!reader.ok || theirs !== code) return refused("malformed");
  if (kind === GIVE) return hearEntries(state, reader, nowMs);
  if (kind === WANT) return hearWant(state, code, reader, limits);
  return kind < OWN_KINDS ? refused("malformed") : own(kind, reader);
}

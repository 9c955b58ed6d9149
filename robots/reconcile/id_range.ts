/**
 * Ranges of ids. An id is a number of 64 bits here, and its bytes are counted from the most
 * significant one, so that ids that share their first bytes are neighbours.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import type { EntryId } from "../crdt/entry_id.ts";

/** The ids from `from` up to `to`, which is not among them. */
export interface IdRange {
  readonly from: EntryId;
  readonly to: EntryId;
}

export const ID_BYTES = 8;
const HALF_BYTES = 4;
const HALF = 2 ** 32;

/** The lowest id. */
export const START: EntryId = { high: 0, low: 0 };

/** Above the highest id: the only one of these numbers that is no id. */
export const END: EntryId = { high: HALF, low: 0 };

export const ALL: IdRange = { from: START, to: END };

/** Negative, zero or positive as `a` stands before, at or behind `b`. */
export function compareIds(a: EntryId, b: EntryId): number {
  return a.high - b.high || a.low - b.low;
}

/** The byte at `position`, 0 to 7. */
export function byteOf({ high, low }: EntryId, position: number): number {
  const half = position < HALF_BYTES ? high : low;
  return (half >>> (24 - 8 * (position % HALF_BYTES))) & 0xff;
}

/** `id`, whose byte at `position` is 0, with `byte` there. */
export function withByte({ high, low }: EntryId, position: number, byte: number): EntryId {
  if (position < HALF_BYTES) return { high: high + byte * 2 ** (24 - 8 * position), low };
  return { high, low: low + byte * 2 ** (56 - 8 * position) };
}

/** How many of their first bytes are equal, 0 to 8. */
export function sharedBytes(a: EntryId, b: EntryId): number {
  let shared = 0;
  while (shared < ID_BYTES && byteOf(a, shared) === byteOf(b, shared)) shared += 1;
  return shared;
}

/** The lowest id with the same first `bytes` bytes. */
export function truncated({ high, low }: EntryId, bytes: number): EntryId {
  if (bytes > HALF_BYTES) return { high, low: low - (low % 256 ** (ID_BYTES - bytes)) };
  return { high: high - (high % 256 ** (HALF_BYTES - bytes)), low: 0 };
}

/**
 * Ids of one range, ascending, each without the first bytes that all of the range share: nothing is
 * lost, so none is ever taken for another one.
 *
 * ```text
 * ids   how many, the other bytes of each, lowest first
 * ```
 */
export function writeIds(writer: ByteWriter, range: IdRange, ids: readonly EntryId[]): void {
  const bytes = ID_BYTES - commonBytes(range);
  writer.number(ids.length);
  for (const { high, low } of ids) {
    writer.fixed(low, Math.min(bytes, HALF_BYTES));
    if (bytes > HALF_BYTES) writer.fixed(high, bytes - HALF_BYTES);
  }
}

/** Reads what {@linkcode writeIds} wrote, and fails if they do not ascend or leave the range. */
export function readIds(reader: ByteReader, range: IdRange): EntryId[] {
  const common = commonBytes(range);
  const bytes = ID_BYTES - common;
  const base = truncated(range.from, common);
  const ids: EntryId[] = [];
  let above = range.from;
  for (let count = reader.count(bytes); count > 0; count--) {
    const low = base.low + reader.fixed(Math.min(bytes, HALF_BYTES));
    const high = base.high + (bytes > HALF_BYTES ? reader.fixed(bytes - HALF_BYTES) : 0);
    const id = { high, low };
    if (compareIds(id, above) < 0 || compareIds(id, range.to) >= 0) reader.fail();
    ids.push(id);
    above = successor(id);
  }
  return ids;
}

/** How many first bytes all ids of `range` share; 7 for a single one, which needs a byte to be there. */
function commonBytes({ from, to }: IdRange): number {
  const last =
    to.low > 0 ? { high: to.high, low: to.low - 1 } : { high: to.high - 1, low: HALF - 1 };
  return Math.min(sharedBytes(from, last), ID_BYTES - 1);
}

function successor({ high, low }: EntryId): EntryId {
  return low === HALF - 1 ? { high: high + 1, low: 0 } : { high, low: low + 1 };
}

/**
 * Names for entries of any type: the first 4 to 8 bytes of their ids, as few as keep mistakes rare.
 *
 * With n entries here and m there, n m pairs could share a name of b bytes by accident, each with
 * probability 2^-8b. Names are as long as it takes for n m / 2^8b to be below 1/1000.
 *
 * ```text
 * page    from, to (first 4 bytes of ids; `to` is not covered, 0 is the end), names
 * lack    names
 * names   bytes of each, then for each: distance of its first 4 bytes to those before, its other bytes
 * ```
 *
 * Distances are small where there are many: 10,000 entries take 4 bytes each, a million 5.
 *
 * @module
 */
import { ByteReader, ByteWriter, numberBytes } from "../crdt/bytes.ts";
import { type EntryId, equalIds } from "../crdt/entry_id.ts";
import { type Findings, type Naming, type Names, NO_CURSOR, type Room } from "./digest_names.ts";
import { compareIds, END, ID_BYTES, type IdRange, truncated } from "./id_range.ts";
import type { Reconcilable } from "./reconcilable.ts";

const HIGH_BYTES = 4;
const HIGH_END = END.high;

/** How many pairs of different entries may share a name, on average. */
const FALSE_MATCHES_MAX = 1e-3;

/** Bounds of a page, and how long names are. */
const PAGE_HEADER_BYTES = 2 * HIGH_BYTES + 1;

const CURSOR_BYTES = HIGH_BYTES;

/** How long names are that tell `mine` entries from `theirs`. */
export function nameBytes(mine: number, theirs: number): number {
  let bytes = HIGH_BYTES;
  while (bytes < ID_BYTES && mine * theirs >= FALSE_MATCHES_MAX * 256 ** bytes) bytes += 1;
  return bytes;
}

export class IdNaming implements Naming {
  readonly #state: Reconcilable;

  constructor(state: Reconcilable) {
    this.#state = state;
  }

  names(cursor: Uint8Array, theirs: number, longer: number, room: Room): Names {
    const mine = this.#state.index.count;
    const bytes = Math.min(ID_BYTES, nameBytes(mine, theirs) + longer);
    // Where the other side has more entries than this one: not more of them than an answer can give.
    const namesMax = Math.floor((room.bytesMax - PAGE_HEADER_BYTES) / (bytes + 1));
    const width = Math.max(1, Math.floor((HIGH_END * namesMax) / Math.max(1, mine, theirs)));
    const pages: Uint8Array[] = [];
    let from = startOf(cursor);
    while (from < HIGH_END && pages.length < room.pagesMax) {
      const { page, to } = this.#page(from, Math.min(HIGH_END, from + width), bytes, room);
      pages.push(page);
      from = to;
    }
    return { pages, next: from < HIGH_END ? new ByteWriter().fixed(from).finish() : NO_CURSOR };
  }

  compare(reader: ByteReader, room: Room): Findings | undefined {
    const from = reader.fixed();
    const to = reader.fixed() || HIGH_END;
    const { bytes, names } = readNames(reader);
    if (!reader.end || to <= from) return undefined;
    if (names.some(({ high }) => high < from || high >= to)) return undefined;
    const give: number[] = [];
    const lacking: EntryId[] = [];
    let at = 0;
    let matched = -1;
    for (const { id, slot } of this.#state.trie.within(rangeOf(from, to))) {
      const name = truncated(id, bytes);
      for (; at < names.length && compareIds(names[at]!, name) < 0; at++) {
        if (at !== matched) lacking.push(names[at]!);
      }
      if (at < names.length && equalIds(names[at]!, name)) matched = at;
      else give.push(slot);
    }
    for (; at < names.length; at++) if (at !== matched) lacking.push(names[at]!);
    return { give, lack: bodies(bytes, lacking, room) };
  }

  find(reader: ByteReader): Iterable<number> | undefined {
    const { bytes, names } = readNames(reader);
    return reader.end ? this.#slots(bytes, names) : undefined;
  }

  /** What is held from `from` up to `to`, or as much of that as a page can name. */
  #page(from: number, to: number, bytes: number, room: Room): { page: Uint8Array; to: number } {
    const names: EntryId[] = [];
    const fits = new NameBudget(bytes, room.bytesMax - PAGE_HEADER_BYTES - CURSOR_BYTES);
    let end = to;
    for (const { id } of this.#state.trie.within(rangeOf(from, to))) {
      const name = truncated(id, bytes);
      // Entries here that share a name have it once.
      if (names.length > 0 && equalIds(names.at(-1)!, name)) continue;
      if (!fits.take(name)) {
        end = name.high;
        break;
      }
      names.push(name);
    }
    // Only invented ids fill a page without an end: then some are left out, and may come in vain.
    end = Math.max(end, from + 1);
    const writer = new ByteWriter().fixed(from).fixed(end % HIGH_END);
    const covered = names.filter(({ high }) => high < end);
    writeNames(writer, bytes, covered);
    return { page: writer.finish(), to: end };
  }

  *#slots(bytes: number, names: readonly EntryId[]): Generator<number> {
    for (const from of names) {
      for (const { slot } of this.#state.trie.within({ from, to: after(from, bytes) })) yield slot;
    }
  }
}

/** Whether names still fit into a message, one after the other. */
class NameBudget {
  readonly #bytes: number;
  #left: number;
  #last = 0;

  constructor(bytes: number, bytesMax: number) {
    this.#bytes = bytes;
    this.#left = bytesMax;
  }

  take({ high }: EntryId): boolean {
    this.#left -= numberBytes(high - this.#last) + this.#bytes - HIGH_BYTES;
    this.#last = high;
    return this.#left >= 0;
  }
}

function bodies(bytes: number, names: readonly EntryId[], room: Room): Uint8Array[] {
  const written: Uint8Array[] = [];
  for (let at = 0; at < names.length && written.length < room.pagesMax;) {
    const fits = new NameBudget(bytes, room.bytesMax - 1);
    const start = at;
    while (at < names.length && fits.take(names[at]!)) at += 1;
    const writer = new ByteWriter();
    writeNames(writer, bytes, names.slice(start, at));
    written.push(writer.finish());
  }
  return written;
}

function writeNames(writer: ByteWriter, bytes: number, names: readonly EntryId[]): void {
  writer.fixed(bytes, 1);
  let last = 0;
  for (const { high, low } of names) {
    writer.number(high - last);
    if (bytes > HIGH_BYTES) writer.fixed(low >>> (8 * (ID_BYTES - bytes)), bytes - HIGH_BYTES);
    last = high;
  }
}

/** Reads to the end; fails unless names ascend. */
function readNames(reader: ByteReader): { bytes: number; names: EntryId[] } {
  const bytes = reader.fixed(1);
  if (bytes < HIGH_BYTES || bytes > ID_BYTES) reader.fail();
  const names: EntryId[] = [];
  let last: EntryId | undefined;
  while (reader.left > 0) {
    const high = (last?.high ?? 0) + reader.number();
    const rest = bytes > HIGH_BYTES ? reader.fixed(bytes - HIGH_BYTES) : 0;
    const name = { high, low: rest * 256 ** (ID_BYTES - bytes) };
    if (high >= HIGH_END || (last !== undefined && compareIds(last, name) >= 0)) reader.fail();
    names.push(name);
    last = name;
  }
  return { bytes, names };
}

/** The least id whose first `bytes` bytes are above those of `name`. */
function after({ high, low }: EntryId, bytes: number): EntryId {
  const above = low + 256 ** (ID_BYTES - bytes);
  return above < HIGH_END ? { high, low: above } : { high: high + 1, low: 0 };
}

function rangeOf(from: number, to: number): IdRange {
  return { from: { high: from, low: 0 }, to: { high: to, low: 0 } };
}

/** A cursor is where the next page begins; of another form, it is that of another type. */
function startOf(cursor: Uint8Array): number {
  return cursor.length === CURSOR_BYTES ? new ByteReader(cursor).fixed() : 0;
}

/**
 * The coded symbols of a state, a sequence without an end: symbol i is the exclusive or of the ids that
 * are mapped to i, and of their checksums. Symbols are linear: those of two states, joined by exclusive
 * or, are the symbols of what only one of them holds.
 *
 * Nothing is built before somebody asks. What was built is kept up to date with every change, at
 * O(log symbols) each, so a second conversation costs nothing. Kept are 12 bytes for each symbol, at
 * most {@linkcode SYMBOLS_MAX}, and 8 bytes for each entry: where its walk stands, so that more symbols
 * do not begin from the start.
 *
 * @module
 */
import type { ByteWriter } from "../crdt/bytes.ts";
import type { EntryIndex, SlotWatcher } from "./entry_index.ts";
import { checksum, CHECKSUM_BYTES, symbolAfter } from "./symbol_mapping.ts";

/** Bytes of a symbol on the wire: id and checksum. */
export const SYMBOL_BYTES = 8 + CHECKSUM_BYTES;

/**
 * Most symbols of one state: 21 MB on the wire, enough for one and a half million differences. Whoever
 * differs by more does better to send everything.
 */
export const SYMBOLS_MAX = 2 ** 21;

/** Where the walk of an empty slot stands, and one that has left all symbols that there can be. */
const BEYOND = 0xffff_ffff;

/** Symbols as columns. */
export interface SymbolColumns {
  /** Upper and lower halves of the ids, joined. */
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly check: Int32Array;
}

export class CodedSymbols implements SlotWatcher {
  readonly #index: EntryIndex;
  #symbols = emptySymbols(0);
  /** Symbols that are there; the columns may be longer. */
  #end = 0;
  /** By slot: the first index at or above the end, and the state of the walk there. */
  #next = new Uint32Array(0);
  #walk = new Int32Array(0);

  /** Follows the changes of `index` from now on. */
  constructor(index: EntryIndex) {
    this.#index = index;
    index.follow(this);
  }

  /** How many symbols are kept up to date. */
  get end(): number {
    return this.#end;
  }

  /**
   * The symbols below `to`, at least. A live view: read only, and anew after every change.
   *
   * @param to At most {@linkcode SYMBOLS_MAX}.
   */
  below(to: number): SymbolColumns {
    if (to > this.#end) this.#produce(to);
    return this.#symbols;
  }

  /** Appends the symbols from `from` up to, but not including, `to`. */
  write(writer: ByteWriter, from: number, to: number): void {
    const { high, low, check } = this.below(to);
    for (let i = from; i < to; i++)
      writer.fixed(high[i]!).fixed(low[i]!).fixed(check[i]!, CHECKSUM_BYTES);
  }

  /** @see SlotWatcher */
  filled(slot: number): void {
    if (this.#end === 0) return;
    this.#reserveSlots();
    this.#enter(slot);
  }

  /** @see SlotWatcher */
  emptied(slot: number): void {
    if (this.#end === 0) return;
    // What is joined a second time is gone.
    this.#enter(slot);
    this.#next[slot] = BEYOND;
  }

  #enter(slot: number): void {
    this.#next[slot] = 0;
    this.#walk[slot] = this.#index.low[slot]!;
    this.#advance(slot, slot + 1);
  }

  #produce(to: number): void {
    // At least an eighth more, as every time all walks are looked at.
    const end = Math.min(SYMBOLS_MAX, Math.max(to, Math.ceil(this.#end * 1.125)));
    this.#symbols = enlargedSymbols(this.#symbols, this.#end, end);
    const slots = this.#index.slotsEnd;
    if (this.#end === 0) {
      this.#reserveSlots();
      this.#walk.set(this.#index.low.subarray(0, slots));
      for (let slot = 0; slot < slots; slot++) {
        this.#next[slot] = this.#index.keyAt(slot) === undefined ? BEYOND : 0;
      }
    }
    this.#end = end;
    this.#advance(0, slots);
  }

  /** Joins the ids in these slots into the symbols from where their walks stand up to the end. */
  #advance(fromSlot: number, toSlot: number): void {
    const { high, low, check } = this.#symbols;
    const { high: highs, low: lows } = this.#index;
    const nexts = this.#next;
    const walks = this.#walk;
    const end = this.#end;
    for (let slot = fromSlot; slot < toSlot; slot++) {
      let at = nexts[slot]!;
      if (at >= end) continue;
      const idHigh = highs[slot]!;
      const idLow = lows[slot]!;
      const sum = checksum(idHigh, idLow);
      const step = idHigh | 1;
      let walk = walks[slot]!;
      do {
        high[at]! ^= idHigh;
        low[at]! ^= idLow;
        check[at]! ^= sum;
        walk = (walk + step) | 0;
        at = symbolAfter(at, walk);
      } while (at < end);
      nexts[slot] = Math.min(at, BEYOND);
      walks[slot] = walk;
    }
  }

  #reserveSlots(): void {
    const capacity = this.#index.high.length;
    if (this.#next.length === capacity) return;
    const next = new Uint32Array(capacity);
    const walk = new Int32Array(capacity);
    next.set(this.#next);
    walk.set(this.#walk);
    this.#next = next;
    this.#walk = walk;
  }
}

/** Columns for `length` symbols, all of nothing. */
export function emptySymbols(length: number): SymbolColumns {
  return {
    high: new Int32Array(length),
    low: new Int32Array(length),
    check: new Int32Array(length),
  };
}

/** Columns for at least `length` symbols that begin with the first `kept` of `symbols`. */
export function enlargedSymbols(
  symbols: SymbolColumns,
  kept: number,
  length: number,
): SymbolColumns {
  if (length <= symbols.high.length) return symbols;
  const enlarged = emptySymbols(length);
  enlarged.high.set(symbols.high.subarray(0, kept));
  enlarged.low.set(symbols.low.subarray(0, kept));
  enlarged.check.set(symbols.check.subarray(0, kept));
  return enlarged;
}

/**
 * Finds what differs between two states from coded symbols of one of them. The symbols of the other
 * are joined into them, which leaves those of the difference; then a symbol with a single id in it
 * tells this id, which is taken out of all its symbols, and so on ("peeling").
 *
 * Any symbols will do, in any order, if there are enough of them: about 1.35 for each difference
 * when none is left out.
 *
 * ## A wrong id
 *
 * A symbol is taken for a single id when its checksum of 16 bits fits and the id is mapped to this
 * symbol. With d differences symbol i is looked at some d / (1 + i / 2) times, and a mixture passes with
 * probability 2^-16 / (1 + i / 2): 2.6 d / 2^16 wrong ids are expected, one for 25,000 differences. A
 * wrong id does no harm. Taken out of its symbols it is one difference more, is found once more, and
 * gone; nobody holds it, so it is asked for in vain. This needs peeling in rounds: if the last id
 * found were looked at first, a wrong one could be found in its other symbols again and again. (With 8
 * bits, one wrong id in a hundred, measured: no more symbols are needed than with 24.) The end is reached when
 * all symbols are empty, and symbol 0 has the digest, 64 bits, in it.
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import type { EntryId } from "../crdt/entry_id.ts";
import {
  type CodedSymbols,
  emptySymbols,
  enlargedSymbols,
  type SymbolColumns,
} from "./coded_symbols.ts";
import type { EntryIndex } from "./entry_index.ts";
import { checksum, CHECKSUM_BYTES, isMapped, symbolAfter } from "./symbol_mapping.ts";

/** Symbols from `from` up to, but not including, `to`. */
export interface SymbolRange {
  readonly from: number;
  readonly to: number;
}

/** Entries that only one state holds. */
export interface Difference {
  /** Slots of those that the other state lacks. */
  readonly give: readonly number[];
  /** The lower halves of the ids of those that are lacking here. */
  readonly want: readonly number[];
}

export class RibltDecoder {
  /** Digest of the state whose symbols these are. */
  readonly digest: EntryId;
  /** How many entries it has. */
  readonly count: number;
  #symbols = emptySymbols(0);
  /** By index: whether the symbol is there. */
  #known = new Uint8Array(0);
  #end = 0;
  #held = 0;
  #untried = 0;

  constructor(digest: EntryId, count: number) {
    this.digest = digest;
    this.count = count;
  }

  /** One more than the highest index of a symbol that is held. */
  get end(): number {
    return this.#end;
  }

  /** How many symbols are held. */
  get held(): number {
    return this.#held;
  }

  /** Symbols that have come since {@linkcode decode} was last tried. */
  get untried(): number {
    return this.#untried;
  }

  /**
   * Reads the symbols of a range, but for those that are held already.
   *
   * @returns Whether they agree with the digest.
   */
  read(reader: ByteReader, { from, to }: SymbolRange): boolean {
    this.#reserve(to);
    const symbols = this.#symbols;
    for (let i = from; i < to; i++) {
      const high = reader.fixed();
      const low = reader.fixed();
      const check = reader.fixed(CHECKSUM_BYTES);
      // Everything is mapped to symbol 0.
      if (i === 0 && (high !== this.digest.high || low !== this.digest.low)) return false;
      if (this.#known[i] === 1) continue;
      this.#known[i] = 1;
      this.#held += 1;
      this.#untried += 1;
      symbols.high[i] = high;
      symbols.low[i] = low;
      symbols.check[i] = check;
    }
    this.#end = Math.max(this.#end, to);
    return true;
  }

  /** The first ranges below the end that are not held, at most `most` of them. */
  gaps(most: number): SymbolRange[] {
    const gaps: SymbolRange[] = [];
    for (let to = 0; gaps.length < most;) {
      const from = this.#known.subarray(0, this.#end).indexOf(0, to);
      if (from < 0) break;
      to = this.#known.indexOf(1, from);
      gaps.push({ from, to });
    }
    return gaps;
  }

  /**
   * The difference to the state whose symbols are `mine`; `undefined` when there are not yet enough
   * symbols to tell.
   */
  decode(mine: CodedSymbols, index: EntryIndex): Difference | undefined {
    this.#untried = 0;
    const give: number[] = [];
    const want: number[] = [];
    const done = peel(this.#without(mine), this.#known.subarray(0, this.#end), (high, low) => {
      const slot = index.find(high, low);
      if (slot >= 0) give.push(slot);
      else want.push(low);
    });
    return done ? { give, want } : undefined;
  }

  /** The symbols of the difference: those held, without what is `mine`. */
  #without(mine: CodedSymbols): SymbolColumns {
    const end = this.#end;
    const theirs = this.#symbols;
    const { high, low, check } = mine.below(end);
    const difference = emptySymbols(end);
    for (let i = 0; i < end; i++) {
      if (this.#known[i] === 0) continue;
      difference.high[i] = theirs.high[i]! ^ high[i]!;
      difference.low[i] = theirs.low[i]! ^ low[i]!;
      difference.check[i] = theirs.check[i]! ^ check[i]!;
    }
    return difference;
  }

  #reserve(end: number): void {
    if (end <= this.#known.length) return;
    const length = Math.max(end, 2 * this.#known.length);
    this.#symbols = enlargedSymbols(this.#symbols, this.#end, length);
    const known = new Uint8Array(length);
    known.set(this.#known);
    this.#known = known;
  }
}

/**
 * Takes ids out of symbols until no single one is left; changes the symbols.
 *
 * @param known By index: 1 if the symbol is there.
 * @param found Told of each id.
 * @returns Whether nothing is left in the symbols, and symbol 0, which has all ids, is among them.
 */
function peel(
  { high, low, check }: SymbolColumns,
  known: Uint8Array,
  found: (high: number, low: number) => void,
): boolean {
  const end = known.length;
  const isEmpty = (i: number) => (high[i]! | low[i]! | check[i]!) === 0;
  const fits = (i: number) => checksum(high[i]!, low[i]!) === check[i]!;
  let filled = 0;
  let ids = 0;
  let round: number[] = [];
  for (let i = 0; i < end; i++) {
    if (isEmpty(i)) continue;
    filled += 1;
    if (fits(i)) round.push(i);
  }
  // By index: 1 if the symbol is to be looked at in the next round.
  const noted = new Uint8Array(end);
  while (round.length > 0 && ids < 2 * end) {
    const next: number[] = [];
    for (const at of round) {
      noted[at] = 0;
      // It may have been emptied by now.
      if (!fits(at) || !isMapped(high[at]!, low[at]!, at)) continue;
      const idHigh = high[at]!;
      const idLow = low[at]!;
      const sum = check[at]!;
      ids += 1;
      found(idHigh >>> 0, idLow >>> 0);
      let walk = idLow;
      for (let i = 0; i < end;) {
        if (known[i] === 1) {
          if (isEmpty(i)) filled += 1;
          high[i]! ^= idHigh;
          low[i]! ^= idLow;
          check[i]! ^= sum;
          if (isEmpty(i)) filled -= 1;
          else if (noted[i] === 0 && fits(i)) {
            noted[i] = 1;
            next.push(i);
          }
        }
        walk = (walk + (idHigh | 1)) | 0;
        i = symbolAfter(i, walk);
      }
    }
    round = next;
  }
  return filled === 0 && known[0] === 1;
}

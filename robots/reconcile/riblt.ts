/**
 * Reconciliation by rateless invertible Bloom lookup tables (Yang, Gilad and Alizadeh 2024, "Practical
 * Rateless Set Reconciliation"): close to what information theory allows, whatever the size of the
 * states.
 *
 * Whoever begins sends a sketch of its state; the peer estimates from it how much differs, and answers
 * with as many coded symbols as that is likely to take. If they are not enough, more are asked for.
 * The peer keeps nothing; symbols already held stay useful as long as its state stays the same.
 *
 * ```text
 * open     strategy, 3, how many entries, digest, sketch
 * more     strategy, 4, how many entries, digest of the peer's state, how many symbols are likely to be
 *          needed in all, ranges of symbols: how many to pass over, how many to send
 * symbols  strategy, 5, digest, how many entries, index of the first symbol, how many symbols are
 *          likely to be needed in all, how many messages still follow, symbols
 * ```
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import { type EntryId, equalIds, readId, writeId } from "../crdt/entry_id.ts";
import { SYMBOL_BYTES, SYMBOLS_MAX } from "./coded_symbols.ts";
import { readSketch } from "./difference_sketch.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { type Difference, RibltDecoder, type SymbolRange } from "./riblt_decoder.ts";
import { type Heard, type Limits, type Side, type Strategy, STRATEGY_CODES } from "./strategy.ts";
import {
  giveMessages,
  hear,
  HEADER_BYTES,
  message,
  OWN_KINDS,
  refused,
  replied,
  SILENCE,
  wantMessages,
} from "./trade.ts";

const CODE = STRATEGY_CODES.riblt;
const OPEN = OWN_KINDS;
const MORE = OWN_KINDS + 1;
const SYMBOLS = OWN_KINDS + 2;

/** Digest, number of entries, and three numbers up to {@linkcode SYMBOLS_MAX}. */
const SYMBOLS_HEADER_BYTES = HEADER_BYTES + 8 + 8 + 3 * 4;

/** Ranges in one request: as many as a burst of messages can have holes. */
const RANGES_MAX = 16;

/**
 * The estimate is off by 18 %: with a tenth more, two of three first answers are enough. Many
 * differences take fewer symbols each, which leaves room for more: with two fifths nearly all are.
 */
const MARGIN_OF_FEW = 0.1;
const MARGIN_OF_MANY = 0.4;
const MANY_DIFFERENCES = 10_000;

/** Whoever changes more often than this within a conversation is left in peace until the next one. */
const RESTARTS_MAX = 8;

/** When symbols were not enough: an eighth more, and at least this many. */
const MORE_MIN = 8;

/**
 * Beyond twice the number of all entries there is nothing that could still be undecided: two ids that
 * differ are in the same ones of so many symbols with a probability below 10^-10.
 */
const SYMBOLS_SPARE = 1024;

export const riblt: Strategy = {
  name: "riblt",
  refuses: () => undefined,
  side: (state, limits) => new RibltSide(state, limits),
};

/**
 * How many symbols tell so many differences in three of four cases or more: two for each of ten, 1.52
 * for each of a hundred, and down to 1.35 for very many. Fitted to what was measured, which is what the
 * paper says.
 */
export function symbolsFor(differences: number): number {
  return Math.ceil(1.35 * differences + 1.5 * Math.sqrt(differences) + 2);
}

/** What to expect so that the first answer is mostly enough, when so many differences are estimated. */
function withMargin(estimate: number): number {
  const many = Math.sqrt(Math.min(1, estimate / MANY_DIFFERENCES));
  return estimate * (1 + MARGIN_OF_FEW + many * (MARGIN_OF_MANY - MARGIN_OF_FEW));
}

/** How many symbols may be asked for between states of so many entries. */
function symbolsMax(entriesHere: number, entriesThere: number): number {
  return Math.min(SYMBOLS_MAX, 2 * (entriesHere + entriesThere) + SYMBOLS_SPARE);
}

class RibltSide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  /** Symbols in one message. */
  readonly #symbolsEach: number;
  /** Whether symbols are waited for. */
  #asking = false;
  #decoder: RibltDecoder | undefined;
  /** How many symbols the peer thinks are needed. */
  #aim = 0;
  /** How often the peer has changed since the conversation began. */
  #restarts = 0;
  /** How many entries were asked for last time. */
  #wanted = Infinity;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
    this.#symbolsEach = Math.floor((limits.messageBytesMax - SYMBOLS_HEADER_BYTES) / SYMBOL_BYTES);
  }

  begin(): readonly Uint8Array[] {
    const difference = this.#decode();
    // A large difference comes in pieces; what has not come yet is known. But whoever asks in vain must
    // look again: the peer may have changed.
    if (difference !== undefined && difference.want.length < this.#wanted) {
      const replies = this.#trade(difference);
      if (replies.length > 0) return replies;
    }
    if (difference !== undefined || this.#isExhausted()) this.#forget();
    this.#asking = true;
    this.#restarts = 0;
    return [this.#request()];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      if (kind === OPEN) return this.#opened(reader);
      if (kind === MORE) return this.#continued(reader);
      return kind === SYMBOLS ? this.#learn(reader) : refused("malformed");
    });
  }

  #request(): Uint8Array {
    return this.#decoder === undefined ? this.#open() : this.#more(this.#decoder);
  }

  #open(): Uint8Array {
    const { index, sketch } = this.#state;
    const writer = message(CODE, OPEN).number(index.count);
    writeId(writer, index.digest);
    sketch.write(writer);
    return writer.finish();
  }

  /** Asks for what was lost on the way; if nothing was, for what comes next. */
  #more(decoder: RibltDecoder): Uint8Array {
    const { end, digest } = decoder;
    const gaps = decoder.gaps(RANGES_MAX);
    const more = gaps.length > 0 ? 0 : end + Math.max(MORE_MIN, Math.ceil(end / 8));
    this.#aim = Math.min(this.#most(decoder), Math.max(this.#aim, more));
    const ranges = gaps.length > 0 ? gaps : [{ from: end, to: this.#aim }];
    const writer = message(CODE, MORE).number(this.#state.index.count);
    writeId(writer, digest);
    writer.number(this.#aim);
    let at = 0;
    for (const { from, to } of ranges) {
      writer.number(from - at).number(to - from);
      at = to;
    }
    return writer.finish();
  }

  #opened(reader: ByteReader): Heard {
    const { index, sketch } = this.#state;
    const count = reader.number();
    const digest = readId(reader);
    const theirs = readSketch(reader);
    if (!reader.end) return refused("malformed");
    if (equalIds(digest, index.digest)) return SILENCE;
    const differences = Math.max(
      withMargin(sketch.estimate(theirs)),
      Math.abs(index.count - count),
    );
    const aim = Math.min(symbolsMax(index.count, count), symbolsFor(differences));
    return replied(this.#burst([{ from: 0, to: aim }], aim));
  }

  #continued(reader: ByteReader): Heard {
    const { index } = this.#state;
    const count = reader.number();
    const digest = readId(reader);
    const aim = reader.number();
    const ranges: SymbolRange[] = [];
    let end = 0;
    while (reader.left > 0 && ranges.length < RANGES_MAX) {
      const from = end + reader.number();
      end = from + reader.number();
      if (end === from) reader.fail();
      ranges.push({ from, to: end });
    }
    if (!reader.end || ranges.length === 0) return refused("malformed");
    const most = symbolsMax(index.count, count);
    // Symbols of two states do not go together.
    if (!equalIds(digest, index.digest)) {
      const anew = Math.min(aim, most);
      return replied(this.#burst([{ from: 0, to: anew }], anew));
    }
    if (Math.max(aim, end) > most) return refused("contradictory");
    return replied(this.#burst(ranges, aim));
  }

  #burst(ranges: readonly SymbolRange[], aim: number): Uint8Array[] {
    const parts: SymbolRange[] = [];
    for (const range of ranges) {
      for (let from = range.from; from < range.to; from += this.#symbolsEach) {
        if (parts.length === this.#limits.burstMessagesMax) break;
        parts.push({ from, to: Math.min(range.to, from + this.#symbolsEach) });
      }
    }
    const { index, symbols } = this.#state;
    return parts.map(({ from, to }, i) => {
      const writer = message(CODE, SYMBOLS);
      writeId(writer, index.digest);
      writer
        .number(index.count)
        .number(from)
        .number(aim)
        .number(parts.length - 1 - i);
      symbols.write(writer, from, to);
      return writer.finish();
    });
  }

  /** Takes in symbols, which `reader` has read up to behind their kind. */
  #learn(reader: ByteReader): Heard {
    const digest = readId(reader);
    const count = reader.number();
    const from = reader.number();
    const aim = reader.number();
    const following = reader.number();
    const to = from + reader.left / SYMBOL_BYTES;
    if (!reader.ok || !Number.isSafeInteger(to) || to === from) return refused("malformed");
    if (!this.#asking) return SILENCE;
    const decoder = this.#decoderOf(digest, count);
    const most = this.#most(decoder);
    // Only as much memory as a burst could have filled, had no message of it been lost.
    const reach = decoder.end + this.#symbolsEach * this.#limits.burstMessagesMax;
    if (
      count !== decoder.count ||
      to > Math.min(most, reach) ||
      !decoder.read(reader, { from, to })
    ) {
      this.#forget();
      return refused("contradictory");
    }
    this.#aim = Math.max(this.#aim, aim);
    if (following > 0 || decoder.untried === 0) return SILENCE;
    const difference = this.#decode();
    if (difference !== undefined) return replied(this.#trade(difference));
    if (this.#restarts > RESTARTS_MAX) return SILENCE;
    if (!this.#isExhausted()) return replied([this.#request()]);
    this.#forget();
    return refused("contradictory");
  }

  /** The decoder for this state of the peer; that for another state is forgotten. */
  #decoderOf(digest: EntryId, count: number): RibltDecoder {
    if (this.#decoder !== undefined && equalIds(this.#decoder.digest, digest)) return this.#decoder;
    if (this.#decoder !== undefined) this.#restarts += 1;
    this.#aim = 0;
    this.#decoder = new RibltDecoder(digest, count);
    return this.#decoder;
  }

  /** How many symbols may be asked for. */
  #most({ count }: RibltDecoder): number {
    return symbolsMax(this.#state.index.count, count);
  }

  /** Whether no more symbols may be asked for: all are there, or entries are gone. */
  #isExhausted(): boolean {
    if (this.#decoder === undefined) return false;
    const most = this.#most(this.#decoder);
    return this.#decoder.held >= most || this.#decoder.end > most;
  }

  #decode(): Difference | undefined {
    return this.#decoder?.decode(this.#state.symbols, this.#state.index);
  }

  /** Gives what the peer lacks and asks for what is lacking here. */
  #trade({ give, want }: Difference): Uint8Array[] {
    this.#asking = false;
    this.#wanted = want.length;
    const wants = wantMessages(CODE, want, this.#limits);
    const room = this.#limits.burstMessagesMax - wants.length;
    if (room === 0) return wants;
    const limits = { ...this.#limits, burstMessagesMax: room };
    const gives = giveMessages(this.#state, CODE, give, limits);
    // With what it is given the peer has another state.
    if (gives.length > 0) this.#forget();
    return [...gives, ...wants];
  }

  #forget(): void {
    this.#asking = false;
    this.#decoder = undefined;
    this.#aim = 0;
    this.#wanted = Infinity;
  }
}

/**
 * Reconciliation by full state: each side sends all it has, whatever the other one holds. The baseline
 * that others are measured by, and the best there is while states are tiny.
 *
 * ```text
 * open   mark, turn, from      "what do you have?" and "ask me, too"
 * ask    mark, turn, from      "what do you have?"
 * last   turn, next, entries   the end of an answer; those before it are `give`
 * ```
 *
 * An answer is one burst of entries from the place `from` on. Its last message names the place where
 * the next one begins, 0 at the end, and whoever asked asks for that at once. Places are slots of the
 * sender's index: finding them takes no sorting, and if an entry changes its place meanwhile it comes
 * with the next round. A side remembers the last place it was told of, so that a conversation that
 * broke off is gone on with where it broke off: however many messages get lost, each entry is
 * sent again and again.
 *
 * @module
 */
import { type ByteReader, numberBytes } from "../crdt/bytes.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { equalMarks, readMark, writeMark } from "./state_mark.ts";
import { type Heard, type Limits, type Side, STRATEGY_CODES, type Strategy } from "./strategy.ts";
import {
  GIVE,
  HEADER_BYTES,
  hear,
  hearEntries,
  message,
  OWN_KINDS,
  refused,
  replied,
  SILENCE,
  writeEntries,
} from "./trade.ts";
import { Turns } from "./turns.ts";

const CODE = STRATEGY_CODES.full_state;
const OPEN = OWN_KINDS;
const ASK = OWN_KINDS + 1;
const LAST = OWN_KINDS + 2;

/** Before its entries a `last` has its turn, a slot (below 2^32) and their number. */
const LAST_BYTES_MAX = HEADER_BYTES + 1 + 5 + 4;

export const fullState: Strategy = {
  name: "full_state",
  refuses: () => undefined,
  side: (state, limits) => new FullStateSide(state, limits),
};

class FullStateSide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  readonly #turns = new Turns();
  /** Where the peer's entries go on. */
  #from = 0;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
  }

  begin(): readonly Uint8Array[] {
    return [this.#question(OPEN)];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      if (kind === OPEN || kind === ASK) return this.#answer(kind, reader);
      return kind === LAST ? this.#hearLast(reader, nowMs) : refused("malformed");
    });
  }

  #question(kind: number): Uint8Array {
    const writer = writeMark(message(CODE, kind), this.#state.index);
    return writer.fixed(this.#turns.ask(), 1).number(this.#from).finish();
  }

  #answer(kind: number, reader: ByteReader): Heard {
    const mark = readMark(reader);
    const turn = reader.fixed(1);
    const from = reader.number();
    if (!reader.end) return refused("malformed");
    if (equalMarks(this.#state.index, mark)) return SILENCE;
    const messagesMax = this.#limits.burstMessagesMax;
    if (kind === ASK) return replied(this.#burst(turn, from, messagesMax));
    const burst = this.#burst(turn, from, Math.max(1, messagesMax - 1));
    // Before the entries: with them the peer would have all of these to send back.
    if (burst.length < messagesMax) burst.unshift(this.#question(ASK));
    return replied(burst);
  }

  /** All entries from slot `from` on, as far as `messagesMax` messages carry them. */
  #burst(turn: number, from: number, messagesMax: number): Uint8Array[] {
    const { index } = this.#state;
    const room = this.#limits.messageBytesMax - LAST_BYTES_MAX;
    const pages: Uint8Array[][] = [];
    let left = 0;
    // A place beyond the end is one of an earlier life of this replica.
    let slot = from < index.slotsEnd ? from : 0;
    for (; slot < index.slotsEnd; slot++) {
      if (index.keyAt(slot) === undefined) continue;
      const entry = this.#state.entryAt(slot);
      const bytes = entry.length + numberBytes(entry.length);
      // No message can carry it.
      if (bytes > room) continue;
      if (bytes > left) {
        if (pages.length === messagesMax) break;
        pages.push([]);
        left = room;
      }
      pages.at(-1)!.push(entry);
      left -= bytes;
    }
    const next = slot < index.slotsEnd ? slot : 0;
    return pages.map((entries, i) => {
      const last = i === pages.length - 1;
      const writer = message(CODE, last ? LAST : GIVE);
      if (last) writer.fixed(turn, 1).number(next);
      writeEntries(writer, entries);
      return writer.finish();
    });
  }

  #hearLast(reader: ByteReader, nowMs: number): Heard {
    const turn = reader.fixed(1);
    const next = reader.number();
    if (!reader.ok) return refused("malformed");
    const heard = hearEntries(this.#state, reader, nowMs);
    if (!this.#turns.answered(turn)) return heard;
    // Even if these entries were refused: the others are not to wait for them.
    this.#from = next;
    if (heard.kind === "refused" || next === 0) return heard;
    return replied([this.#question(ASK)], heard.items);
  }
}

/**
 * How strategies end that narrow a difference down to ranges of ids: with all ids that one side has in
 * a range. The other side gives what is not among them and wants what it lacks.
 *
 * @module
 */
import { ByteWriter } from "../crdt/bytes.ts";
import { type EntryId, equalIds, mix32 } from "../crdt/entry_id.ts";
import { compareIds, type IdRange } from "./id_range.ts";
import type { Reconcilable } from "./reconcilable.ts";
import type { Heard, Limits } from "./strategy.ts";
import { giveMessages, replied, wantMessages } from "./trade.ts";

/** A range and all ids that one side has there, ascending. */
export interface Listing extends IdRange {
  readonly ids: readonly EntryId[];
}

/** What is here in `range`. */
export function listingOf(state: Reconcilable, range: IdRange): Listing {
  return { ...range, ids: Array.from(state.trie.within(range), ({ id }) => id) };
}

/**
 * Packs items into messages.
 *
 * @param begin Begins a message.
 * @param write Appends an item; `previous` is the one before it in the same message. Every item must
 * fit into a message of its own.
 */
export function pages<Item>(
  items: Iterable<Item>,
  limits: Limits,
  begin: () => ByteWriter,
  write: (writer: ByteWriter, item: Item, previous: Item | undefined) => void,
): Uint8Array[] {
  const finished: Uint8Array[] = [];
  let page: ByteWriter | undefined;
  let previous: Item | undefined;
  for (const item of items) {
    let piece = new ByteWriter();
    write(piece, item, previous);
    if (page !== undefined && page.length + piece.length > limits.messageBytesMax) {
      finished.push(page.finish());
      page = undefined;
      piece = new ByteWriter();
      write(piece, item, undefined);
    }
    page = (page ?? begin()).raw(piece.finish());
    previous = item;
  }
  if (page !== undefined) finished.push(page.finish());
  return finished;
}

/**
 * Answers with questions, and with entries and wishes that settle the listings of the other side, as
 * far as `limits` allow. What is left out is found by a later conversation, which has less to look for:
 * what was settled is equal by then. Yet the part that is sent must not be the same each time, as it
 * may not help: an entry that was replaced is given in vain until the newer one has come the other
 * way. So `turn` decides where it begins.
 *
 * @param turn Another number for every answer of a side.
 */
export function answer(
  state: Reconcilable,
  code: number,
  limits: Limits,
  turn: number,
  questions: readonly Uint8Array[],
  listings: readonly Listing[],
): Heard {
  const lacking = listings.flatMap(({ ids }) =>
    ids.filter(({ high, low }) => state.index.find(high, low) < 0).map(({ low }) => low),
  );
  const messages = [
    ...questions,
    ...wantMessages(code, lacking, limits),
    ...giveMessages(state, code, unlisted(state, listings), limits),
  ];
  const { burstMessagesMax } = limits;
  if (messages.length <= burstMessagesMax) return replied(messages);
  const start = (mix32(turn) >>> 0) % messages.length;
  return replied([...messages.slice(start), ...messages].slice(0, burstMessagesMax));
}

/** The slots of what is here and not listed. */
function* unlisted(state: Reconcilable, listings: readonly Listing[]): Generator<number> {
  for (const { from, to, ids } of listings) {
    let at = 0;
    for (const { id, slot } of state.trie.within({ from, to })) {
      while (at < ids.length && compareIds(ids[at]!, id) < 0) at += 1;
      if (at === ids.length || !equalIds(ids[at]!, id)) yield slot;
    }
  }
}

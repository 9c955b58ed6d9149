/**
 * Reconciliation by comparing hash trees from the root down (Merkle 1987, "A Digital Signature Based
 * on a Conventional Encryption Function"; for anti-entropy: DeCandia et al. 2007, "Dynamo: Amazon's
 * Highly Available Key-value Store").
 *
 * ```text
 * root     strategy, 3, the hash of all
 * hashes   strategy, 4, level, for each node: its place, the hashes of its 16 children
 * ids      strategy, 5, level, for each node: its place, the ids below it
 * ```
 *
 * Who hears hashes looks at each node where its own differs, and answers with the hashes below it, or
 * with its ids once its tree has no more levels there. Who hears ids gives and wants. So a
 * conversation has about as many legs as the tree has levels, however much is missing; each answer is
 * a level lower, so it ends whatever the hashes say, and a peer can only ask anew. Nodes without ids on
 * one side go at once: they are given, or asked for by naming no id.
 *
 * A node is a range of ids, and its hash ({@linkcode hashOf}) does not depend on the tree below it. So
 * trees need not have the same depth, and a side keeps nothing of a conversation.
 *
 * A place is the first digits of all ids of a node, as many as its level: two to a byte.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import { type EntryId, equalIds, readId, writeId } from "../crdt/entry_id.ts";
import {
  ALL,
  byteOf,
  compareIds,
  END,
  ID_BYTES,
  type IdRange,
  readIds,
  START,
  withByte,
  writeIds,
} from "./id_range.ts";
import { EMPTY_HASH, hashOf, hashOfAll } from "./id_trie.ts";
import { answer, type Listing, listingOf, pages } from "./listing.ts";
import type { Reconcilable } from "./reconcilable.ts";
import {
  type Heard,
  type Limits,
  MESSAGE_BYTES_MIN,
  type Side,
  type Strategy,
  STRATEGY_CODES,
} from "./strategy.ts";
import { hear, HEADER_BYTES, message, OWN_KINDS, refused } from "./trade.ts";

const CODE = STRATEGY_CODES.merkle;
const ROOT = OWN_KINDS;
const HASHES = OWN_KINDS + 1;
const IDS = OWN_KINDS + 2;

/** As many levels as an id has digits: below the last one there is nothing to tell apart. */
const LEVEL_MAX = 16;
const CHILDREN = 16;

/** The level, a place, and how many ids there are. */
const LISTING_BYTES = 1 + ID_BYTES + 1;

/**
 * More ids than this are not listed: they go a level deeper than the tree, so that each listing fits
 * into the smallest message. It is twice what a bucket has on average, and rarely reached.
 */
const IDS_MAX = Math.floor((MESSAGE_BYTES_MIN - HEADER_BYTES - LISTING_BYTES) / ID_BYTES);

/** A place in the tree: the lowest id that may stand there. */
interface Place {
  readonly level: number;
  readonly from: EntryId;
}

/** What was found to differ in what a message tells of. */
interface Found {
  /** Places with more to compare below them. */
  readonly places: Place[];
  /** What is here in places that are small enough, or of which there is nothing here. */
  readonly mine: Listing[];
  /** What is there, as far as it is known. */
  readonly theirs: Listing[];
}

export const merkle: Strategy = {
  name: "merkle",
  refuses: () => undefined,
  side: (state, limits) => new MerkleSide(state, limits),
};

class MerkleSide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  #turn = 0;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
  }

  begin(): readonly Uint8Array[] {
    const writer = message(CODE, ROOT);
    writeId(writer, hashOfAll(this.#state.index));
    return [writer.finish()];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      if (kind === ROOT) return this.#hearRoot(reader);
      if (kind === HASHES) return this.#hearHashes(reader);
      return kind === IDS ? this.#hearIds(reader) : refused("malformed");
    });
  }

  #hearRoot(reader: ByteReader): Heard {
    const hash = readId(reader);
    if (!reader.end) return refused("malformed");
    const found: Found = { places: [], mine: [], theirs: [] };
    this.#compare({ level: 0, from: START }, END, hash, found);
    return this.#answer(0, found);
  }

  #hearHashes(reader: ByteReader): Heard {
    const heard: { place: Place; hash: EntryId; to: EntryId }[] = [];
    const level = readPlaces(reader, LEVEL_MAX - 1, (parent) => {
      for (let digit = 0; digit < CHILDREN; digit++) {
        const place = { level: parent.level + 1, from: childOf(parent, digit) };
        heard.push({ place, to: childOf(parent, digit + 1), hash: readId(reader) });
      }
    });
    if (level === undefined) return refused("malformed");
    const found: Found = { places: [], mine: [], theirs: [] };
    for (const { place, to, hash } of heard) this.#compare(place, to, hash, found);
    return this.#answer(level + 1, found);
  }

  #hearIds(reader: ByteReader): Heard {
    const theirs: Listing[] = [];
    const level = readPlaces(reader, LEVEL_MAX, (place) => {
      const range = rangeOf(place);
      theirs.push({ ...range, ids: readIds(reader, range) });
    });
    if (level === undefined) return refused("malformed");
    return this.#answer(level, { places: [], mine: [], theirs });
  }

  #compare(place: Place, to: EntryId, theirs: EntryId, found: Found): void {
    const { trie } = this.#state;
    const range = { from: place.from, to };
    const sum = trie.sum(range);
    if (equalIds(hashOf(sum), theirs)) return;
    if (equalIds(theirs, EMPTY_HASH)) {
      found.theirs.push({ ...range, ids: [] });
    } else if (sum.count === 0 || (place.level >= trie.depth && sum.count <= IDS_MAX)) {
      found.mine.push(listingOf(this.#state, range));
    } else found.places.push(place);
  }

  /** @param level Of what was found. */
  #answer(level: number, found: Found): Heard {
    const begin = (kind: number) => () => message(CODE, kind).fixed(level, 1);
    const questions = [
      ...pages(found.places, this.#limits, begin(HASHES), (writer, place) => {
        writePlace(writer, place);
        for (let digit = 0; digit < CHILDREN; digit++) {
          const range = { from: childOf(place, digit), to: childOf(place, digit + 1) };
          writeId(writer, hashOf(this.#state.trie.sum(range)));
        }
      }),
      ...pages(found.mine, this.#limits, begin(IDS), (writer, listing) => {
        writePlace(writer, { level, from: listing.from });
        writeIds(writer, listing, listing.ids);
      }),
    ];
    return answer(this.#state, CODE, this.#limits, this.#turn++, questions, found.theirs);
  }
}

/** The lowest id of a child; that of child 16 is where the place ends. */
function childOf({ level, from }: Place, digit: number): EntryId {
  if (level < 8) return { high: from.high + digit * 2 ** (28 - 4 * level), low: 0 };
  const low = from.low + digit * 2 ** (60 - 4 * level);
  return low < END.high ? { high: from.high, low } : { high: from.high + 1, low: 0 };
}

function rangeOf(place: Place): IdRange {
  if (place.level === 0) return ALL;
  const { level, from } = place;
  return { from, to: childOf({ level: level - 1, from }, 1) };
}

function writePlace(writer: ByteWriter, { level, from }: Place): void {
  for (let position = 0; position < level / 2; position++) writer.fixed(byteOf(from, position), 1);
}

function readPlace(reader: ByteReader, level: number): Place {
  let from = START;
  for (let position = 0; position < level / 2; position++) {
    const byte = reader.fixed(1);
    // The lower digit of the last byte of an odd level belongs to the level below.
    if (position + 1 > level / 2 && byte % CHILDREN > 0) reader.fail();
    from = withByte(from, position, byte);
  }
  return { level, from };
}

/**
 * Reads the level of a message and its places, of which there is at least one; `read` reads what
 * follows each.
 *
 * @returns The level; `undefined` when no side would write this.
 */
function readPlaces(
  reader: ByteReader,
  levelMax: number,
  read: (place: Place) => void,
): number | undefined {
  const level = reader.fixed(1);
  if (level > levelMax || reader.left === 0) return undefined;
  let before: Place | undefined;
  while (reader.left > 0) {
    const place = readPlace(reader, level);
    if (before !== undefined && compareIds(place.from, before.from) <= 0) reader.fail();
    read(place);
    before = place;
  }
  return reader.end ? level : undefined;
}

/**
 * Range-based set reconciliation (Meyer 2023, "Range-Based Set Reconciliation", arXiv 2212.13567): both
 * sides compare hashes of ranges of ids; a range that differs is split into parts with equally many
 * ids, until few are left, and these are named.
 *
 * ```text
 * ranges   strategy, 3, ranges in ascending order, from the lowest id on: to where, and what
 * to       one byte: what + 3 (first bytes shared with the bound before + 9 bytes of this bound),
 *          then the bytes not shared; the bytes behind them are 0, no bytes at all mean the end
 * what     0, nothing: it is equal, or not spoken of; 1, its hash; 2, the ids there
 * ```
 *
 * Who hears a hash that is not its own answers for this range alone: with parts of it, each an eighth
 * of the ids that it has there, or with ids. Who hears ids gives and wants. So a conversation ends,
 * whatever the hashes say, after about log8 n legs; in the worst case, where one side has its ids where
 * the other has none, after as many of both. A peer can only ask anew. Where one side has nothing the
 * other gives all, or is asked to by a list of no ids. A side keeps nothing of a conversation.
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
  sharedBytes,
  START,
  truncated,
  withByte,
  writeIds,
} from "./id_range.ts";
import { EMPTY_HASH, hashOf, hashOfAll } from "./id_trie.ts";
import { answer, type Listing, listingOf, pages } from "./listing.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { type Heard, type Limits, type Side, type Strategy, STRATEGY_CODES } from "./strategy.ts";
import { hear, message, OWN_KINDS, refused } from "./trade.ts";

const CODE = STRATEGY_CODES.range_based;
const RANGES = OWN_KINDS;

/** Into how many parts a range is split: more would save legs and cost bytes. */
const PARTS = 8;

/** So few ids take fewer bytes than the hashes of eight parts and then some of the ids. */
const IDS_MAX = 16;

/** What is said of a range. */
const NOTHING = 0;
const HASH = 1;
const IDS = 2;
const KINDS = 3;

type Claim =
  | (IdRange & { readonly kind: typeof HASH; readonly hash: EntryId })
  | (Listing & { readonly kind: typeof IDS });

export const rangeBased: Strategy = {
  name: "range_based",
  refuses: () => undefined,
  side: (state, limits) => new RangeBasedSide(state, limits),
};

class RangeBasedSide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  #turn = 0;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
  }

  begin(): readonly Uint8Array[] {
    return this.#write([{ ...ALL, kind: HASH, hash: hashOfAll(this.#state.index) }]);
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      const claims = kind === RANGES ? readClaims(reader) : undefined;
      return claims === undefined ? refused("malformed") : this.#answer(claims);
    });
  }

  #answer(claims: readonly Claim[]): Heard {
    const mine: Claim[] = [];
    const theirs: Listing[] = [];
    for (const claim of claims) {
      if (claim.kind === IDS) theirs.push(claim);
      else this.#compare(claim, claim.hash, mine, theirs);
    }
    const questions = this.#write(mine);
    return answer(this.#state, CODE, this.#limits, this.#turn++, questions, theirs);
  }

  #compare({ from, to }: IdRange, hash: EntryId, mine: Claim[], theirs: Listing[]): void {
    const sum = this.#state.trie.sum({ from, to });
    if (equalIds(hashOf(sum), hash)) return;
    if (equalIds(hash, EMPTY_HASH)) theirs.push({ from, to, ids: [] });
    else if (sum.count > IDS_MAX) mine.push(...this.#split({ from, to }, sum.count));
    else mine.push({ ...listingOf(this.#state, { from, to }), kind: IDS });
  }

  /** Parts of `range`, which has `count` ids here, with equally many in each. */
  #split(range: IdRange, count: number): Claim[] {
    const { trie } = this.#state;
    const first = trie.rank(range.from);
    const parts: Claim[] = [];
    let { from } = range;
    for (let part = 1; part <= PARTS; part++) {
      const to =
        part === PARTS ? range.to : this.#boundAt(first + Math.floor((count * part) / PARTS));
      parts.push({ from, to, kind: HASH, hash: hashOf(trie.sum({ from, to })) });
      from = to;
    }
    return parts;
  }

  /** The shortest bound with exactly `rank` ids before it; there is one before and one behind it. */
  #boundAt(rank: number): EntryId {
    const before = this.#state.trie.at(rank - 1);
    const behind = this.#state.trie.at(rank);
    return truncated(behind, sharedBytes(before, behind) + 1);
  }

  #write(claims: readonly Claim[]): Uint8Array[] {
    return pages(claims, this.#limits, () => message(CODE, RANGES), writeClaim);
  }
}

/** @param previous What is said before it in the same message. */
function writeClaim(writer: ByteWriter, claim: Claim, previous: Claim | undefined): void {
  const reached = previous?.to ?? START;
  if (!equalIds(reached, claim.from)) writeBound(writer, NOTHING, reached, claim.from);
  writeBound(writer, claim.kind, claim.from, claim.to);
  if (claim.kind === HASH) writeId(writer, claim.hash);
  else writeIds(writer, claim, claim.ids);
}

/** @returns `undefined` when no side would write this. */
function readClaims(reader: ByteReader): Claim[] | undefined {
  const claims: Claim[] = [];
  let from = START;
  let skipped = false;
  while (reader.left > 0) {
    const { kind, to } = readBound(reader, from);
    if (from === END || compareIds(to, from) <= 0 || (skipped && kind === NOTHING)) reader.fail();
    if (kind === HASH) claims.push({ from, to, kind, hash: readId(reader) });
    if (kind === IDS) claims.push({ from, to, kind, ids: readIds(reader, { from, to }) });
    from = to;
    skipped = kind === NOTHING;
  }
  return reader.end && !skipped && claims.length > 0 ? claims : undefined;
}

function writeBound(writer: ByteWriter, kind: number, before: EntryId, bound: EntryId): void {
  const { shared, bytes } = lengthsOf(before, bound);
  writer.fixed(kind + KINDS * (shared + (ID_BYTES + 1) * bytes), 1);
  for (let position = shared; position < bytes; position++) {
    writer.fixed(byteOf(bound, position), 1);
  }
}

function readBound(reader: ByteReader, before: EntryId): { kind: number; to: EntryId } {
  const head = reader.fixed(1);
  const kind = head % KINDS;
  const lengths = Math.floor(head / KINDS);
  const shared = lengths % (ID_BYTES + 1);
  const bytes = Math.floor(lengths / (ID_BYTES + 1));
  if (lengths === 0) return { kind, to: END };
  let to = truncated(before, shared);
  for (let position = shared; position < bytes; position++) {
    to = withByte(to, position, reader.fixed(1));
  }
  const canonical = lengthsOf(before, to);
  if (shared !== canonical.shared || bytes !== canonical.bytes) reader.fail();
  return { kind, to };
}

/** How many bytes `bound` needs, and how many of them are those of the bound before. */
function lengthsOf(before: EntryId, bound: EntryId): { shared: number; bytes: number } {
  if (bound.high === END.high) return { shared: 0, bytes: 0 };
  let bytes = ID_BYTES;
  while (bytes > 0 && byteOf(bound, bytes - 1) === 0) bytes -= 1;
  return { shared: Math.min(sharedBytes(before, bound), bytes), bytes };
}

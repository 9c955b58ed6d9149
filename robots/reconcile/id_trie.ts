/**
 * The ids of a state as a tree with 16 children a node, one for each hexadecimal digit, kept up to
 * date with every change. It tells how many ids stand in any range, and what they come to, without
 * looking at each of them. The tree is as deep as the number of ids asks for; below its leaves are
 * buckets of about 16.
 *
 * What a range comes to is the exclusive or of its ids, so that it can be kept up to date and that of
 * a part taken out. {@linkcode hashOf} tells ranges apart by it.
 *
 * @module
 */
import { type EntryId, mix32 } from "../crdt/entry_id.ts";
import type { EntryIndex, SlotWatcher } from "./entry_index.ts";
import { compareIds, END, type IdRange } from "./id_range.ts";

/** What the ids of a range come to. */
export interface IdSum {
  readonly count: number;
  /** The exclusive or of the ids, as two signed halves. */
  readonly high: number;
  readonly low: number;
}

/** A million leaves, 16 MB: there is room for 32 million ids before buckets grow. */
export const DEPTH_MAX = 5;

/**
 * The tree grows when buckets have more ids than this on average, and shrinks when they have less
 * than one. So it is rebuilt only after the number of ids has doubled or halved, and the mean work of
 * a change stays constant.
 */
const BUCKET_MEAN_MAX = 32;

const DIGIT_BITS = 4;
const CHILDREN = 1 << DIGIT_BITS;

/** What a node is: numbers that stand one behind the other. All are 0 in an empty node. */
const COUNT = 0;
const HIGH = 1;
const LOW = 2;
/** One more than the first slot of a leaf's bucket. */
const HEAD = 3;
const NODE_SIZE = 4;

/**
 * @example
 * ```ts
 * import { GSet } from "../crdt/g_set.ts";
 * import { ALL } from "./id_range.ts";
 * import { Reconcilable } from "./reconcilable.ts";
 * const set = new GSet();
 * const { trie } = new Reconcilable(set);
 * for (let i = 0; i < 1000; i++) set.add(`${i}`);
 * console.log(trie.depth, trie.sum(ALL).count); // 2 1000
 * ```
 */
export class IdTrie implements SlotWatcher {
  readonly #index: EntryIndex;
  #depth = 0;
  /** The root, then each level: the children of node i are 16 i + 1 and the 15 behind it. */
  #nodes = new Int32Array(NODE_SIZE);
  /** Which node the first leaf is. */
  #leaves = 0;
  /** For each slot one more than the next slot of its bucket; 0 behind the last. */
  #next: Int32Array<ArrayBuffer>;

  /** Takes in what `index` holds and follows its changes from now on. */
  constructor(index: EntryIndex) {
    this.#index = index;
    this.#next = new Int32Array(index.high.length);
    let depth = 0;
    while (depth < DEPTH_MAX && index.count > BUCKET_MEAN_MAX * CHILDREN ** depth) depth += 1;
    this.#build(depth, filledSlots(index));
    index.follow(this);
  }

  /** Levels below the root. */
  get depth(): number {
    return this.#depth;
  }

  /** What the ids of `range` come to. */
  sum({ from, to }: IdRange): IdSum {
    const below = this.#sumBelow(from);
    const upTo = this.#sumBelow(to);
    return {
      count: upTo.count - below.count,
      high: upTo.high ^ below.high,
      low: upTo.low ^ below.low,
    };
  }

  /** How many ids stand before `id`. */
  rank(id: EntryId): number {
    return this.#sumBelow(id).count;
  }

  /** The id before which `rank` others stand: `rank` must be less than the number of all. */
  at(rank: number): EntryId {
    let node = 0;
    let left = rank;
    while (node < this.#leaves) {
      node = node * CHILDREN + 1;
      for (; left >= this.#count(node); node++) left -= this.#count(node);
    }
    return this.#ids(node)[left]!.id;
  }

  /** The ids of `range` and the slots they stand in, ascending by id. The state must not change meanwhile. */
  *within({ from, to }: IdRange): Generator<{ readonly id: EntryId; readonly slot: number }> {
    const end = Math.min(this.#leafOf(to) + 1, this.#nodes.length / NODE_SIZE);
    for (let leaf = this.#leafOf(from); leaf < end; leaf++) {
      if (this.#count(leaf) === 0) continue;
      for (const each of this.#ids(leaf)) {
        if (compareIds(each.id, from) >= 0 && compareIds(each.id, to) < 0) yield each;
      }
    }
  }

  /** @see SlotWatcher */
  filled(slot: number): void {
    if (slot >= this.#next.length) {
      const grown = new Int32Array(this.#index.high.length);
      grown.set(this.#next);
      this.#next = grown;
    }
    this.#link(slot);
    this.#account(slot, 1);
    if (this.#count(0) > BUCKET_MEAN_MAX * CHILDREN ** this.#depth && this.#depth < DEPTH_MAX) {
      this.#build(this.#depth + 1, this.#slots());
    }
  }

  /** @see SlotWatcher */
  emptied(slot: number): void {
    this.#unlink(slot);
    this.#account(slot, -1);
    if (this.#count(0) < CHILDREN ** this.#depth && this.#depth > 0) {
      this.#build(this.#depth - 1, this.#slots());
    }
  }

  /** What all ids before `id` come to: those in its bucket, and the elder siblings on the way up. */
  #sumBelow(id: EntryId): IdSum {
    const nodes = this.#nodes;
    let [count, high, low] = [0, 0, 0];
    const add = (node: number): void => {
      const at = node * NODE_SIZE;
      count += nodes[at + COUNT]!;
      high ^= nodes[at + HIGH]!;
      low ^= nodes[at + LOW]!;
    };
    if (id.high >= END.high) {
      add(0);
      return { count, high, low };
    }
    let node = this.#leafOf(id);
    for (let slot = this.#first(node); slot >= 0; slot = this.#next[slot]! - 1) {
      const idHigh = this.#index.high[slot]!;
      const idLow = this.#index.low[slot]!;
      if (idHigh > id.high || (idHigh === id.high && idLow >= id.low)) continue;
      count += 1;
      high ^= idHigh;
      low ^= idLow;
    }
    while (node > 0) {
      const parent = (node - 1) >>> DIGIT_BITS;
      for (let elder = parent * CHILDREN + 1; elder < node; elder++) add(elder);
      node = parent;
    }
    return { count, high, low };
  }

  #build(depth: number, slots: Iterable<number>): void {
    // They are read from the lists that are about to be made anew.
    const all = Int32Array.from(slots);
    this.#depth = depth;
    this.#leaves = (CHILDREN ** depth - 1) / (CHILDREN - 1);
    this.#nodes = new Int32Array(NODE_SIZE * (this.#leaves + CHILDREN ** depth));
    for (const slot of all) {
      this.#link(slot);
      this.#add(this.#leafOfSlot(slot), 1, this.#index.high[slot]!, this.#index.low[slot]!);
    }
    const nodes = this.#nodes;
    for (let node = nodes.length / NODE_SIZE - 1; node > 0; node--) {
      const at = node * NODE_SIZE;
      const parent = (node - 1) >>> DIGIT_BITS;
      this.#add(parent, nodes[at + COUNT]!, nodes[at + HIGH]!, nodes[at + LOW]!);
    }
  }

  #account(slot: number, sign: 1 | -1): void {
    const high = this.#index.high[slot]!;
    const low = this.#index.low[slot]!;
    let node = this.#leafOfSlot(slot);
    this.#add(node, sign, high, low);
    while (node > 0) {
      node = (node - 1) >>> DIGIT_BITS;
      this.#add(node, sign, high, low);
    }
  }

  #add(node: number, count: number, high: number, low: number): void {
    const at = node * NODE_SIZE;
    this.#nodes[at + COUNT]! += count;
    this.#nodes[at + HIGH]! ^= high;
    this.#nodes[at + LOW]! ^= low;
  }

  #link(slot: number): void {
    const head = this.#leafOfSlot(slot) * NODE_SIZE + HEAD;
    this.#next[slot] = this.#nodes[head]!;
    this.#nodes[head] = slot + 1;
  }

  #unlink(slot: number): void {
    const leaf = this.#leafOfSlot(slot);
    let before = this.#first(leaf);
    if (before === slot) {
      this.#nodes[leaf * NODE_SIZE + HEAD] = this.#next[slot]!;
      return;
    }
    while (this.#next[before] !== slot + 1) before = this.#next[before]! - 1;
    this.#next[before] = this.#next[slot]!;
  }

  #count(node: number): number {
    return this.#nodes[node * NODE_SIZE + COUNT]!;
  }

  /** The first slot of a leaf; -1 when it has none. */
  #first(leaf: number): number {
    return this.#nodes[leaf * NODE_SIZE + HEAD]! - 1;
  }

  #leafOf({ high }: { readonly high: number }): number {
    return this.#leaves + Math.floor((high / END.high) * CHILDREN ** this.#depth);
  }

  #leafOfSlot(slot: number): number {
    return this.#leafOf({ high: this.#index.high[slot]! });
  }

  /** The ids in a leaf's bucket, ascending. */
  #ids(leaf: number): { id: EntryId; slot: number }[] {
    const ids: { id: EntryId; slot: number }[] = [];
    for (let slot = this.#first(leaf); slot >= 0; slot = this.#next[slot]! - 1) {
      ids.push({ id: { high: this.#index.high[slot]!, low: this.#index.low[slot]! }, slot });
    }
    return ids.sort((a, b) => compareIds(a.id, b.id));
  }

  *#slots(): Generator<number> {
    for (let leaf = this.#leaves; leaf * NODE_SIZE < this.#nodes.length; leaf++) {
      for (let slot = this.#first(leaf); slot >= 0; slot = this.#next[slot]! - 1) yield slot;
    }
  }
}

function* filledSlots(index: EntryIndex): Generator<number> {
  for (let slot = 0; slot < index.slotsEnd; slot++) {
    if (index.keyAt(slot) !== undefined) yield slot;
  }
}

/** The hash of a range without ids. */
export const EMPTY_HASH: EntryId = { high: 0, low: 0 };

/** The hash of all ids, for which no tree is needed: equal states never make one. */
export function hashOfAll({ count, digest }: EntryIndex): EntryId {
  return hashOf({ count, ...digest });
}

/**
 * The hash that is sent for a range: all zero for an empty one. For ranges with equally many ids it
 * differs whenever their exclusive ors do, which random ids leave to one chance in 2^64. The count is
 * mixed in, so ids that cancel each other are seen, and hashes of parts cannot be added up to that of
 * the whole. It tells accidents: whoever may write entries can make as many others that come to the
 * same, and these go unseen.
 */
export function hashOf({ count, high, low }: IdSum): EntryId {
  if (count === 0) return EMPTY_HASH;
  const first = mix32(high ^ mix32(count));
  return { high: first >>> 0, low: mix32(low + first) >>> 0 };
}

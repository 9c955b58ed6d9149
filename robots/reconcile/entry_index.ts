/**
 * The ids of all entries of a state, kept up to date with every change: what strategies look at
 * instead of the entries. A million of them take some 40 MB.
 *
 * An entry stands in a slot, a small number that stays the same while the entry is there.
 *
 * @module
 */
import { type EntryId, entryId } from "../crdt/entry_id.ts";
import type { Entries, EntryWatcher } from "../crdt/entries.ts";

/** Told of every slot that is filled or emptied; the index still knows its id. */
export interface SlotWatcher {
  filled(slot: number): void;
  emptied(slot: number): void;
}

const FREE = -1;
const CAPACITY_MIN = 16;

export class EntryIndex implements EntryWatcher {
  /** Ids by slot. Live views: read only, and anew after every change. */
  #high = new Uint32Array(CAPACITY_MIN);
  #low = new Uint32Array(CAPACITY_MIN);
  /** Bytes of the entry in each slot. */
  #bytes = new Uint32Array(CAPACITY_MIN);
  readonly #keys: (string | undefined)[] = [];
  readonly #free: number[] = [];
  /** Open addressing with linear probing over slots; at most half full. */
  #table = new Int32Array(2 * CAPACITY_MIN).fill(FREE);
  #count = 0;
  #digestHigh = 0;
  #digestLow = 0;
  #bytesTotal = 0;
  readonly #watchers: SlotWatcher[] = [];

  /** Indexes what `state` holds and follows its changes from now on. */
  constructor(state: Entries) {
    for (const key of state.keys()) this.changed(key, undefined, state.entry(key));
    state.watch(this);
  }

  /** Entries held. */
  get count(): number {
    return this.#count;
  }

  /** Slots in use lie below this; some of them may be empty. */
  get slotsEnd(): number {
    return this.#keys.length;
  }

  /** The exclusive or of all ids: equal for equal states. */
  get digest(): EntryId {
    return { high: this.#digestHigh >>> 0, low: this.#digestLow >>> 0 };
  }

  /** Encoded bytes of all entries together. */
  get bytesTotal(): number {
    return this.#bytesTotal;
  }

  /** The upper halves of the ids, by slot; that of an empty slot means nothing. */
  get high(): Uint32Array {
    return this.#high;
  }

  /** The lower halves of the ids, by slot. */
  get low(): Uint32Array {
    return this.#low;
  }

  /** The key of the entry in `slot`; `undefined` when the slot is empty. */
  keyAt(slot: number): string | undefined {
    return this.#keys[slot];
  }

  /** The keys of the entries with more than `bytes` bytes. O(slots). */
  keysAbove(bytes: number): string[] {
    return this.#keys.filter(
      (key, slot) => key !== undefined && this.#bytes[slot]! > bytes,
    ) as string[];
  }

  /** The slot of the entry with this id; -1 when there is none. */
  find(high: number, low: number): number {
    const mask = this.#table.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const slot = this.#table[at]!;
      if (slot === FREE) return -1;
      if (this.#low[slot] === low && this.#high[slot] === high) return slot;
    }
  }

  /** The slots of all entries whose ids end in `low`: mostly one, or none. */
  findByLow(low: number): number[] {
    const mask = this.#table.length - 1;
    const found: number[] = [];
    for (let at = low & mask; this.#table[at] !== FREE; at = (at + 1) & mask) {
      const slot = this.#table[at]!;
      if (this.#low[slot] === low) found.push(slot);
    }
    return found;
  }

  /** `watcher` is told of all changes from now on; it has to look by itself at what is there. */
  follow(watcher: SlotWatcher): void {
    this.#watchers.push(watcher);
  }

  /** @see EntryWatcher */
  changed(key: string, before: Uint8Array | undefined, after: Uint8Array | undefined): void {
    if (before !== undefined) this.#remove(key, entryId(before));
    if (after !== undefined) this.#insert(key, entryId(after), after.length);
  }

  #insert(key: string, { high, low }: EntryId, bytes: number): void {
    // A second entry with the id of another one: only the first is looked at.
    if (this.find(high, low) >= 0) return;
    if ((this.#count + 1) * 2 > this.#table.length) this.#grow();
    const slot = this.#free.pop() ?? this.#keys.length;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#bytes[slot] = bytes;
    this.#keys[slot] = key;
    this.#tabulate(slot);
    this.#account(slot, 1);
    for (const watcher of this.#watchers) watcher.filled(slot);
  }

  #remove(key: string, { high, low }: EntryId): void {
    const slot = this.find(high, low);
    if (slot < 0 || this.#keys[slot] !== key) return;
    for (const watcher of this.#watchers) watcher.emptied(slot);
    this.#account(slot, -1);
    this.#untabulate(slot);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
  }

  #account(slot: number, sign: 1 | -1): void {
    this.#count += sign;
    this.#bytesTotal += sign * this.#bytes[slot]!;
    this.#digestHigh ^= this.#high[slot]!;
    this.#digestLow ^= this.#low[slot]!;
  }

  #tabulate(slot: number): void {
    const mask = this.#table.length - 1;
    let at = this.#low[slot]! & mask;
    while (this.#table[at] !== FREE) at = (at + 1) & mask;
    this.#table[at] = slot;
  }

  /** Takes `slot` out of the table and moves up what would not be found any more (Knuth 6.4, R). */
  #untabulate(slot: number): void {
    const mask = this.#table.length - 1;
    let hole = this.#low[slot]! & mask;
    while (this.#table[hole] !== slot) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; this.#table[at] !== FREE; at = (at + 1) & mask) {
      const home = this.#low[this.#table[at]!]! & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      this.#table[hole] = this.#table[at]!;
      hole = at;
    }
    this.#table[hole] = FREE;
  }

  #grow(): void {
    const capacity = this.#table.length;
    this.#high = enlarged(this.#high, capacity);
    this.#low = enlarged(this.#low, capacity);
    this.#bytes = enlarged(this.#bytes, capacity);
    this.#table = new Int32Array(2 * capacity).fill(FREE);
    for (let slot = 0; slot < this.#keys.length; slot++) {
      if (this.#keys[slot] !== undefined) this.#tabulate(slot);
    }
  }
}

function enlarged(numbers: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(capacity);
  grown.set(numbers);
  return grown;
}

/**
 * A grow-only map from index to bytes in which a value, once written, never changes: the join of two
 * maps that agree where they overlap is their union, so merging is idempotent and order-free. Two
 * maps that disagree have no join; {@linkcode WriteOnceMap.put} then says so and changes nothing.
 *
 * @module
 */
import { Bitset } from "./bitset.ts";
import { equalBytes } from "./bytes.ts";

/** A value at its index. Whoever has handed one over never changes it. */
export interface Entry {
  readonly index: number;
  readonly value: Uint8Array;
}

/** What {@linkcode WriteOnceMap.put} found: new, the same again, or another value already there. */
export type PutOutcome = "added" | "same" | "conflict";

/**
 * Values by index; unordered inside, ordered only when read with {@linkcode WriteOnceMap.entries}.
 *
 * Maps that are likely to hold equal values can have them in common: then a map costs little more
 * than a bit for each entry. It is a matter of memory alone: nobody can tell by what a map answers.
 */
export class WriteOnceMap {
  readonly #known: Bitset;
  /** The first value that any of the maps had at each index. */
  readonly #common: (Entry | undefined)[];
  /** Where this map has another value than that. */
  #own: Map<number, Entry> | undefined;

  /**
   * @param size One more than the highest index.
   * @param common Shared with other maps of the same size; empty at first.
   */
  constructor(size: number, common: (Entry | undefined)[] = []) {
    this.#known = new Bitset(size);
    this.#common = common;
    // Not filled bit by bit: that would make it slow to read.
    if (common.length < size) common.length = size;
  }

  /** Which indexes have a value. A live view: take a snapshot of it before keeping it. */
  get known(): Bitset {
    return this.#known;
  }

  get(index: number): Entry | undefined {
    if (!this.#known.has(index)) return undefined;
    return this.#own?.get(index) ?? this.#common[index];
  }

  /** Whether `entry` would not contradict what is known. */
  agrees(entry: Entry): boolean {
    const present = this.get(entry.index);
    return present === undefined || present === entry || equalBytes(present.value, entry.value);
  }

  /**
   * Writes a value where there is none. Keeps the entry itself, unless its value is a part of
   * something larger.
   *
   * @throws RangeError when the index is not below the size.
   */
  put(entry: Entry): PutOutcome {
    if (!this.#known.add(entry.index)) return this.agrees(entry) ? "same" : "conflict";
    const common = this.#common[entry.index];
    if (common === undefined) this.#common[entry.index] = owned(entry);
    else if (common !== entry && !equalBytes(common.value, entry.value)) {
      (this.#own ??= new Map()).set(entry.index, owned(entry));
    }
    return "added";
  }

  /**
   * Writes which indexes have a value into `words` from `at` on, a bit for each.
   *
   * @throws Error when it has another value somewhere than the maps that it has values in common with.
   */
  suspend(words: Int32Array, at: number): void {
    if (this.#own !== undefined) throw new Error("cannot suspend a map with values of its own");
    this.#known.suspend(words, at);
  }

  /** Becomes the map that {@linkcode suspend} wrote there, of one with the same values in common. */
  resume(words: Int32Array, at: number): void {
    this.#own = undefined;
    this.#known.resume(words, at);
  }

  /** All entries, by ascending index. */
  *entries(): Generator<Entry> {
    for (const index of this.#known.values()) yield this.get(index)!;
  }
}

/** A view into a message would keep the whole of it alive. */
function owned(entry: Entry): Entry {
  const { index, value } = entry;
  if (value.length === value.buffer.byteLength) return entry;
  // Not value.slice(): that of a Buffer is a view again.
  return { index, value: new Uint8Array(value) };
}

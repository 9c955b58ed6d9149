/**
 * A bitset of fixed size: which of n indexed things are there. Grow-only: a bit once set stays set.
 *
 * @module
 */

const WORD_BITS = 32;

/** Words that lie in the object itself: of small sets there may be millions. */
const INLINE_WORDS = 2;

/** The further words of a set that has none. Never written: no index of such a set is in there. */
const NO_WORDS: number[] = [];

/** Not Array.from(): that takes ten times as long, and every summary off the wire is one of these. */
function zeros(count: number): number[] {
  const words: number[] = [];
  for (let i = 0; i < count; i++) words.push(0);
  return words;
}

/** Counts the bits set in one 32-bit integer. */
function popcount32(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * The indexes below `size` that are present.
 *
 * @example
 * ```ts
 * import { Bitset } from "./bitset.ts";
 * const known = new Bitset(100);
 * known.add(7);
 * console.log(known.has(7), known.count); // true 1
 * ```
 */
export class Bitset {
  #size: number;
  #count = 0;
  /** Indexes 0 to 31 and 32 to 63, as signed 32-bit integers. */
  #first = 0;
  #second = 0;
  /** All others. A plain array takes a third of a small typed array's memory. */
  #rest: number[];
  /** Whether another set has `#rest`, too: then it is copied before it is written. */
  #shared = false;

  /** @throws RangeError when `size` is not a whole number >= 0. */
  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`cannot make a bitset as size must be a whole number >= 0: got ${size}`);
    }
    this.#size = size;
    const words = Math.ceil(size / WORD_BITS) - INLINE_WORDS;
    this.#rest = words > 0 ? zeros(words) : NO_WORDS;
  }

  /** One more than the highest index it can hold. */
  get size(): number {
    return this.#size;
  }

  /** How many indexes are present. O(1). */
  get count(): number {
    return this.#count;
  }

  /** Whether every index is present. */
  get full(): boolean {
    return this.#count === this.#size;
  }

  has(index: number): boolean {
    return index < this.#size && ((this.#word(index >>> 5) >>> (index & 31)) & 1) === 1;
  }

  /**
   * Makes `index` present; returns whether it was absent.
   *
   * @throws RangeError when `index` is no whole number below `size`.
   */
  add(index: number): boolean {
    if (!(Number.isInteger(index) && index >= 0 && index < this.#size)) {
      throw new RangeError(
        `cannot add as index must be a whole number below ${this.#size}: got ${index}`,
      );
    }
    const word = this.#word(index >>> 5);
    const bit = 1 << (index & 31);
    if ((word & bit) !== 0) return false;
    if (this.#shared) this.#part();
    this.#setWord(index >>> 5, word | bit);
    this.#count += 1;
    return true;
  }

  /** Whether `this` has any index that `other` has not. */
  exceeds(other: Bitset): boolean {
    if ((this.#first & ~other.#first) !== 0 || (this.#second & ~other.#second) !== 0) return true;
    const mine = this.#rest;
    const theirs = other.#rest;
    if (mine === theirs) return false;
    for (let i = 0; i < mine.length; i++) {
      if ((mine[i]! & ~(theirs[i] ?? 0)) !== 0) return true;
    }
    return false;
  }

  /** The first index at or above `from` that `this` has and `other` has not; -1 when none is left. */
  nextBeyond(other: Bitset, from: number): number {
    const words = INLINE_WORDS + this.#rest.length;
    let above = -1 << (from & 31);
    for (let i = from >>> 5; i < words; i++) {
      const left = this.#word(i) & ~other.#word(i) & above;
      if (left !== 0) return i * WORD_BITS + (31 - Math.clz32(left & -left));
      above = -1;
    }
    return -1;
  }

  /** The indexes that `this` has and `other` has not, ascending. */
  *minus(other: Bitset): Generator<number> {
    for (let i = this.nextBeyond(other, 0); i >= 0; i = this.nextBeyond(other, i + 1)) yield i;
  }

  /** The indexes present, ascending. */
  values(): Generator<number> {
    return this.minus(EMPTY);
  }

  /** A copy that later additions to either do not change in the other. */
  clone(): Bitset {
    return this.#with(this.#rest === NO_WORDS ? NO_WORDS : [...this.#rest]);
  }

  /**
   * What is present now, as a {@linkcode clone} that costs nothing until the next addition: whoever
   * says again and again what it holds makes no copies.
   */
  snapshot(): Bitset {
    this.#shared = this.#rest !== NO_WORDS;
    const taken = this.#with(this.#rest);
    taken.#shared = this.#shared;
    return taken;
  }

  /** Writes the set into `words` from `at` on: bit i % 32 of integer i / 32. */
  suspend(words: Int32Array, at: number): void {
    const count = Math.ceil(this.#size / WORD_BITS);
    for (let i = 0; i < count; i++) words[at + i] = this.#word(i);
  }

  /** Becomes the set that {@linkcode suspend} wrote there, of one of the same size. */
  resume(words: Int32Array, at: number): void {
    this.#part();
    const count = Math.ceil(this.#size / WORD_BITS);
    this.#count = 0;
    for (let i = 0; i < count; i++) {
      const word = words[at + i]!;
      this.#setWord(i, word);
      this.#count += popcount32(word);
    }
  }

  /** Bit i is bit i % 8 of byte i / 8, lowest first; zero bytes at the end are left out. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.size / 8));
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = this.#word(i >>> 2) >>> ((i & 3) * 8);
    }
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end -= 1;
    return bytes.subarray(0, end);
  }

  /** Reads what {@linkcode toBytes} wrote; `undefined` when a bit lies at or beyond `size`. */
  static fromBytes(size: number, bytes: Uint8Array): Bitset | undefined {
    const set = new Bitset(size);
    if (bytes.length > Math.ceil(size / 8)) return undefined;
    const words = Math.ceil(size / WORD_BITS);
    for (let i = 0, at = 0; at < bytes.length; i++, at += 4) {
      const low = bytes[at]! | ((bytes[at + 1] ?? 0) << 8);
      const word = low | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      set.#setWord(i, word);
      set.#count += popcount32(word);
    }
    const spare = words * WORD_BITS - size;
    if (spare > 0 && set.#word(words - 1) >>> (WORD_BITS - spare) !== 0) return undefined;
    return set;
  }

  /** 0 beyond the end. */
  #word(i: number): number {
    if (i === 0) return this.#first;
    return i === 1 ? this.#second : (this.#rest[i - INLINE_WORDS] ?? 0);
  }

  #setWord(i: number, word: number): void {
    if (i === 0) this.#first = word;
    else if (i === 1) this.#second = word;
    else this.#rest[i - INLINE_WORDS] = word;
  }

  /** The same set over the further words `rest`. */
  #with(rest: number[]): Bitset {
    const set = new Bitset(0);
    set.#size = this.#size;
    set.#count = this.#count;
    set.#first = this.#first;
    set.#second = this.#second;
    set.#rest = rest;
    return set;
  }

  /** Leaves the present words to whoever shares them. */
  #part(): void {
    if (this.#rest !== NO_WORDS) this.#rest = [...this.#rest];
    this.#shared = false;
  }
}

const EMPTY = new Bitset(0);

/**
 * A bitset of fixed size: which of n indexed things are there. Grow-only: a bit once set stays set.
 *
 * @module
 */

const WORD_BITS = 32;

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
  /** One more than the highest index it can hold. */
  readonly size: number;
  #words: Uint32Array;
  #count = 0;

  /** @throws RangeError when `size` is not a whole number >= 0. */
  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`cannot make a bitset as size must be a whole number >= 0: got ${size}`);
    }
    this.size = size;
    this.#words = new Uint32Array(Math.ceil(size / WORD_BITS));
  }

  /** How many indexes are present. O(1). */
  get count(): number {
    return this.#count;
  }

  /** Whether every index is present. */
  get full(): boolean {
    return this.#count === this.size;
  }

  has(index: number): boolean {
    return index < this.size && ((this.#words[index >>> 5]! >>> (index & 31)) & 1) === 1;
  }

  /**
   * Makes `index` present; returns whether it was absent.
   *
   * @throws RangeError when `index` is no whole number below `size`.
   */
  add(index: number): boolean {
    if (!(Number.isInteger(index) && index >= 0 && index < this.size)) {
      throw new RangeError(
        `cannot add as index must be a whole number below ${this.size}: got ${index}`,
      );
    }
    const word = this.#words[index >>> 5]!;
    const bit = 1 << (index & 31);
    if ((word & bit) !== 0) return false;
    this.#words[index >>> 5] = word | bit;
    this.#count += 1;
    return true;
  }

  /** Whether `this` has any index that `other` has not. */
  exceeds(other: Bitset): boolean {
    for (let i = 0; i < this.#words.length; i++) {
      if ((this.#words[i]! & ~(other.#words[i] ?? 0)) !== 0) return true;
    }
    return false;
  }

  /** The indexes that `this` has and `other` has not, ascending. */
  *minus(other: Bitset): Generator<number> {
    for (let i = 0; i < this.#words.length; i++) {
      let rest = this.#words[i]! & ~(other.#words[i] ?? 0);
      while (rest !== 0) {
        const lowest = rest & -rest;
        yield i * WORD_BITS + (31 - Math.clz32(lowest));
        rest &= rest - 1;
      }
    }
  }

  /** The indexes present, ascending. */
  values(): Generator<number> {
    return this.minus(EMPTY);
  }

  /** A copy that later additions to `this` do not change. */
  clone(): Bitset {
    const copy = new Bitset(this.size);
    copy.#words.set(this.#words);
    copy.#count = this.#count;
    return copy;
  }

  /** Bit i is bit i % 8 of byte i / 8, lowest first; zero bytes at the end are left out. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.size / 8));
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = this.#words[i >>> 2]! >>> ((i & 3) * 8);
    }
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end -= 1;
    return bytes.subarray(0, end);
  }

  /** Reads what {@linkcode toBytes} wrote; `undefined` when a bit lies at or beyond `size`. */
  static fromBytes(size: number, bytes: Uint8Array): Bitset | undefined {
    const set = new Bitset(size);
    if (bytes.length > Math.ceil(size / 8)) return undefined;
    for (let i = 0; i < bytes.length; i++) {
      set.#words[i >>> 2] = set.#words[i >>> 2]! | (bytes[i]! << ((i & 3) * 8));
    }
    const spare = set.#words.length * WORD_BITS - size;
    if (spare > 0 && set.#words.at(-1)! >>> (WORD_BITS - spare) !== 0) return undefined;
    for (const word of set.#words) set.#count += popcount32(word);
    return set;
  }
}

const EMPTY = new Bitset(0);

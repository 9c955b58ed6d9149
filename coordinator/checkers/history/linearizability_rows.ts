/**
 * Rows of integers, each kept once and known by its number: a hash table with open addressing over one
 * typed array. A million rows are a handful of objects.
 *
 * @module
 */

/** Rows that there is room for at first. */
const ROWS_AT_FIRST = 64;

/** Places in the hash table for each row that there is room for, so that probes stay short. */
const PLACES_PER_ROW = 2;

/**
 * Rows of `width` integers of 32 bits.
 *
 * @example
 * ```ts
 * import { Rows } from "./linearizability_rows.ts";
 * const rows = new Rows(2);
 * console.log(rows.indexOf([4, 7]), rows.indexOf([1, 1]), rows.indexOf([4, 7])); // 0 1 0
 * ```
 */
export class Rows {
  readonly #width: number;
  #count = 0;
  #words: Int32Array;
  /** The number of a row + 1; 0 is a free place. */
  #places: Int32Array;

  constructor(width: number) {
    this.#width = width;
    this.#words = new Int32Array(ROWS_AT_FIRST * width);
    this.#places = new Int32Array(ROWS_AT_FIRST * PLACES_PER_ROW);
  }

  get count(): number {
    return this.#count;
  }

  /** The integer in one column of a row. */
  at(row: number, column: number): number {
    return this.#words[row * this.#width + column]!;
  }

  /** The number of the row that begins with the first `width` integers of `values`; a new row gets the next. */
  indexOf(values: ArrayLike<number>): number {
    const words = this.#words;
    const width = this.#width;
    const mask = this.#places.length - 1;
    let place = this.#hash(values, 0) & mask;
    for (;;) {
      const row = this.#places[place]! - 1;
      if (row < 0) break;
      const from = row * width;
      let i = 0;
      while (i < width && words[from + i] === values[i]) i += 1;
      if (i === width) return row;
      place = (place + 1) & mask;
    }
    if ((this.#count + 1) * PLACES_PER_ROW > mask) {
      this.#grow();
      return this.indexOf(values);
    }
    const from = this.#count * width;
    for (let i = 0; i < width; i++) words[from + i] = values[i]!;
    this.#places[place] = ++this.#count;
    return this.#count - 1;
  }

  #hash(words: ArrayLike<number>, from: number): number {
    let hash = 0;
    for (let i = 0; i < this.#width; i++) {
      hash = Math.imul(hash ^ words[from + i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    const places = new Int32Array(this.#places.length * 2);
    const mask = places.length - 1;
    for (let row = 0; row < this.#count; row++) {
      let place = this.#hash(words, row * this.#width) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = row + 1;
    }
    this.#places = places;
  }
}

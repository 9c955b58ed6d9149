/**
 * What the robots of the vectorised model know, now and when the round began. All of a robot lies
 * together: of a million robots, most are not in the processor's cache when somebody meets them, and
 * memory comes in lines.
 *
 * @module
 */
import type { TraceHash } from "./trace_hash.ts";

/** A cell begins at a multiple of this many integers, so that few lie across two lines of memory. */
const ALIGNMENT = 4;

/** 32-bit integers of one robot's cell, and of what it knows now. */
export function cellSize(words: number, fields: number): number {
  const size = widthOf(words) + fields;
  return fields === 0 ? size : Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** 32-bit integers that a bit for each word takes. */
export function widthOf(words: number): number {
  return Math.ceil(words / 32);
}

export class VectorCells {
  /** Of each robot what it knew when the round began, and the fields of others. */
  readonly data: Int32Array;
  /** Integers of one cell. */
  readonly size: number;
  /** Where the fields of a cell begin. */
  readonly fieldsAt: number;
  /** What each robot knows now: fewer meetings need it. */
  readonly #now: Int32Array;
  readonly #width: number;
  /** Bits of the last integer that stand for words. */
  readonly #lastMask: number;
  /** Kept, so that no compiler may leave the touching out. */
  touched = 0;

  constructor(robots: number, words: number, fields: number) {
    this.#width = widthOf(words);
    this.#lastMask = (-1 >>> (this.#width * 32 - words)) | 0;
    this.size = cellSize(words, fields);
    this.fieldsAt = this.#width;
    this.data = new Int32Array(robots * this.size);
    this.#now = new Int32Array(robots * this.#width);
  }

  /** `robot` knows the word at `index`. */
  add(robot: number, index: number): void {
    this.#now[robot * this.#width + (index >>> 5)]! |= 1 << (index & 31);
  }

  /** The indexes of the words that `robot` knows, ascending. */
  words(robot: number): number[] {
    const bits = this.#width * 32;
    const start = robot * this.#width;
    return Array.from({ length: bits }, (_, index) => index).filter(
      (index) => ((this.#now[start + (index >>> 5)]! >>> (index & 31)) & 1) === 1,
    );
  }

  /** A round begins. */
  keepAsBefore(): void {
    const { data, size } = this;
    const now = this.#now;
    const width = this.#width;
    for (let from = 0, to = 0; from < now.length; from += width, to += size) {
      for (let w = 0; w < width; w++) data[to + w] = now[from + w]!;
    }
  }

  /** Looks at `robots`, so that their memory comes at the same time and not one after the other. */
  touch(robots: Int32Array, count: number): void {
    const { data, size } = this;
    let touched = 0;
    for (let at = 0; at < count; at++) touched ^= data[robots[at]! * size]!;
    this.touched = touched;
  }

  /** Whether `robot` knew anything that `other` did not. */
  knewBeyond(robot: number, other: number): boolean {
    const { data, size } = this;
    const width = this.#width;
    const mine = robot * size;
    const theirs = other * size;
    for (let w = 0; w < width; w++) {
      if ((data[mine + w]! & ~data[theirs + w]!) !== 0) return true;
    }
    return false;
  }

  /** Adds to what `to` knows what `from` knew when the round began; returns how many words are new. */
  learn(to: number, from: number, trace: TraceHash): number {
    const { data, size } = this;
    const now = this.#now;
    const width = this.#width;
    const target = to * width;
    const source = from * size;
    let words = 0;
    for (let w = 0; w < width; w++) {
      const fresh = data[source + w]! & ~now[target + w]!;
      if (fresh === 0) continue;
      now[target + w]! |= fresh;
      trace.add(to, w, fresh);
      words += popcount(fresh);
    }
    return words;
  }

  knowsAll(robot: number): boolean {
    const now = this.#now;
    const start = robot * this.#width;
    const last = this.#width - 1;
    if (now[start + last] !== this.#lastMask) return false;
    for (let w = 0; w < last; w++) if (now[start + w] !== -1) return false;
    return true;
  }
}

function popcount(bits: number): number {
  let v = bits - ((bits >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

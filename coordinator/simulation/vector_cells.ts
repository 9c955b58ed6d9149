/**
 * What the robots of the vectorised model know, now and when the round began. What a meeting needs of a
 * robot lies together: of a million robots, most are not in the processor's cache when somebody meets
 * them, and memory comes in lines.
 *
 * @module
 */
import type { TraceHash } from "./trace_hash.ts";

/** A cell begins at a multiple of this many integers, so that none lies across two lines of memory. */
const ALIGNMENT = 4;

/**
 * 32-bit integers of one robot, in its cell and beside it. Without fields, what it knows now fits into
 * its cell; with them it would not come along in the same line of memory.
 */
function sizesOf(words: number, fields: number): { cell: number; beside: number } {
  const width = widthOf(words);
  if (fields === 0) return { cell: 2 * width, beside: 0 };
  return { cell: Math.ceil((width + fields) / ALIGNMENT) * ALIGNMENT, beside: width };
}

/** Bytes of one robot. */
export function cellBytes(words: number, fields: number): number {
  const { cell, beside } = sizesOf(words, fields);
  return (cell + beside) * Int32Array.BYTES_PER_ELEMENT;
}

/** 32-bit integers that a bit for each word takes. */
function widthOf(words: number): number {
  return Math.ceil(words / 32);
}

export class VectorCells {
  /** Of each robot what it knew when the round began, then the fields of others. */
  readonly data: Int32Array;
  /** Integers of one cell. */
  readonly size: number;
  /** Where the fields of a cell begin. */
  readonly fieldsAt: number;
  /** What each robot knows now, in steps of `#nowSize` from `#nowAt` on: in `data` or beside it. */
  readonly #now: Int32Array;
  readonly #nowSize: number;
  readonly #nowAt: number;
  readonly #width: number;
  /** Bits of the last integer that stand for words. */
  readonly #lastMask: number;
  /** Kept, so that no compiler may leave the touching out. */
  touched = 0;

  constructor(robots: number, words: number, fields: number) {
    const { cell, beside } = sizesOf(words, fields);
    const width = widthOf(words);
    this.#width = width;
    this.#lastMask = (-1 >>> (width * 32 - words)) | 0;
    this.size = cell;
    this.fieldsAt = width;
    this.data = new Int32Array(robots * cell);
    this.#now = beside > 0 ? new Int32Array(robots * beside) : this.data;
    this.#nowSize = beside > 0 ? beside : cell;
    this.#nowAt = beside > 0 ? 0 : width;
  }

  /** `robot` knows the word at `index`. */
  add(robot: number, index: number): void {
    this.#now[this.#placeOf(robot) + (index >>> 5)]! |= 1 << (index & 31);
  }

  /** The indexes of the words that `robot` knows, ascending. */
  words(robot: number): number[] {
    const bits = this.#width * 32;
    const start = this.#placeOf(robot);
    return Array.from({ length: bits }, (_, index) => index).filter(
      (index) => ((this.#now[start + (index >>> 5)]! >>> (index & 31)) & 1) === 1,
    );
  }

  /** A round begins. */
  keepAsBefore(): void {
    const { data, size } = this;
    const now = this.#now;
    const width = this.#width;
    const nowSize = this.#nowSize;
    for (let from = this.#nowAt, to = 0; to < data.length; from += nowSize, to += size) {
      for (let w = 0; w < width; w++) data[to + w] = now[from + w]!;
    }
  }

  /** Looks at cells, so that their memory comes at the same time and not one after the other. */
  touch(robots: Int32Array, count: number): void {
    const { data, size } = this;
    let touched = 0;
    for (let at = 0; at < count; at++) touched ^= data[robots[at]! * size]!;
    this.touched = touched;
  }

  /** The same with what robots know now. */
  touchNow(robots: Int32Array, count: number): void {
    const now = this.#now;
    const nowSize = this.#nowSize;
    if (now === this.data) return;
    let touched = 0;
    for (let at = 0; at < count; at++) touched ^= now[robots[at]! * nowSize]!;
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
    const target = this.#placeOf(to);
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
    const start = this.#placeOf(robot);
    const last = this.#width - 1;
    if (now[start + last] !== this.#lastMask) return false;
    for (let w = 0; w < last; w++) if (now[start + w] !== -1) return false;
    return true;
  }

  /** Where what `robot` knows now begins. */
  #placeOf(robot: number): number {
    return robot * this.#nowSize + this.#nowAt;
  }
}

function popcount(bits: number): number {
  let v = bits - ((bits >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

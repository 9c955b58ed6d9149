/**
 * What the robots of the vectorised model know, now and when the round began. All of a robot lies
 * together: of a million robots, most are not in the processor's cache when somebody meets them, and
 * memory comes in lines.
 *
 * @module
 */
import type { TraceHash } from "./trace_hash.ts";

/** A robot begins at a multiple of this, so that few lie across two lines of memory. */
const ALIGNMENT = 4;

/** 32-bit integers of one robot: its bits twice, and fields of others. */
export function cellSize(words: number, fields: number): number {
  const bits = 2 * Math.ceil(words / 32);
  return fields === 0 ? bits : Math.ceil((bits + fields) / ALIGNMENT) * ALIGNMENT;
}

export class VectorCells {
  /** Of each robot: what it knew when the round began, what it knows now, the fields. */
  readonly data: Int32Array;
  /** Integers of one robot. */
  readonly size: number;
  /** Where its fields begin. */
  readonly fieldsAt: number;
  /** Integers that its bits take. */
  readonly #width: number;
  /** Bits of the last of these that stand for words. */
  readonly #lastMask: number;
  /** Kept, so that no compiler may leave the touching out. */
  touched = 0;

  constructor(robots: number, words: number, fields: number) {
    this.#width = Math.ceil(words / 32);
    this.#lastMask = (-1 >>> (this.#width * 32 - words)) | 0;
    this.size = cellSize(words, fields);
    this.fieldsAt = 2 * this.#width;
    this.data = new Int32Array(robots * this.size);
  }

  /** `robot` knows the word at `index`. */
  add(robot: number, index: number): void {
    this.data[robot * this.size + this.#width + (index >>> 5)]! |= 1 << (index & 31);
  }

  /** The indexes of the words that `robot` knows, ascending. */
  words(robot: number): number[] {
    const bits = this.#width * 32;
    const start = robot * this.size + this.#width;
    return Array.from({ length: bits }, (_, index) => index).filter(
      (index) => ((this.data[start + (index >>> 5)]! >>> (index & 31)) & 1) === 1,
    );
  }

  /** A round begins. */
  keepAsBefore(): void {
    const { data, size } = this;
    const width = this.#width;
    for (let start = 0; start < data.length; start += size) {
      for (let w = 0; w < width; w++) data[start + w] = data[start + width + w]!;
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
    const width = this.#width;
    const target = to * size + width;
    const source = from * size;
    let words = 0;
    for (let w = 0; w < width; w++) {
      const fresh = data[source + w]! & ~data[target + w]!;
      if (fresh === 0) continue;
      data[target + w]! |= fresh;
      trace.add(to, w, fresh);
      words += popcount(fresh);
    }
    return words;
  }

  knowsAll(robot: number): boolean {
    const { data } = this;
    const start = robot * this.size + this.#width;
    const last = this.#width - 1;
    if (data[start + last] !== this.#lastMask) return false;
    for (let w = 0; w < last; w++) if (data[start + w] !== -1) return false;
    return true;
  }
}

function popcount(bits: number): number {
  let v = bits - ((bits >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

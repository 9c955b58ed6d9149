/**
 * A grow-only map from index to bytes in which a value, once written, never changes: the join of two
 * maps that agree where they overlap is their union, so merging is idempotent and order-free. Two
 * maps that disagree have no join; {@linkcode WriteOnceMap.put} then says so and changes nothing.
 *
 * @module
 */
import { Bitset } from "./bitset.ts";

/** What {@linkcode WriteOnceMap.put} found: new, the same again, or another value already there. */
export type PutOutcome = "added" | "same" | "conflict";

/** Whether two byte strings are equal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Values by index; unordered inside, ordered only when read with {@linkcode WriteOnceMap.entries}. */
export class WriteOnceMap {
  readonly #known: Bitset;
  readonly #values = new Map<number, Uint8Array>();

  /** @param size One more than the highest index. */
  constructor(size: number) {
    this.#known = new Bitset(size);
  }

  /** Which indexes have a value. A live view: clone it before keeping it. */
  get known(): Bitset {
    return this.#known;
  }

  get(index: number): Uint8Array | undefined {
    return this.#values.get(index);
  }

  /** Whether `value` at `index` would not contradict what is known. */
  agrees(index: number, value: Uint8Array): boolean {
    const present = this.#values.get(index);
    return present === undefined || equalBytes(present, value);
  }

  /**
   * Writes a value where there is none. Keeps its own copy.
   *
   * @throws RangeError when `index` is not below the size.
   */
  put(index: number, value: Uint8Array): PutOutcome {
    const present = this.#values.get(index);
    if (present !== undefined) return equalBytes(present, value) ? "same" : "conflict";
    this.#known.add(index);
    // Not value.slice(): that of a Buffer is a view, and would keep the whole message alive.
    this.#values.set(index, new Uint8Array(value));
    return "added";
  }

  /** Index and value, by ascending index. */
  *entries(): Generator<[number, Uint8Array]> {
    for (const index of this.#known.values()) yield [index, this.#values.get(index)!];
  }
}

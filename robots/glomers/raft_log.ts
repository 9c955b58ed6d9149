/**
 * The log of one member: entries with consecutive indices from 1. Its beginning may be cut off, when a
 * snapshot stands for it; the index and term of the last entry that went are kept.
 *
 * @module
 */
import type { Entry } from "./raft_messages.ts";

/** Where a log is cut off. */
export interface LogBase {
  readonly index: number;
  readonly term: number;
}

const BEGINNING: LogBase = { index: 0, term: 0 };

export class RaftLog {
  #base: LogBase;
  #entries: Entry[];

  constructor(base: LogBase = BEGINNING, entries: readonly Entry[] = []) {
    this.#base = base;
    this.#entries = [...entries];
  }

  /** The last entry that was cut off; 0 when none was. */
  get base(): LogBase {
    return this.#base;
  }

  get lastIndex(): number {
    return this.#base.index + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#base.term;
  }

  /** Entries that it holds. */
  get size(): number {
    return this.#entries.length;
  }

  /** Undefined when the entry is cut off, or has not been written. */
  termAt(index: number): number | undefined {
    if (index === this.#base.index) return this.#base.term;
    return this.at(index)?.term;
  }

  at(index: number): Entry | undefined {
    // An index before the base must not count from the end.
    return index > this.#base.index ? this.#entries[index - this.#base.index - 1] : undefined;
  }

  /** At most `max` entries from `index` on. */
  from(index: number, max: number = Infinity): readonly Entry[] {
    const start = index - this.#base.index - 1;
    if (start < 0) throw new RangeError(`cannot read entry ${index} as it was cut off`);
    return this.#entries.slice(start, start + max);
  }

  /** Writes entries from `index` on: what stood there and after it goes. */
  write(index: number, entries: readonly Entry[]): void {
    const start = index - this.#base.index - 1;
    if (start < 0 || start > this.#entries.length)
      throw new RangeError(
        `cannot write at ${index} as the log must hold ${this.#base.index + 1} to ${this.lastIndex}`,
      );
    this.#entries.length = start;
    // Not as arguments: there may be more than a call takes.
    for (const entry of entries) this.#entries.push(entry);
  }

  /** Cuts off all up to `index`, which it has. */
  cut(index: number): void {
    const term = this.termAt(index);
    if (term === undefined) throw new RangeError(`cannot cut at ${index} as it is not there`);
    this.#entries = this.#entries.slice(index - this.#base.index);
    this.#base = { index, term };
  }

  /** Whether a log that ends there holds all that this one does, as far as anyone can tell (5.4.1). */
  isCoveredBy(lastIndex: number, lastTerm: number): boolean {
    if (lastTerm !== this.lastTerm) return lastTerm > this.lastTerm;
    return lastIndex >= this.lastIndex;
  }
}

/**
 * Which operations of a history are open at the moment one of them completes. Each that must happen has a
 * slot while it is open, so that a set of them is a few bits however long the history is.
 *
 * @module
 */

/** When an operation may take effect. What nobody knows to have completed never needs to: Infinity. */
export interface Span {
  readonly invokedAt: number;
  readonly completedAt: number;
}

/** An operation of a search: when it may take effect, and as what. */
export interface TimedAction extends Span {
  readonly action: number;
}

/** No operation. */
export const NOBODY = -1;

/**
 * A window that moves along a history. It stands just before the completion of its `front`, counted among
 * those that complete. These are called by that number: their rank.
 *
 * @example
 * ```ts
 * import { Window } from "./linearizability_window.ts";
 * const window = new Window([
 *   { invokedAt: 0, completedAt: 3 },
 *   { invokedAt: 1, completedAt: 2 },
 * ]);
 * console.log(window.ranks, window.slots); // [ 1, 0 ] 2
 * window.moveTo(1);
 * console.log(window.open[window.slotOf(0)], window.open[window.slotOf(1)]); // -1 1
 * ```
 */
export class Window {
  /** The spans that complete, by rank: their indexes in order of completion. */
  readonly ranks: readonly number[];
  /** The most that are ever open at once. */
  readonly slots: number;
  /** The rank of the operation in each slot, or {@linkcode NOBODY}. */
  readonly open: Int32Array;
  readonly #slotOf: Int32Array;
  /** Ranks in order of invocation, and how many of them were invoked before each rank completed. */
  readonly #arrivals: Int32Array;
  readonly #arrived: Int32Array;
  #front = 0;

  constructor(spans: readonly Span[]) {
    const indexes = [...spans.keys()].filter((index) => spans[index]!.completedAt !== Infinity);
    this.ranks = indexes.toSorted((a, b) => spans[a]!.completedAt - spans[b]!.completedAt);
    const invokedAt = this.ranks.map((index) => spans[index]!.invokedAt);
    const arrivals = [...invokedAt.keys()].sort((a, b) => invokedAt[a]! - invokedAt[b]!);
    this.#arrivals = Int32Array.from(arrivals);
    this.#arrived = new Int32Array(arrivals.length);
    this.#slotOf = new Int32Array(arrivals.length);
    const free: number[] = [];
    let slots = 0;
    let arrived = 0;
    for (const [rank, index] of this.ranks.entries()) {
      const { completedAt } = spans[index]!;
      while (arrived < arrivals.length && invokedAt[arrivals[arrived]!]! < completedAt) {
        this.#slotOf[arrivals[arrived]!] = free.pop() ?? slots++;
        arrived += 1;
      }
      this.#arrived[rank] = arrived;
      free.push(this.#slotOf[rank]!);
    }
    this.slots = slots;
    this.open = new Int32Array(slots).fill(NOBODY);
    if (arrivals.length > 0) this.#arrive(0, this.#arrived[0]!);
  }

  slotOf(rank: number): number {
    return this.#slotOf[rank]!;
  }

  /** Makes `rank` the front. Takes as long as the way there. */
  moveTo(rank: number): void {
    while (this.#front < rank) {
      this.open[this.#slotOf[this.#front]!] = NOBODY;
      this.#front += 1;
      this.#arrive(this.#arrived[this.#front - 1]!, this.#arrived[this.#front]!);
    }
    while (this.#front > rank) {
      const last = this.#arrived[this.#front]!;
      for (let i = this.#arrived[this.#front - 1]!; i < last; i++) {
        this.open[this.#slotOf[this.#arrivals[i]!]!] = NOBODY;
      }
      this.#front -= 1;
      this.open[this.#slotOf[this.#front]!] = this.#front;
    }
  }

  #arrive(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const rank = this.#arrivals[i]!;
      this.open[this.#slotOf[rank]!] = rank;
    }
  }
}

/**
 * The operations of which nobody knows whether they happened, and which of them an order has used. Those
 * that do the same are one kind: whichever was invoked first is as good as any, so that a number for each
 * kind says all.
 *
 * @module
 */
import { Rows } from "./linearizability_rows.ts";

/** The use of nothing. */
export const NOTHING = -1;

/** An operation that may have happened at any time after its invocation, or never. */
export interface OptionalOperation {
  readonly action: number;
  readonly invokedAt: number;
  /** What the caller calls it. */
  readonly index: number;
}

/**
 * Kinds of optional operations, numbered by their first invocation, and uses of them, each kept once: a
 * use is its highest kind, how often, and the use of the kinds below.
 *
 * @example
 * ```ts
 * import { NOTHING, Optional } from "./linearizability_optional.ts";
 * const optional = new Optional([
 *   { action: 5, invokedAt: 2, index: 0 },
 *   { action: 5, invokedAt: 8, index: 1 },
 * ]);
 * const once = optional.use(NOTHING, 0);
 * console.log(optional.isFree(once, 0, 7), optional.isFree(once, 0, 9)); // false true
 * console.log(optional.within(NOTHING, once), optional.within(once, NOTHING)); // true false
 * ```
 */
export class Optional {
  /** The action of each kind. */
  readonly actions: readonly number[];
  /** The operations of each kind, in the order of invocation. */
  readonly #operations: readonly (readonly OptionalOperation[])[];
  readonly #uses = new Rows(3);
  readonly #row = new Int32Array(3);

  /** @param operations In the order of invocation. */
  constructor(operations: Iterable<OptionalOperation>) {
    const kinds = new Map<number, OptionalOperation[]>();
    for (const operation of operations) {
      const known = kinds.get(operation.action);
      if (known === undefined) kinds.set(operation.action, [operation]);
      else known.push(operation);
    }
    this.actions = [...kinds.keys()];
    this.#operations = [...kinds.values()];
  }

  /** When the first of a kind was invoked. */
  firstAt(kind: number): number {
    return this.#operations[kind]![0]!.invokedAt;
  }

  /** The index of the operation that the last use of `kind` in `use` stands for. */
  lastUsed(use: number, kind: number): number {
    return this.#operations[kind]![this.#times(use, kind) - 1]!.index;
  }

  /** Whether one more of `kind` than in `use` was invoked before `beforeAt`. */
  isFree(use: number, kind: number, beforeAt: number): boolean {
    const next = this.#operations[kind]![this.#times(use, kind)];
    return next !== undefined && next.invokedAt < beforeAt;
  }

  /** `use` with one more of `kind`. */
  use(use: number, kind: number): number {
    const above: number[] = [];
    let rest = use;
    while (rest !== NOTHING && this.#kind(rest) > kind) {
      above.push(rest);
      rest = this.#rest(rest);
    }
    const has = rest !== NOTHING && this.#kind(rest) === kind;
    let made = has
      ? this.#keep(kind, this.#count(rest) + 1, this.#rest(rest))
      : this.#keep(kind, 1, rest);
    for (const one of above.reverse()) made = this.#keep(this.#kind(one), this.#count(one), made);
    return made;
  }

  /** Whether `use` has no more of any kind than `other`. */
  within(use: number, other: number): boolean {
    let a = use;
    let b = other;
    while (a !== b) {
      if (a === NOTHING) return true;
      if (b === NOTHING || this.#kind(a) > this.#kind(b)) return false;
      if (this.#kind(a) === this.#kind(b)) {
        if (this.#count(a) > this.#count(b)) return false;
        a = this.#rest(a);
      }
      b = this.#rest(b);
    }
    return true;
  }

  #times(use: number, kind: number): number {
    let rest = use;
    while (rest !== NOTHING && this.#kind(rest) > kind) rest = this.#rest(rest);
    return rest !== NOTHING && this.#kind(rest) === kind ? this.#count(rest) : 0;
  }

  #kind(use: number): number {
    return this.#uses.at(use, 0);
  }

  #count(use: number): number {
    return this.#uses.at(use, 1);
  }

  #rest(use: number): number {
    return this.#uses.at(use, 2);
  }

  #keep(kind: number, count: number, rest: number): number {
    this.#row[0] = kind;
    this.#row[1] = count;
    this.#row[2] = rest;
    return this.#uses.indexOf(this.#row);
  }
}

/**
 * How configurations came about: orders of operations that share their beginnings.
 *
 * @module
 */

const NONE = -1;

/**
 * Orders by number; each is another one, or the empty one, -1, and one operation more.
 *
 * @example
 * ```ts
 * import { Trails } from "./linearizability_trails.ts";
 * const trails = new Trails();
 * const begun = trails.add(-1, [3, 1]);
 * console.log(trails.orderOf(trails.add(begun, [2]))); // [ 3, 1, 2 ]
 * ```
 */
export class Trails {
  readonly #before: number[] = [];
  readonly #last: number[] = [];
  readonly #depth: number[] = [];

  /** The order `trail` with `operations` after it. */
  add(trail: number, operations: readonly number[]): number {
    let end = trail;
    for (const operation of operations) {
      this.#depth.push(this.depthOf(end) + 1);
      this.#last.push(operation);
      end = this.#before.push(end) - 1;
    }
    return end;
  }

  /** How many operations an order has. */
  depthOf(trail: number): number {
    return trail === NONE ? 0 : this.#depth[trail]!;
  }

  orderOf(trail: number): number[] {
    const order: number[] = [];
    for (let at = trail; at !== NONE; at = this.#before[at]!) order.push(this.#last[at]!);
    return order.reverse();
  }
}

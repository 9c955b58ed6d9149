/**
 * A counter that only grows: each node counts for itself, and the value is the sum (Shapiro, Preguiça,
 * Baquero and Zawirski 2011, specification 6).
 *
 * ```text
 * entry   node, count as a number, never 0
 * ```
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { CountVersions } from "./count_versions.ts";
import type { Versions } from "./entries.ts";
import { EntryMap, type Joined } from "./entry_map.ts";

/**
 * A node that comes back must have its entry back before it counts, or it counts the same numbers again
 * and they are lost.
 *
 * @example
 * ```ts
 * import { encodeState, joinState } from "./entries.ts";
 * import { GCounter } from "./g_counter.ts";
 * const a = new GCounter("a");
 * const b = new GCounter("b");
 * a.increment();
 * b.increment(2);
 * joinState(a, encodeState(b), 0);
 * console.log(a.value, b.value); // 3 2
 * ```
 */
export class GCounter extends EntryMap<number> {
  readonly node: string;
  readonly versions: Versions = new CountVersions(() => new Map(this.values()));

  /** @param node Who counts here: a name that nobody else has. */
  constructor(node: string) {
    super();
    this.node = node.toWellFormed();
    if (node === "") throw new RangeError("cannot make a counter as its node has no name");
  }

  /**
   * Counts `by` more. By 0 it changes nothing.
   *
   * @throws RangeError when `by` is not whole and >= 0, or the value would be more than 2^53 - 1.
   */
  increment(by = 1): void {
    if (!Number.isSafeInteger(by) || by < 0) {
      throw new RangeError(
        `cannot increment a counter as the step must be a whole number from 0 to 2^53 - 1: got ${by}`,
      );
    }
    const { value } = this;
    if (by > Number.MAX_SAFE_INTEGER - value) {
      throw new RangeError(
        `cannot increment a counter as its value must be at most 2^53 - 1: got ${by} on top of ${value}`,
      );
    }
    if (by > 0) this.put(this.node, this.countOf(this.node) + by);
  }

  /**
   * What all nodes have counted. Several that each saw little of the others can exceed 2^53 - 1
   * together: then it is 2^53 - 1, in every replica, and the entries stay exact.
   */
  get value(): number {
    let sum = 0;
    for (const [, count] of this.values()) sum += count;
    return Math.min(sum, Number.MAX_SAFE_INTEGER);
  }

  /** What `node` has counted. */
  countOf(node: string): number {
    return this.valueAt(node) ?? 0;
  }

  protected override joinValues(mine: number | undefined, theirs: number): Joined<number> {
    return { value: Math.max(mine ?? 0, theirs) };
  }

  protected override writeValue(writer: ByteWriter, count: number): void {
    writer.number(count);
  }

  protected override readValue(reader: ByteReader, node: string): number {
    const count = reader.number();
    if (count === 0 || node === "") reader.fail();
    return count;
  }
}

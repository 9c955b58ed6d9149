/**
 * A set of texts that only grows (Shapiro, Preguiça, Baquero and Zawirski 2011, "A comprehensive study
 * of Convergent and Commutative Replicated Data Types", specification 11).
 *
 * @module
 */
import { EntryMap, type Joined } from "./entry_map.ts";

/** An element is its key; there is nothing more to say about it. */
const PRESENT = true;

/**
 * @example
 * ```ts
 * import { GSet } from "./g_set.ts";
 * const set = new GSet();
 * console.log(set.add("x"), set.add("x"), set.has("x"), set.size); // true false true 1
 * ```
 */
export class GSet extends EntryMap<typeof PRESENT> {
  /** Adds `element`; whether it was new. */
  add(element: string): boolean {
    if (this.has(element)) return false;
    this.put(element, PRESENT);
    return true;
  }

  has(element: string): boolean {
    return this.valueAt(element) === PRESENT;
  }

  /** The elements, ascending by UTF-16 code units. */
  elements(): Iterable<string> {
    return this.keys();
  }

  protected override joinValues(mine: true | undefined): Joined<true> {
    return { value: mine ?? PRESENT };
  }

  protected override writeValue(): void {}

  protected override readValue(): true {
    return PRESENT;
  }
}

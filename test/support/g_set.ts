/**
 * The smallest replica: a set of numbers that only grows. For tests of the engine, which must not
 * know what it gossips about.
 *
 * @module
 */
import type { MergeOutcome, Progress, Replica } from "../../robots/engine/replica.ts";

export class GSet implements Replica<ReadonlySet<number>, readonly number[]> {
  readonly items: Set<number>;
  readonly #total: number | undefined;

  /** @param total How many items make the whole, if there is one. */
  constructor(items: Iterable<number>, total?: number) {
    this.items = new Set(items);
    this.#total = total;
  }

  summarize(): ReadonlySet<number> {
    return new Set(this.items);
  }

  missing(theirs: ReadonlySet<number>): readonly number[] | undefined {
    const missing = [...this.items].filter((item) => !theirs.has(item)).sort((a, b) => a - b);
    return missing.length > 0 ? missing : undefined;
  }

  lacks(theirs: ReadonlySet<number>): boolean {
    return [...theirs].some((item) => !this.items.has(item));
  }

  merge(update: readonly number[]): MergeOutcome {
    const before = this.items.size;
    for (const item of update) this.items.add(item);
    const items = this.items.size - before;
    return items > 0 ? { kind: "applied", items } : { kind: "known" };
  }

  progress(): Progress {
    const known = this.items.size;
    return this.#total === undefined ? { known } : { known, total: this.#total };
  }
}

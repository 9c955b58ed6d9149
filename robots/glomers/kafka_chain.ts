/**
 * One chain of blocks for all keys, from which every node gets the same logs. A block holds what one
 * node was asked in a while; who creates the block of a number in a store decides what is next. Offsets
 * are nowhere written: they follow from the order of the blocks. The idea is that of a shared log
 * (Balakrishnan et al. 2012, "CORFU: A Shared Log Design for Flash Clusters").
 *
 * @module
 */
import { KeyLogs } from "./kafka_logs.ts";

/** What a node puts into the chain at once. */
export interface Block {
  /** Equal for no two blocks, so that a node knows its own, also when it never heard that it was written. */
  readonly id: string;
  readonly records: readonly (readonly [key: string, message: unknown])[];
  /** One for each request. */
  readonly commits: readonly Readonly<Record<string, number>>[];
}

/** What became of a block, in its order. */
export interface Outcome {
  readonly offsets: readonly number[];
  /** Whether a commit was carried out: all of it, or nothing. */
  readonly committed: readonly boolean[];
}

export class Chain {
  readonly logs = new KeyLogs();
  #length = 0;

  /** Blocks so far: the number of the next one. */
  get length(): number {
    return this.#length;
  }

  /** Takes the next block. Commits come after its records; one beyond what was sent is refused. */
  apply({ records, commits }: Block): Outcome {
    this.#length += 1;
    const offsets = records.map(([key, message]) => this.logs.append(key, message));
    const committed = commits.map((asked) => {
      const all = Object.entries(asked);
      const isRight = all.every(([key, offset]) => this.logs.reaches(key, offset));
      if (isRight) for (const [key, offset] of all) this.logs.commit(key, offset);
      return isRight;
    });
    return { offsets, committed };
  }
}

/**
 * A counter that grows and shrinks: each node keeps how much it has added and how much it has taken
 * away, both of which only grow (Shapiro, Preguiça, Baquero and Zawirski 2011, specification 7).
 *
 * ```text
 * entry   node, added as a number, taken away as a number; not both 0
 * ```
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { CountVersions } from "./count_versions.ts";
import type { Versions } from "./entries.ts";
import { EntryMap, type Joined } from "./entry_map.ts";

/** Of one node, in one direction: both together are a version, and that is at most 2^53 - 1. */
export const COUNT_MAX = 2 ** 52 - 1;

/** What one node has counted. */
export interface Counts {
  readonly added: number;
  readonly takenAway: number;
}

const NOTHING: Counts = { added: 0, takenAway: 0 };

/**
 * A node that comes back must have its entry back before it counts, or it counts the same numbers again
 * and they are lost.
 *
 * @example
 * ```ts
 * import { encodeState, joinState } from "./entries.ts";
 * import { PnCounter } from "./pn_counter.ts";
 * const a = new PnCounter("a");
 * const b = new PnCounter("b");
 * a.add(5);
 * b.add(-2);
 * joinState(a, encodeState(b), 0);
 * console.log(a.value, b.value); // 3 -2
 * ```
 */
export class PnCounter extends EntryMap<Counts> {
  readonly node: string;
  /** The version of a node is all that it counted, either way: it grows with every change. */
  readonly versions: Versions = new CountVersions(
    () => new Map([...this.values()].map(([node, counts]) => [node, versionOfCounts(counts)])),
  );

  /** @param node Who counts here: a name that nobody else has. */
  constructor(node: string) {
    super();
    this.node = node.toWellFormed();
    if (node === "") throw new RangeError("cannot make a counter as its node has no name");
  }

  /**
   * Adds `by`, or takes it away when it is negative. By 0 it changes nothing.
   *
   * @throws RangeError when `by` is not whole, or this node has counted more than {@linkcode COUNT_MAX}
   * in this direction, or all nodes together more than 2^53 - 1.
   */
  add(by: number): void {
    if (!Number.isSafeInteger(by)) {
      throw new RangeError(
        `cannot add to a counter as the step must be a whole number within 2^53 - 1 of 0: got ${by}`,
      );
    }
    if (by === 0) return;
    const mine = this.countsOf(this.node);
    const all = this.#sums();
    const [own, total] = by > 0 ? [mine.added, all.added] : [mine.takenAway, all.takenAway];
    const room = Math.min(COUNT_MAX - own, Number.MAX_SAFE_INTEGER - total);
    if (Math.abs(by) > room) {
      throw new RangeError(
        `cannot add to a counter as there must be room in its direction, of which ${room} is left: got ${by}`,
      );
    }
    this.put(this.node, {
      added: mine.added + Math.max(by, 0),
      takenAway: mine.takenAway + Math.max(-by, 0),
    });
  }

  /**
   * What all nodes have added, less what they have taken away. Each of these two sums stops at
   * 2^53 - 1: several nodes that each saw little of the others can exceed that together, and then the
   * value is not exact, though the same in every replica. The entries stay exact.
   */
  get value(): number {
    const { added, takenAway } = this.#sums();
    return added - takenAway;
  }

  /** What `node` has counted. */
  countsOf(node: string): Counts {
    return this.valueAt(node) ?? NOTHING;
  }

  #sums(): Counts {
    let added = 0;
    let takenAway = 0;
    for (const [, counts] of this.values()) {
      added += counts.added;
      takenAway += counts.takenAway;
    }
    return {
      added: Math.min(added, Number.MAX_SAFE_INTEGER),
      takenAway: Math.min(takenAway, Number.MAX_SAFE_INTEGER),
    };
  }

  protected override joinValues(mine: Counts | undefined, theirs: Counts): Joined<Counts> {
    if (mine === undefined) return { value: theirs };
    const added = Math.max(mine.added, theirs.added);
    const takenAway = Math.max(mine.takenAway, theirs.takenAway);
    const known = added === mine.added && takenAway === mine.takenAway;
    return { value: known ? mine : { added, takenAway } };
  }

  protected override writeValue(writer: ByteWriter, { added, takenAway }: Counts): void {
    writer.number(added).number(takenAway);
  }

  protected override readValue(reader: ByteReader, node: string): Counts {
    const counts = { added: reader.number(), takenAway: reader.number() };
    if (counts.added > COUNT_MAX || counts.takenAway > COUNT_MAX) reader.fail();
    if (versionOfCounts(counts) === 0 || node === "") reader.fail();
    return counts;
  }
}

/**
 * The sum tells the states of one node apart, and puts them in order, only because no one else writes
 * its entry: of (1, 0) and (0, 1), which have the same sum, a node passes through one at most.
 */
function versionOfCounts({ added, takenAway }: Counts): number {
  return added + takenAway;
}

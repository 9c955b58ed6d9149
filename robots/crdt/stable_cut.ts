/**
 * Stable cuts: up to where everybody has seen everything, so that what is kept for those who have not
 * can be forgotten (causal stability: Baquero, Almeida and Shoker 2017, "Pure Operation-Based Replicated
 * Data Types").
 *
 * That all have seen a deletion is not enough. One of them may have written, before it saw it, what
 * the deletion outdoes, and that write may still be on its way: whoever has forgotten the deletion
 * would take it for news. So there are two looks. The first finds the cut, and what each had written
 * when it had seen the cut; what it writes later has a later stamp than all in the cut. The second
 * look, perhaps much later, finds that everybody has seen all these writes, too: now nothing is on its
 * way any more that the cut outdoes, but duplicates.
 *
 * @module
 */
import {
  exceedsVersions,
  meetVersions,
  mergeVersions,
  type VersionVector,
  versionOf,
} from "./version_vector.ts";

/** What every replica was last heard to have seen, by node: all that live, and only these. */
export type SeenBy = ReadonlyMap<string, VersionVector>;

export interface StableCut {
  /** No write that is outdone by one in here is on its way, but for those of {@linkcode covered}. */
  readonly cut: VersionVector;
  /** Seen by everybody, and at least {@linkcode cut}. */
  readonly covered: VersionVector;
}

/** What everybody has seen; nothing, when there is nobody. */
export function seenByAll(seenBy: SeenBy): VersionVector {
  let least: VersionVector | undefined;
  for (const seen of seenBy.values()) {
    least = least === undefined ? seen : meetVersions(least, seen);
  }
  return least ?? new Map();
}

interface Look {
  readonly nodes: readonly string[];
  readonly cut: VersionVector;
  /** What each node had written when it had seen the cut. */
  readonly written: VersionVector;
}

/**
 * Finds one stable cut after the other.
 *
 * @example
 * ```ts
 * import { StableCuts } from "./stable_cut.ts";
 * const cuts = new StableCuts();
 * const look = (...seen: [string, number][][]) =>
 *   cuts.next(new Map([["a", new Map(seen[0])], ["b", new Map(seen[1])]]))?.cut;
 * console.log(look([["a", 2]], [["a", 1], ["b", 1]])); // undefined
 * console.log(look([["a", 3], ["b", 1]], [["a", 2], ["b", 1]])); // Map(1) { 'a' => 1 }
 * ```
 */
export class StableCuts {
  #first: Look | undefined;

  /** Looks once more; the next stable cut, when there is one now. */
  next(seenBy: SeenBy): StableCut | undefined {
    const look = lookAt(seenBy);
    const before = this.#first;
    // When all is quiet, one look does for both. Of whoever joined in between it is not known what it
    // had written, and whoever died may have written what nobody will ever see.
    const isFirst = isQuiet(look, look) || before === undefined || !areSame(before, look);
    const first = (this.#first = isFirst ? look : before);
    if (!isQuiet(first, look)) return undefined;
    this.#first = look;
    return { cut: first.cut, covered: mergeVersions(first.cut, look.cut) };
  }
}

/** Whether all that had been written at `first` was seen by everybody at `second`. */
function isQuiet(first: Look, second: Look): boolean {
  return !exceedsVersions(first.written, second.cut);
}

function areSame(a: Look, b: Look): boolean {
  return a.nodes.length === b.nodes.length && a.nodes.every((name, at) => name === b.nodes[at]);
}

function lookAt(seenBy: SeenBy): Look {
  const written = new Map<string, number>();
  for (const [node, seen] of seenBy) written.set(node, versionOf(seen, node));
  return { nodes: [...seenBy.keys()].sort(), cut: seenByAll(seenBy), written };
}

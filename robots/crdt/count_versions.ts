/**
 * Versions for counters. Each node writes only the entry that has its name, and every change of it
 * counts further: so how far it has counted is a number for the change, and an entry that is newer
 * takes the place of all before it. There are no gaps, as one entry holds all that its node did.
 *
 * @module
 */
import type { VersionRun, Versioned, Versions } from "./entries.ts";
import { type VersionVector, versionOf } from "./version_vector.ts";

export class CountVersions implements Versions {
  readonly nameEntries = true;
  readonly #counts: () => VersionVector;

  /** @param counts How far each node has counted: always at least 1. */
  constructor(counts: () => VersionVector) {
    this.#counts = counts;
  }

  seen(): VersionVector {
    return this.#counts();
  }

  beyond(): readonly VersionRun[] {
    return [];
  }

  newer(theirs: VersionVector): Versioned[] {
    return [...this.#counts()]
      .filter(([node, count]) => count > versionOf(theirs, node))
      .map(([node, count]) => ({ origin: node, version: count, key: node }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  heardOf(origin: string): number {
    return versionOf(this.#counts(), origin);
  }

  adopt(): void {
    // What a peer has counted is in its entries, and nowhere else.
  }
}

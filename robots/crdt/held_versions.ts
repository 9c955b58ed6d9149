/**
 * Which updates of which origin a state holds, by their numbers, and up to where everything of an
 * origin was seen. An update takes one look-up to note, and what a peer lacks is found without a look
 * at what it has.
 *
 * Only what is held is remembered one by one, so memory is bounded by the state.
 *
 * @module
 */
import type { VersionRun, Versioned, Versions } from "./entries.ts";
import { type VersionVector, versionOf } from "./version_vector.ts";

interface Held {
  readonly keys: Map<number, string>;
  /** The highest version that was ever held. */
  last: number;
}

/** For types whose updates stay: nothing takes the place of another. */
export class HeldVersions implements Versions {
  readonly nameEntries: boolean = true;
  readonly #held = new Map<string, Held>();
  readonly #seen = new Map<string, number>();

  /** `version` of `origin` is held from now on, in the entry at `key`. */
  hold(origin: string, version: number, key: string): void {
    let held = this.#held.get(origin);
    if (held === undefined) this.#held.set(origin, (held = { keys: new Map(), last: 0 }));
    held.keys.set(version, key);
    held.last = Math.max(held.last, version);
    this.note(origin, version);
  }

  /** `version` of `origin` is not held in the entry at `key` any more. */
  release(origin: string, version: number, key: string): void {
    const keys = this.#held.get(origin)?.keys;
    if (keys?.get(version) === key) keys.delete(version);
  }

  /** `version` of `origin` was seen, though perhaps it need not be held. */
  note(origin: string, version: number): void {
    if (version === versionOf(this.#seen, origin) + 1) this.raise(origin, version);
  }

  /** Everything of `origin` up to `version` was seen. */
  raise(origin: string, version: number): void {
    if (version <= versionOf(this.#seen, origin)) return;
    const keys = this.#held.get(origin)?.keys;
    let to = version;
    while (keys?.has(to + 1) === true) to += 1;
    this.#seen.set(origin, to);
  }

  /** Up to where everything of `origin` was seen. */
  seenOf(origin: string): number {
    return versionOf(this.#seen, origin);
  }

  /** The highest version of `origin` that was ever held. */
  lastOf(origin: string): number {
    return this.#held.get(origin)?.last ?? 0;
  }

  /** The key of the entry that holds `version` of `origin`. */
  keyOf(origin: string, version: number): string | undefined {
    return this.#held.get(origin)?.keys.get(version);
  }

  /** What is held of `origin` above `version`, ascending. */
  *above(origin: string, version: number): Generator<[version: number, key: string]> {
    const held = this.#held.get(origin);
    if (held === undefined) return;
    const { keys, last } = held;
    let missing = 0;
    for (let next = version + 1; next <= last; next++) {
      const key = keys.get(next);
      if (key !== undefined) yield [next, key];
      else if (++missing > keys.size) {
        // Whoever invents a number far away must not make us count up to it.
        const far = [...keys].filter(([other]) => other > next);
        yield* far.sort(([x], [y]) => x - y);
        return;
      }
    }
  }

  seen(): VersionVector {
    return new Map(this.#seen);
  }

  beyond(): VersionRun[] {
    const runs: { origin: string; from: number; to: number }[] = [];
    for (const origin of this.#origins()) {
      let run: { origin: string; from: number; to: number } | undefined;
      for (const [version] of this.above(origin, this.seenOf(origin))) {
        if (run?.to === version - 1) run.to = version;
        else runs.push((run = { origin, from: version, to: version }));
      }
    }
    return runs;
  }

  *newer(theirs: VersionVector): Generator<Versioned> {
    for (const origin of this.#origins()) {
      for (const [version, key] of this.above(origin, versionOf(theirs, origin))) {
        yield { origin, version, key };
      }
    }
  }

  heardOf(origin: string): number {
    return this.lastOf(origin);
  }

  /** Only what is held was seen, whatever a peer says: so none can make us miss anything. */
  adopt(_theirs: VersionVector): void {}

  #origins(): string[] {
    return [...this.#held.keys()].sort();
  }
}

/** For types in which a later update takes the place of an earlier one, which is then nowhere. */
export class ReplacedVersions extends HeldVersions {
  /** What was deleted may come back as a tombstone with the number of the value (kv_map.ts). */
  override readonly nameEntries = false;
  readonly #own: string;
  /** By origin, the highest number that was spoken of here and perhaps never held. */
  readonly #mentioned = new Map<string, number>();

  /**
   * @param own The origin of what is written here.
   * @throws RangeError when it has no name.
   */
  constructor(own: string) {
    super();
    if (own === "") throw new RangeError("cannot number writes as their node has no name");
    this.#own = own;
  }

  /**
   * The number for what is written here next.
   *
   * @throws RangeError when there is none up to 2^53 - 1.
   */
  nextOwn(): number {
    const last = this.lastOf(this.#own);
    if (last < Number.MAX_SAFE_INTEGER) return last + 1;
    throw new RangeError(`cannot write as "${this.#own}" as it has no number left: got ${last}`);
  }

  /** Something that was joined here, or `origin` itself, says that there is this version. */
  mention(origin: string, version: number): void {
    if (version > versionOf(this.#mentioned, origin)) this.#mentioned.set(origin, version);
  }

  override heardOf(origin: string): number {
    return Math.max(this.lastOf(origin), versionOf(this.#mentioned, origin));
  }

  /**
   * Nothing counts as seen that nobody has spoken of. A peer that claims more by mistake would else
   * make us miss all that comes; to whoever claims the truth it makes no difference, but that he is
   * asked again until there is something that bears him out.
   */
  override adopt(theirs: VersionVector): void {
    for (const [origin, version] of theirs) {
      // What will be written here, nobody has seen.
      const most = origin === this.#own ? this.lastOf(origin) : this.heardOf(origin);
      this.raise(origin, Math.min(version, most));
    }
  }
}

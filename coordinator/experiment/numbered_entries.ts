/**
 * A log of numbered entries that are computed instead of kept: to measure strategies with a million
 * entries, again and again, in little time and memory. Every origin numbers its entries from 1; each
 * has 32 bytes of content that follow from origin and number.
 *
 * @module
 */
import { ByteReader, ByteWriter, equalBytes } from "../../robots/crdt/bytes.ts";
import type {
  Entries,
  EntryWatcher,
  JoinOutcome,
  Versioned,
  VersionRun,
  Versions,
} from "../../robots/crdt/entries.ts";
import { mix32 } from "../../robots/crdt/entry_id.ts";
import { type VersionVector, versionOf } from "../../robots/crdt/version_vector.ts";

const CONTENT_BYTES = 32;
/** Keys sort as their numbers do. */
const DIGITS = 9;

interface Held {
  /** All entries up to here are held. */
  prefix: number;
  /** Held entries above the one that is missing. */
  readonly later: Set<number>;
}

export class NumberedEntries implements Entries {
  readonly versions?: Versions;
  readonly #held = new Map<string, Held>();
  #size = 0;
  #watcher: EntryWatcher | undefined;

  /**
   * @param counts How many entries of each origin are held, from the first on.
   * @param tellsVersions Whether strategies may know that entries are numbered.
   */
  constructor(counts: VersionVector, tellsVersions: boolean) {
    if (tellsVersions) {
      this.versions = {
        nameEntries: true,
        seen: () => this.#seen(),
        beyond: () => this.#beyond(),
        newer: (theirs) => this.#newer(theirs),
        heardOf: (origin) => this.#highest(origin),
        adopt: () => {},
      };
    }
    for (const origin of [...counts.keys()].sort()) {
      const prefix = versionOf(counts, origin);
      this.#held.set(origin, { prefix, later: new Set() });
      this.#size += prefix;
    }
  }

  get size(): number {
    return this.#size;
  }

  *keys(): Iterable<string> {
    for (const [origin, { prefix, later }] of this.#held) {
      for (let version = 1; version <= prefix; version++) yield keyOf(origin, version);
      for (const version of [...later].sort((a, b) => a - b)) yield keyOf(origin, version);
    }
  }

  entry(key: string): Uint8Array | undefined {
    const [origin, version] = partsOf(key);
    return this.#has(origin, version) ? entryOf(origin, version) : undefined;
  }

  keyOf(entry: Uint8Array): string | undefined {
    const reader = new ByteReader(entry);
    const origin = reader.text();
    const version = reader.number();
    reader.raw(CONTENT_BYTES);
    return reader.end && version > 0 ? keyOf(origin, version) : undefined;
  }

  check(entry: Uint8Array): JoinOutcome {
    const key = this.keyOf(entry);
    if (key === undefined) return "malformed";
    const [origin, version] = partsOf(key);
    if (!this.#held.has(origin) || !equalBytes(entry, entryOf(origin, version))) return "conflict";
    return this.#has(origin, version) ? "known" : "added";
  }

  join(entry: Uint8Array): JoinOutcome {
    const outcome = this.check(entry);
    if (outcome === "added") this.#add(this.keyOf(entry)!, entry);
    return outcome;
  }

  watch(watcher: EntryWatcher): void {
    this.#watcher = watcher;
  }

  /** Adds or removes entries until those up to `counts` are held, and no others. */
  become(counts: VersionVector): void {
    for (const [origin, held] of this.#held) {
      const wanted = versionOf(counts, origin);
      for (const version of held.later) if (version > wanted) this.#remove(origin, version);
      for (; held.prefix > wanted; held.prefix -= 1) this.#remove(origin, held.prefix);
      for (let version = held.prefix + 1; version <= wanted; version++) {
        if (!this.#has(origin, version))
          this.#add(keyOf(origin, version), entryOf(origin, version));
      }
    }
  }

  /** Encoded bytes of the entries up to `counts` that are above `others`. */
  static bytesBetween(others: VersionVector, counts: VersionVector): number {
    let bytes = 0;
    for (const [origin, count] of counts) {
      for (let version = versionOf(others, origin) + 1; version <= count; version++) {
        bytes += entryOf(origin, version).length;
      }
    }
    return bytes;
  }

  #has(origin: string, version: number): boolean {
    const held = this.#held.get(origin);
    return held !== undefined && (version <= held.prefix || held.later.has(version));
  }

  #add(key: string, entry: Uint8Array): void {
    const [origin, version] = partsOf(key);
    const held = this.#held.get(origin)!;
    held.later.add(version);
    while (held.later.delete(held.prefix + 1)) held.prefix += 1;
    this.#size += 1;
    this.#watcher?.changed(key, undefined, entry);
  }

  /** The caller sees to it that nothing claims to hold it any more. */
  #remove(origin: string, version: number): void {
    this.#held.get(origin)!.later.delete(version);
    this.#size -= 1;
    this.#watcher?.changed(keyOf(origin, version), entryOf(origin, version), undefined);
  }

  #seen(): VersionVector {
    const seen = new Map<string, number>();
    for (const [origin, { prefix }] of this.#held) if (prefix > 0) seen.set(origin, prefix);
    return seen;
  }

  #highest(origin: string): number {
    const held = this.#held.get(origin);
    return held === undefined ? 0 : Math.max(held.prefix, ...held.later);
  }

  #beyond(): VersionRun[] {
    const runs: { origin: string; from: number; to: number }[] = [];
    for (const [origin, { later }] of this.#held) {
      for (const version of [...later].sort((a, b) => a - b)) {
        const last = runs.at(-1);
        if (last?.origin === origin && last.to + 1 === version) last.to = version;
        else runs.push({ origin, from: version, to: version });
      }
    }
    return runs;
  }

  *#newer(theirs: VersionVector): Iterable<Versioned> {
    for (const [origin, { prefix, later }] of this.#held) {
      const from = versionOf(theirs, origin) + 1;
      for (let version = from; version <= prefix; version++) {
        yield { origin, version, key: keyOf(origin, version) };
      }
      for (const version of [...later].sort((a, b) => a - b)) {
        if (version >= from) yield { origin, version, key: keyOf(origin, version) };
      }
    }
  }
}

function keyOf(origin: string, version: number): string {
  return `${origin}/${String(version).padStart(DIGITS, "0")}`;
}

function partsOf(key: string): [origin: string, version: number] {
  const slash = key.lastIndexOf("/");
  return [key.slice(0, slash), Number(key.slice(slash + 1))];
}

function entryOf(origin: string, version: number): Uint8Array {
  const writer = new ByteWriter(CONTENT_BYTES * 2).text(origin).number(version);
  let content = mix32(origin.charCodeAt(origin.length - 1));
  for (let at = 0; at < CONTENT_BYTES; at += 4) {
    content = mix32((content + Math.imul(version, 0x9e3779b9) + at) | 0);
    writer.fixed(content);
  }
  return writer.finish();
}

/**
 * What all data types here have in common: a state is a set of entries, the smallest pieces that can
 * be joined on their own, and the join of two states is the join of their entries. So whatever finds
 * out which entries another replica lacks can reconcile every type (join decompositions: Enes,
 * Almeida, Baquero and Leitão 2019, "Efficient Synchronization of State-based CRDTs").
 *
 * Order never matters, nor does how often an entry comes: the same entries give the same bytes.
 *
 * @module
 */
import { ByteReader, ByteWriter, equalBytes } from "./bytes.ts";
import type { VersionVector } from "./version_vector.ts";

/** What a join did, or would do. Only `added` changes the state. */
export type JoinOutcome =
  /** It was new, or newer than what was there. */
  | "added"
  /** It is there already, or something that takes its place. */
  | "known"
  /** Its stamp lies too far in the future: it may come again later. */
  | "ahead"
  /** It contradicts what must never change. */
  | "conflict"
  /** It is not the canonical encoding of an entry of this type. */
  | "malformed";

/** Told of every change of a state, by entry. Must not change it. */
export interface EntryWatcher {
  /**
   * @param key The entry's key.
   * @param before Its bytes before the change; `undefined` when it was not there.
   * @param after Its bytes now; `undefined` when it is there no more.
   */
  changed(key: string, before: Uint8Array | undefined, after: Uint8Array | undefined): void;
}

/** An entry and the number that its origin gave it. */
export interface Versioned {
  readonly origin: string;
  readonly version: number;
  readonly key: string;
}

/** A run of versions of one origin, `from` and `to` included. */
export interface VersionRun {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
}

/** For types in which every update has a number, ascending for each origin. */
export interface Versions {
  /** Whether entries with the same origin and version are the same in every replica. */
  readonly nameEntries: boolean;
  /** For each origin: everything up to here was seen, or what took its place. */
  seen(): VersionVector;
  /** What is held above {@linkcode seen}, ascending for each origin: there is a gap before it. */
  beyond(): readonly VersionRun[];
  /** The held entries above `theirs`, by ascending origin and version. */
  newer(theirs: VersionVector): Iterable<Versioned>;
  /**
   * The highest version of `origin` that anything joined here has spoken of: whatever a peer claims
   * beyond it, nothing bears out.
   */
  heardOf(origin: string): number;
  /**
   * A peer has sent everything that it held up to `theirs`: nothing below will come any more. Not to be
   * called when any of it was refused, be it only for now, as it is then taken for seen for ever.
   */
  adopt(theirs: VersionVector): void;
}

/**
 * What replicas tell each other besides entries: what they have seen and forgotten. It travels as bytes
 * that only the type understands.
 */
export interface Standing {
  /** How it stands here. Equal bytes when nothing has changed. */
  tell(): Uint8Array;
  /**
   * The keys of entries here that a peer which told `theirs` neither lacks nor would take: to be left
   * out when states are compared. None when `theirs` is malformed.
   */
  outdatedFor(theirs: Uint8Array): readonly string[];
  /**
   * Takes in what a peer told. Never throws.
   *
   * @returns `false`, and nothing has changed, when it is malformed.
   */
  hear(theirs: Uint8Array, held: HeldHere): boolean;
}

/**
 * Whether all is held here that a peer held when it told how it stands, but for what is outdated for
 * this replica by what it had told before.
 */
export type HeldHere =
  /** All, and no more. */
  | "all"
  /** All, and what is outdated for the peer besides. */
  | "more"
  | "unknown";

/** A data type, as far as others need to know it to bring two replicas of it together. */
export interface Entries {
  /** Entries held. */
  readonly size: number;
  /** Present for types that number their updates. */
  readonly versions?: Versions;
  /** Present for types that have more to tell than entries. */
  readonly standing?: Standing;
  /** The keys of all entries, ascending by UTF-16 code units. */
  keys(): Iterable<string>;
  /** The canonical encoding of the entry at `key`. */
  entry(key: string): Uint8Array | undefined;
  /** The key of an encoded entry; `undefined` when it is none of this type. */
  keyOf(entry: Uint8Array): string | undefined;
  /** What {@linkcode join} would do, without doing it. */
  check(entry: Uint8Array, nowMs: number): JoinOutcome;
  /**
   * Joins one entry into the state. The state keeps no reference to `entry`.
   *
   * @param nowMs The time here: stamps far beyond it are `ahead`.
   */
  join(entry: Uint8Array, nowMs: number): JoinOutcome;
  /** From now on `watcher` is told of every change. There is at most one. */
  watch(watcher: EntryWatcher): void;
}

/**
 * The canonical encoding of a whole state: how many entries, then each with its length, by ascending
 * key. Equal states give equal bytes.
 */
export function encodeState(state: Entries): Uint8Array {
  const writer = new ByteWriter().number(state.size);
  for (const key of state.keys()) writer.bytes(state.entry(key)!);
  return writer.finish();
}

/**
 * Joins an encoded state into `state`: all of it or, unless it answers `added` or `known`, nothing.
 *
 * @example
 * ```ts
 * import { encodeState, joinState } from "./entries.ts";
 * import { GSet } from "./g_set.ts";
 * const a = new GSet();
 * a.add("x");
 * const b = new GSet();
 * console.log(joinState(b, encodeState(a), 0), [...b.elements()]); // added [ 'x' ]
 * ```
 */
export function joinState(state: Entries, encoded: Uint8Array, nowMs: number): JoinOutcome {
  const reader = new ByteReader(encoded);
  const entries: Uint8Array[] = [];
  let last: string | undefined;
  for (let count = reader.count(); count > 0; count--) {
    const entry = reader.bytes();
    const key = state.keyOf(entry);
    if (key === undefined || (last !== undefined && key <= last)) return "malformed";
    entries.push(entry);
    last = key;
  }
  return reader.end ? joinAll(state, entries, nowMs) : "malformed";
}

/** Joins entries with different keys: all of them or, unless it answers `added` or `known`, none. */
export function joinAll(
  state: Entries,
  entries: readonly Uint8Array[],
  nowMs: number,
): JoinOutcome {
  const keys = new Set<string>();
  for (const entry of entries) {
    const key = state.keyOf(entry);
    if (key === undefined || keys.has(key)) return "malformed";
    keys.add(key);
    const outcome = state.check(entry, nowMs);
    if (outcome !== "added" && outcome !== "known") return outcome;
  }
  let added = false;
  for (const entry of entries) added = state.join(entry, nowMs) === "added" || added;
  return added ? "added" : "known";
}

/** Whether two states have the same bytes. */
export function equalStates(a: Entries, b: Entries): boolean {
  return equalBytes(encodeState(a), encodeState(b));
}

/**
 * A map from keys to bytes for a mesh of nodes: of each key the last write wins, vector clocks tell
 * later writes from concurrent ones, and tombstones are forgotten once everybody has seen them.
 *
 * An entry is a key and the write that won it (kv_write.ts). Writes never change on their way, so the
 * clock of an entry is what its writer knew. It does not take in the clocks of writes that it wins
 * against elsewhere: an entry that changes without a new number would never reach those who have seen
 * that number. What was heard here besides is kept beside the state, see {@linkcode KvMap.history}.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { ReplacedVersions } from "./held_versions.ts";
import { HybridLogicalClock, isAhead, type Stamp } from "./hybrid_logical_clock.ts";
import { joinWrites, type KvWrite, numberOf, readWrite, writeWrite } from "./kv_write.ts";
import { type SeenBy, StableCuts } from "./stable_cut.ts";
import { mergeClocks, type VectorClock } from "./vector_clock.ts";
import { exceedsVersions, mergeVersions, type VersionVector, versionOf } from "./version_vector.ts";

/** How a key came to what it is. */
export interface KvHistory {
  /** When and by whom the winning write was made. */
  readonly stamp: Stamp;
  /** The writes to the key that its writer knew of, and the write itself. */
  readonly clock: VectorClock;
  readonly deleted: boolean;
  /**
   * Whether a write was heard of here that the winning one had not seen: it lost to a concurrent
   * write, and somebody may want to know. Replicas can differ, as not all hear of every write.
   */
  readonly contested: boolean;
}

/**
 * How many collections a tombstone outlives after somebody came with the value that it deletes: so
 * long has he time to hear of it. Should he not, it all happens once more.
 */
export const REVENANT_COLLECTIONS = 8;

/**
 * A node that comes back must have all that it ever wrote, or take another name: else it gives numbers
 * twice.
 *
 * @example
 * ```ts
 * import { encodeState, joinState } from "./entries.ts";
 * import { KvMap } from "./kv_map.ts";
 * const a = new KvMap("a");
 * const b = new KvMap("b");
 * a.set("x", Uint8Array.of(1), 5_000);
 * joinState(b, encodeState(a), 5_000);
 * b.delete("x", 1_000); // Its clock is behind, and yet it knew of the 1.
 * joinState(a, encodeState(b), 5_000);
 * console.log(a.has("x"), a.size, a.history("x")?.contested); // false 1 false
 * const seenBy = new Map([["a", a.versions.seen()], ["b", b.versions.seen()]]);
 * console.log(a.collect(seenBy), a.size); // 1 0
 * ```
 */
export class KvMap extends EntryMap<KvWrite> {
  readonly node: string;
  readonly versions: ReplacedVersions;
  readonly #clock: HybridLogicalClock;
  readonly #tombstones = new Set<string>();
  /** All writes heard of, where the winning one does not know of them all. */
  readonly #rivals = new Map<string, VectorClock>();
  readonly #cuts = new StableCuts();
  #collected: VersionVector = new Map();
  /** Collections still to outlive, by tombstone. */
  readonly #revenants = new Map<string, number>();

  /**
   * @param node Who writes here: a name that nobody else has.
   * @throws RangeError when it is empty.
   */
  constructor(node: string) {
    super();
    this.#clock = new HybridLogicalClock(node);
    this.node = this.#clock.node;
    this.versions = new ReplacedVersions(this.node);
  }

  /** Keys that have a value; {@linkcode size} counts tombstones, too. */
  get liveCount(): number {
    return this.size - this.#tombstones.size;
  }

  /**
   * Sets the value at `key`, of which it keeps a copy. It wins against all that is here.
   *
   * @throws RangeError when this node has written 2^53 - 1 times.
   */
  set(key: string, value: Uint8Array, nowMs: number): Stamp {
    return this.#write(key, value, nowMs);
  }

  /**
   * Deletes `key`; `undefined`, and nothing is written, when it has no value here.
   *
   * @throws RangeError as {@linkcode set}.
   */
  delete(key: string, nowMs: number): Stamp | undefined {
    return this.has(key) ? this.#write(key, undefined, nowMs) : undefined;
  }

  /** The value at `key`, which the caller must not change. */
  get(key: string): Uint8Array | undefined {
    return this.valueAt(key)?.bytes;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The keys that have a value, ascending by UTF-16 code units. */
  liveKeys(): string[] {
    return [...this.keys()].filter((key) => this.has(key));
  }

  /** How `key` came to what it is; `undefined` when nothing is known of it, or not any more. */
  history(key: string): KvHistory | undefined {
    const write = this.valueAt(key);
    if (write === undefined) return undefined;
    const { stamp, clock, bytes } = write;
    const contested = this.#rivals.has(key.toWellFormed());
    return { stamp, clock, deleted: bytes === undefined, contested };
  }

  /**
   * Forgets tombstones that nobody needs any more. Call it now and then: what it can forget this time
   * depends on what it was told the time before (stable_cut.ts).
   *
   * With it {@linkcode collected} rises to what everybody has seen. A write that comes then with a
   * number up to there, and wins against what is held or finds nothing, can only be an echo of what
   * was deleted:
   *
   * Of every write whose number a replica has seen, one of two things is true: (A) it holds the write
   * or one that wins against it, or (B) somebody has forgotten a tombstone that wins against it. For, a
   * number counts as seen for a write of its own, which wins here when it is made: A. Or for the next
   * in a row, when it has been joined: A, or else B was true before. Or by `adopt`, after all was
   * joined that a peer held who had seen the number: B was true there, and so it is here; or A was, and
   * what the peer held has been joined here, or was seen before. From then on a join only puts a write
   * that wins in the place of one that loses, whatever numbers the two have: A stays. To forget a
   * tombstone turns A into B. Now where A is false, B is true: the write has lost for good, and none
   * that has not lost is ever taken for an echo. One that is still under way and was not seen has a
   * number above `collected`, as that is at most what was seen here.
   *
   * And no echo is missed. Of what a forgotten tombstone wins against, all writes that were heard of
   * here, or that its writer knew of, are within the cut: else it is not forgotten. What a living node
   * wrote without knowing of it, all have seen (stable_cut.ts). There remain writes of a node that was
   * taken for dead which the deletion did not know of: when it comes back, they are news. Nobody ever
   * deleted them. And what such a node wrote and only some have heard of keeps the tombstones of these
   * keys, until it comes back.
   *
   * So a tombstone that is an echo is not taken in, unless it deletes something; and of a value that is
   * one, a tombstone is made with the same stamp and clock: it wins against that value and nothing
   * later, and whoever came back with the value learns of the deletion as of any other difference.
   * Versions alone cannot tell him, as he has seen the number.
   *
   * @param seenBy What every living node was last heard to have seen, others' and perhaps one's own.
   * Whoever is left out is taken for dead.
   * @returns How many were forgotten.
   */
  collect(seenBy: SeenBy): number {
    const stable = this.#cuts.next(new Map(seenBy).set(this.node, this.versions.seen()));
    if (stable === undefined) return 0;
    this.#collected = mergeVersions(this.#collected, stable.covered);
    let forgotten = 0;
    for (const key of this.#tombstones) {
      const known = this.#rivals.get(key) ?? this.valueAt(key)!.clock;
      if (exceedsVersions(known, stable.cut) || this.#outlives(key)) continue;
      this.drop(key);
      forgotten += 1;
    }
    return forgotten;
  }

  /**
   * Up to where tombstones may have been forgotten. It is no part of the state: a replica that has not
   * seen everything up to here would take what it lacks for dead.
   */
  get collected(): VersionVector {
    return this.#collected;
  }

  protected override joinValues(
    mine: KvWrite | undefined,
    theirs: KvWrite,
    nowMs: number,
  ): Joined<KvWrite> {
    const joined = mine === undefined ? theirs : joinWrites(mine, theirs);
    if (joined === mine) return { value: mine };
    if (this.#isForgotten(theirs)) {
      // It wins against what is held, and so it is an echo.
      if (theirs.bytes !== undefined) return { value: { ...theirs, bytes: undefined } };
      if (mine === undefined) return { value: undefined };
    }
    return isAhead(theirs.stamp, nowMs) ? { refused: "ahead" } : { value: joined };
  }

  protected override heard(key: string, theirs: KvWrite): void {
    this.versions.note(theirs.stamp.node, numberOf(theirs));
    const winner = this.valueAt(key);
    if (winner === undefined) return;
    this.#remember(key, theirs.clock, winner);
    if (winner.bytes === undefined && theirs.bytes !== undefined && this.#isForgotten(theirs)) {
      this.#revenants.set(key, REVENANT_COLLECTIONS);
    }
  }

  protected override put(anyKey: string, { stamp, clock, bytes }: KvWrite): void {
    const key = anyKey.toWellFormed();
    const write = { stamp, clock, bytes: bytes && new Uint8Array(bytes) };
    // Not ahead of its own time: the join has looked whether it is ahead of ours.
    this.#clock.observe(stamp, stamp.wallMs);
    const before = this.valueAt(key);
    if (before !== undefined) {
      this.versions.release(before.stamp.node, numberOf(before), key);
      this.#remember(key, before.clock, write);
    }
    if (bytes === undefined) this.#tombstones.add(key);
    else {
      this.#tombstones.delete(key);
      this.#revenants.delete(key);
    }
    super.put(key, write);
    this.versions.hold(stamp.node, numberOf(write), key);
  }

  protected override drop(key: string): void {
    const { stamp, clock, bytes } = this.valueAt(key)!;
    this.versions.release(stamp.node, numberOf({ stamp, clock, bytes }), key);
    this.#tombstones.delete(key);
    this.#rivals.delete(key);
    super.drop(key);
  }

  protected override writeValue(writer: ByteWriter, write: KvWrite): void {
    writeWrite(writer, write);
  }

  protected override readValue(reader: ByteReader): KvWrite {
    return readWrite(reader);
  }

  #write(anyKey: string, bytes: Uint8Array | undefined, nowMs: number): Stamp {
    const key = anyKey.toWellFormed();
    const before = this.#rivals.get(key) ?? this.valueAt(key)?.clock ?? [];
    const number = this.versions.nextOwn();
    const stamp = this.#clock.next(nowMs);
    this.put(key, { stamp, clock: new Map(before).set(this.node, number), bytes });
    return stamp;
  }

  /** Notes that writes up to `clock` were heard of, where `winner` is held. */
  #remember(key: string, clock: VectorClock, winner: KvWrite): void {
    const known = this.#rivals.get(key);
    if (known === undefined && !exceedsVersions(clock, winner.clock)) return;
    const all = mergeClocks(known ?? winner.clock, mergeClocks(clock, winner.clock));
    if (exceedsVersions(all, winner.clock)) this.#rivals.set(key, all);
    else this.#rivals.delete(key);
  }

  #isForgotten({ stamp, clock }: KvWrite): boolean {
    return versionOf(clock, stamp.node) <= versionOf(this.#collected, stamp.node);
  }

  /** Whether the tombstone at `key` must outlive this collection, too. */
  #outlives(key: string): boolean {
    const left = this.#revenants.get(key) ?? 0;
    if (left > 1) this.#revenants.set(key, left - 1);
    else this.#revenants.delete(key);
    return left > 0;
  }
}

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
import type { HeldHere, Standing } from "./entries.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { ReplacedVersions } from "./held_versions.ts";
import { HybridLogicalClock, isAhead, type Stamp } from "./hybrid_logical_clock.ts";
import { decodeStanding, encodeStanding } from "./kv_standing.ts";
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

/** Nodes of which is kept what they have seen: as many as a replica has conversations with. */
export const NODES_MAX = 256;

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
  /** All stable cuts that were found or heard of here, joined. */
  #cut: VersionVector = new Map();
  /** What other nodes said they had seen; whoever said it longest ago first. */
  readonly #seenBy = new Map<string, VersionVector>();
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

  /** What others are told of {@linkcode seenBy} and {@linkcode collected}, see {@linkcode collect}. */
  get standing(): Standing {
    return {
      tell: () =>
        encodeStanding({
          node: this.node,
          seen: this.versions.seen(),
          collected: this.#collected,
          cut: this.#cut,
        }),
      outdatedFor: (theirs) => this.#within(decodeStanding(theirs)?.cut ?? new Map()),
      hear: (theirs, held) => this.#hear(theirs, held),
    };
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
   * That needs peers which say what is true. One that claims more than was ever written is stopped by
   * `adopt`: what no entry has spoken of, nor its own origin, does not count. One that claims less than
   * all of that, and lies, or writes in the name of others, is believed. A newcomer that lacks evidence
   * adopts less: A or B is true of less, so it asks more, and holds others up; it loses nothing.
   *
   * And no echo is missed. Of what a forgotten tombstone wins against, all writes that were heard of
   * here, or that its writer knew of, are within the cuts: else it is not forgotten. What a living node
   * wrote without knowing of it, all have seen (stable_cut.ts). There remain writes of a node that was
   * taken for dead which the deletion did not know of: when it comes back, they are news. Nobody ever
   * deleted them. And what such a node wrote and only some have heard of keeps the tombstones of these
   * keys, until it comes back.
   *
   * So a tombstone that is an echo is not taken in, unless it deletes something; and of a value that is
   * one, a tombstone is made with the same stamp and clock: it wins against that value and nothing
   * later, and whoever came back with the value learns of the deletion as of any other difference.
   * Versions alone cannot tell him, as he has seen the number. A tombstone beyond all cuts is taken in,
   * whatever its number: it is forgotten here when it can be forgotten everywhere.
   *
   * ## What a peer has forgotten
   *
   * Cuts go from one to the other ({@linkcode standing}), and those of different nodes are joined. Is a
   * tombstone within two of them together, it is within the one that has its own number: so nothing
   * that it wins against is on its way, but for what that one covers, or what its writer knew of, which
   * is within one or the other. All of it is within `collected`, which is joined likewise; and that is
   * raised only where all of it was seen: A or B.
   *
   * So that two can level out who have forgotten different things, they compare what they hold less
   * what is within the cut of the other one. Let a peer hold, so reckoned, the same as is here: then
   * its vector is adopted. Of a write that it has seen, B is true, or it holds the write or what wins
   * against it. That was reckoned, and is here; or it is a tombstone within a cut that was told from
   * here, so its number was seen here, and A or B is true of it, and of what it wins against. Nothing
   * depends on what was left out on this side. What is left out here and not there, the peer has
   * forgotten: with its cut, it is forgotten here, too.
   *
   * Then a write can have been heard of here which loses and is not within the cut. Nobody who lived
   * for the peer can have made it: by the second look, all had seen it. It is by one that was taken for
   * dead, and the deletion did not know of it: should it come back, it is news everywhere. To keep the
   * tombstone here alone would be worse, as two that live would differ until a dead one comes back.
   * Revenants stay where they came: others refuse their tombstones and leave them out, and `collect`
   * forgets them in the end, whatever else holds it up, as a cut stays one.
   *
   * @param seenBy What every living node was last heard to have seen, others' and perhaps one's own.
   * Whoever is left out is taken for dead.
   * @returns How many were forgotten.
   */
  collect(seenBy: SeenBy): number {
    const stable = this.#cuts.next(new Map(seenBy).set(this.node, this.versions.seen()));
    if (stable !== undefined) this.#raise(stable.cut, stable.covered);
    let forgotten = 0;
    for (const key of this.#within(this.#cut)) {
      if (this.#hasLateRival(key) || this.#outlives(key)) continue;
      this.drop(key);
      forgotten += 1;
    }
    return forgotten;
  }

  /**
   * What every node was last heard to have seen, this one included: of those who live, it is what
   * {@linkcode collect} takes; who lives and is not named has seen nothing. At most {@linkcode NODES_MAX} others: whoever was silent longest is
   * forgotten.
   */
  get seenBy(): ReadonlyMap<string, VersionVector> {
    return new Map(this.#seenBy).set(this.node, this.versions.seen());
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
    // Before anything that changes the state: no stamp from far ahead may move the clock.
    if (isAhead(theirs.stamp, nowMs)) return { refused: "ahead" };
    if (theirs.bytes === undefined) {
      const isOutdated = mine === undefined && !exceedsVersions(theirs.clock, this.#cut);
      return { value: isOutdated ? undefined : joined };
    }
    // It wins against what is held, or finds nothing. If it was forgotten, it is an echo.
    return { value: this.#isForgotten(theirs) ? { ...theirs, bytes: undefined } : joined };
  }

  protected override heard(key: string, theirs: KvWrite): void {
    for (const [node, number] of theirs.clock) this.versions.mention(node, number);
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
    this.#revenants.delete(key);
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

  /** Why this is sound is said at {@linkcode collect}. */
  #hear(theirs: Uint8Array, held: HeldHere): boolean {
    const told = decodeStanding(theirs);
    if (told === undefined) return false;
    const { node, seen, collected, cut } = told;
    if (node !== this.node) {
      this.versions.mention(node, versionOf(seen, node));
      const before = this.#seenBy.get(node) ?? new Map();
      this.#seenBy.delete(node);
      this.#seenBy.set(node, mergeVersions(before, seen));
      const [silent] = this.#seenBy.keys();
      if (this.#seenBy.size > NODES_MAX) this.#seenBy.delete(silent!);
    }
    if (held === "unknown") return true;
    this.versions.adopt(seen);
    if (exceedsVersions(collected, this.versions.seen())) return true;
    // What is within the cut here, too, `collect` forgets in its time, if nothing keeps it.
    const own = new Set(this.#within(this.#cut));
    this.#raise(cut, collected);
    for (const key of held === "more" ? this.#within(cut) : []) {
      if (!own.has(key) || this.#hasLateRival(key)) this.drop(key);
    }
    return true;
  }

  #raise(cut: VersionVector, covered: VersionVector): void {
    this.#cut = mergeVersions(this.#cut, cut);
    this.#collected = mergeVersions(this.#collected, covered);
  }

  /** The keys of the tombstones that know of nothing beyond `cut`. */
  #within(cut: VersionVector): string[] {
    return [...this.#tombstones].filter((key) => !exceedsVersions(this.valueAt(key)!.clock, cut));
  }

  /** Whether a write was heard of here that lost at `key`, and that perhaps not all have seen. */
  #hasLateRival(key: string): boolean {
    const rivals = this.#rivals.get(key);
    return rivals !== undefined && exceedsVersions(rivals, this.#cut);
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

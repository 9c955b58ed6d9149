/**
 * Logs that grow at several nodes at once, in one order that no node decides. Each node has a lane: a
 * sequence to which only it appends. It numbers its entries with a Lamport clock (Lamport 1978, "Time,
 * Clocks, and the Ordering of Events in a Distributed System"), so a slot and a lane give an offset that
 * nobody else gives, and offsets of one lane ascend.
 *
 * A node may show what lies at or below its watermark: the slot up to which it has all entries of all
 * lanes, and will get no more. For that nodes make promises: a node that promises a slot gives only
 * later ones from then on. Whoever hears of a slot gives later ones, too, so a promise costs nothing.
 * So polls show one sequence everywhere, and nothing is ever put in below what was shown.
 *
 * @module
 */
import { KeyLogs } from "./kafka_logs.ts";

/** A record, or a commit of an offset. */
export type Entry =
  | readonly [kind: "r", slot: number, key: string, message: unknown]
  | readonly [kind: "c", slot: number, key: string, offset: number];

/** Some consecutive entries of a lane. */
export interface Batch {
  /** The place of the first of them in the lane. */
  readonly base: number;
  readonly entries: readonly Entry[];
  /** All entries of the lane with at most this slot are these or lie before them. */
  readonly promise: number;
  /** Whether the lane ends here. */
  readonly isWhole: boolean;
}

/**
 * More entries than a node can have told nobody about: a million in a second, for an hour. Offsets stay
 * whole for a hundred thousand such deaths of twenty nodes.
 */
export const FORGOTTEN_MAX = 2 ** 32;

interface Lane {
  readonly entries: Entry[];
  promise: number;
  /** How many of the entries are shown. */
  shown: number;
}

export class LaneLog {
  /** What polls and listings may show. */
  readonly logs = new KeyLogs();
  readonly #lanes: readonly Lane[];
  readonly #mine: number;
  readonly #showsOnlyHeld: boolean;
  /** Until then it may have forgotten entries of its own lane. */
  #isComplete = false;
  #clock = 0;
  #top = 0;
  /** Of its own lane, how many entries everybody has. */
  #held = 0;
  /** Its own records that are not shown yet: key -> the greatest offset. */
  readonly #sent = new Map<string, number>();
  /** Of its own commits that everybody has: key -> the greatest offset. */
  readonly #heldCommits = new Map<string, number>();

  /**
   * @param mine The lane to which this node appends, from 0 to `lanes` - 1.
   * @param showsOnlyHeld Its own entries are shown only when everybody has them, so that nothing that
   *   was shown can get lost with this node.
   */
  constructor(lanes: number, mine: number, showsOnlyHeld: boolean) {
    this.#lanes = Array.from({ length: lanes }, () => ({ entries: [], promise: 0, shown: 0 }));
    this.#mine = mine;
    this.#showsOnlyHeld = showsOnlyHeld;
  }

  /** The greatest slot of an entry that it knows. */
  get top(): number {
    return this.#top;
  }

  /** How many lanes there are. */
  get count(): number {
    return this.#lanes.length;
  }

  /** Entries of its own lane. */
  get length(): number {
    return this.lengthOf(this.#mine);
  }

  lengthOf(lane: number): number {
    return this.#lanes[lane]!.entries.length;
  }

  /** Up to which slot all entries of a lane are known. */
  promiseOf(lane: number): number {
    return lane === this.#mine && this.#isComplete ? this.#clock : this.#lanes[lane]!.promise;
  }

  /**
   * All others have told what they know of its own lane: it may append from now on.
   *
   * @param hasForgotten It may have shown records of its own that nobody knows any more. They are lost,
   *   but what comes now must not get their offsets.
   */
  complete(hasForgotten: boolean): void {
    this.#isComplete = true;
    if (hasForgotten) this.#clock += FORGOTTEN_MAX;
    this.#show();
  }

  /** Appends a record to its own lane; returns its offset. */
  send(key: string, message: unknown): number {
    this.#append(["r", this.#clock + 1, key, message]);
    const offset = this.#offsetOf(this.#clock, this.#mine);
    this.#sent.set(key, offset);
    this.#show();
    return offset;
  }

  /** Appends a commit to its own lane. */
  commit(key: string, offset: number): void {
    this.#append(["c", this.#clock + 1, key, offset]);
    if (!this.#showsOnlyHeld) this.logs.commit(key, offset);
    this.#show();
  }

  /** Whether a commit of this offset would change nothing. */
  isCommitted(key: string, offset: number): boolean {
    // What another node has committed may not have come to everybody.
    return (
      offset <=
      (this.#showsOnlyHeld ? (this.#heldCommits.get(key) ?? -1) : this.logs.committed(key))
    );
  }

  /** Whether a record of this offset or above is known. */
  reaches(key: string, offset: number): boolean {
    return this.logs.reaches(key, offset) || offset <= (this.#sent.get(key) ?? -1);
  }

  /** At most `most` entries of a lane. */
  batch(lane: number, base: number, most: number): Batch {
    const all = this.#lanes[lane]!.entries;
    const entries = all.slice(base, base + most);
    const isWhole = base + entries.length >= all.length;
    const promise = isWhole ? this.promiseOf(lane) : (entries.at(-1)?.[1] ?? 0);
    return { base, entries, promise, isWhole };
  }

  /** Takes what somebody has of a lane. Returns false, and takes nothing, when entries before are missing. */
  take(lane: number, { base, entries, promise }: Batch): boolean {
    const { entries: mine } = this.#lanes[lane]!;
    if (base > mine.length) return false;
    for (const entry of entries.slice(mine.length - base)) {
      mine.push(entry);
      this.#top = Math.max(this.#top, entry[1]);
      const isShown = lane !== this.#mine || !this.#showsOnlyHeld;
      if (entry[0] === "c" && isShown) this.logs.commit(entry[2], entry[3]);
    }
    this.#lanes[lane]!.promise = Math.max(this.#lanes[lane]!.promise, promise);
    this.#clock = Math.max(this.#clock, this.#top, promise);
    this.#show();
    return true;
  }

  /** Everybody has so many entries of its own lane. */
  hold(count: number): void {
    if (count <= this.#held) return;
    const newly = this.#lanes[this.#mine]!.entries.slice(this.#held, count);
    this.#held = count;
    for (const [kind, , key, offset] of newly) {
      if (kind !== "c") continue;
      this.logs.commit(key, offset);
      this.#heldCommits.set(key, Math.max(offset, this.#heldCommits.get(key) ?? -1));
    }
    this.#show();
  }

  #append(entry: Entry): void {
    this.#clock = entry[1];
    this.#top = entry[1];
    this.#lanes[this.#mine]!.entries.push(entry);
  }

  #offsetOf(slot: number, lane: number): number {
    return slot * this.#lanes.length + lane;
  }

  /** Up to which slot its own entries may be shown. */
  #shownOfMine(): number {
    const { entries } = this.#lanes[this.#mine]!;
    const open = this.#showsOnlyHeld ? entries[this.#held] : undefined;
    const known = this.promiseOf(this.#mine);
    return open === undefined ? known : Math.min(known, open[1] - 1);
  }

  #watermark(): number {
    let watermark = this.#shownOfMine();
    for (const [index, { promise }] of this.#lanes.entries())
      if (index !== this.#mine) watermark = Math.min(watermark, promise);
    return watermark;
  }

  #show(): void {
    const watermark = this.#watermark();
    for (;;) {
      let next: Lane | undefined;
      let at = 0;
      for (const [index, lane] of this.#lanes.entries()) {
        const slot = lane.entries[lane.shown]?.[1] ?? Infinity;
        if (slot > watermark || slot >= (next?.entries[next.shown]![1] ?? Infinity)) continue;
        next = lane;
        at = index;
      }
      if (next === undefined) return;
      const [kind, slot, key, message] = next.entries[next.shown++]!;
      if (kind === "r") this.logs.put(key, this.#offsetOf(slot, at), message);
    }
  }
}

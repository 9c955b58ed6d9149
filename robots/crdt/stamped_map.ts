/**
 * Bytes by key, of which the last write wins: what lww_register and lww_map have in common. The join
 * of two writes is the later one; stamps order them totally, so replicas agree without asking
 * (Shapiro, Preguiça, Baquero and Zawirski 2011, specifications 8 and 9).
 *
 * @module
 */
import { compareBytes } from "./bytes.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { compareStamps, HybridLogicalClock, isAhead, type Stamp } from "./hybrid_logical_clock.ts";

/** A write. */
export interface Stamped {
  readonly stamp: Stamp;
  /** What was written; `undefined` for a deletion. */
  readonly bytes: Uint8Array | undefined;
}

export abstract class StampedMap extends EntryMap<Stamped> {
  readonly #clock: HybridLogicalClock;

  /** @param node Who writes here: a name that nobody else has, as stamps are told apart by it. */
  constructor(node: string) {
    super();
    this.#clock = new HybridLogicalClock(node);
  }

  /** Writes with a stamp later than that of every write held here. */
  protected write(key: string, bytes: Uint8Array | undefined, nowMs: number): Stamp {
    const stamp = this.#clock.next(nowMs);
    this.put(key, { stamp, bytes });
    return stamp;
  }

  protected override put(key: string, { stamp, bytes }: Stamped): void {
    // Not ahead of its own time: the join has looked whether it is ahead of ours.
    this.#clock.observe(stamp, stamp.wallMs);
    super.put(key, { stamp, bytes: bytes && new Uint8Array(bytes) });
  }

  protected override joinValues(
    mine: Stamped | undefined,
    theirs: Stamped,
    nowMs: number,
  ): Joined<Stamped> {
    if (mine !== undefined && compareWrites(theirs, mine) <= 0) return { value: mine };
    return isAhead(theirs.stamp, nowMs) ? { refused: "ahead" } : { value: theirs };
  }
}

/**
 * By stamp. Two writes share one only when a node is broken, and then the join must be one still: a
 * deletion wins, then the greater bytes.
 */
function compareWrites(a: Stamped, b: Stamped): number {
  const order = compareStamps(a.stamp, b.stamp);
  if (order !== 0) return order;
  if (a.bytes === undefined || b.bytes === undefined) {
    return Number(a.bytes === undefined) - Number(b.bytes === undefined);
  }
  return compareBytes(a.bytes, b.bytes);
}

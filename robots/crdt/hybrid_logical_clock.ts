/**
 * Hybrid logical clocks: stamps close to the wall clock that still respect causality. Whoever has seen
 * a stamp gives later ones, also when its wall clock is behind (Kulkarni, Demirbas, Madeppa, Avva and
 * Leone 2014, "Logical Physical Clocks").
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";

/** Totally ordered: by wall clock, then counter, then node. No two writes share one. */
export interface Stamp {
  /** Milliseconds since the Unix epoch, by the fastest clock that had a part in it. */
  readonly wallMs: number;
  /** Tells writes of one millisecond apart. */
  readonly counter: number;
  /** Who wrote. One name is used by one process at a time. */
  readonly node: string;
}

/**
 * How far beyond the time here a stamp may lie. Within it, clocks that are wrong by as much as a
 * minute still work together; without it, one wrong clock could win for years.
 */
export const FUTURE_MS_MAX = 60_000;

/** Ever so many writes in one millisecond, so that a stamp has a next one whatever a peer sends. */
export const COUNTER_MAX = 2 ** 32 - 1;

/** The year 144,000. What a peer sends stays so far below 2^53 that sums of times are exact. */
export const WALL_MS_MAX = Math.floor(Number.MAX_SAFE_INTEGER / 2);

/** Below 0 when `a` comes before `b`, 0 when they are the same, above 0 otherwise. */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.wallMs !== b.wallMs) return a.wallMs - b.wallMs;
  if (a.counter !== b.counter) return a.counter - b.counter;
  if (a.node === b.node) return 0;
  return a.node < b.node ? -1 : 1;
}

/** Whether `stamp` lies too far in the future of `nowMs` to be believed; without a time, all do. */
export function isAhead(stamp: Stamp, nowMs: number): boolean {
  return !(stamp.wallMs <= nowMs + FUTURE_MS_MAX);
}

/** Appends `stamp`: wall clock, counter, node. */
export function writeStamp(writer: ByteWriter, stamp: Stamp): void {
  writer.number(stamp.wallMs).number(stamp.counter).text(stamp.node);
}

/** Reads what {@linkcode writeStamp} wrote; a stamp above the maxima makes `reader` fail. */
export function readStamp(reader: ByteReader): Stamp {
  const stamp = { wallMs: reader.number(), counter: reader.number(), node: reader.text() };
  if (stamp.wallMs > WALL_MS_MAX || stamp.counter > COUNTER_MAX) reader.fail();
  return stamp;
}

/**
 * Gives the stamps of one node. Its own drift is bounded: no stamp lies more than
 * {@linkcode FUTURE_MS_MAX} and a millisecond beyond the latest time it was told.
 *
 * @example
 * ```ts
 * import { compareStamps, HybridLogicalClock } from "./hybrid_logical_clock.ts";
 * const fast = new HybridLogicalClock("a");
 * const slow = new HybridLogicalClock("b");
 * const seen = fast.next(5_000);
 * slow.observe(seen, 1_000);
 * console.log(compareStamps(seen, slow.next(1_000)) < 0); // true
 * ```
 */
export class HybridLogicalClock {
  readonly node: string;
  #wallMs = 0;
  #counter = 0;

  constructor(node: string) {
    this.node = node.toWellFormed();
  }

  /**
   * A stamp for a write at `nowMs`: later than every stamp given or observed before.
   *
   * @throws RangeError when `nowMs` is not a finite number, or no later stamp can be written.
   */
  next(nowMs: number): Stamp {
    if (!Number.isFinite(nowMs)) {
      throw new RangeError(`cannot give a stamp as the time must be a finite number: got ${nowMs}`);
    }
    const wallMs = Math.min(Math.max(0, Math.trunc(nowMs)), WALL_MS_MAX);
    if (wallMs > this.#wallMs) {
      this.#wallMs = wallMs;
      this.#counter = 0;
    } else if (this.#counter < COUNTER_MAX) {
      this.#counter += 1;
    } else {
      if (this.#wallMs >= WALL_MS_MAX) {
        throw new RangeError(
          `cannot give a stamp as it must be at most ${WALL_MS_MAX} ms: got one later`,
        );
      }
      this.#wallMs += 1;
      this.#counter = 0;
    }
    return { wallMs: this.#wallMs, counter: this.#counter, node: this.node };
  }

  /**
   * Takes note of a stamp of another node.
   *
   * @returns `false`, and takes no note, when it is too far ahead of `nowMs`: see
   * {@linkcode FUTURE_MS_MAX}.
   */
  observe(stamp: Stamp, nowMs: number): boolean {
    if (isAhead(stamp, nowMs)) return false;
    if (stamp.wallMs < this.#wallMs) return true;
    this.#counter =
      stamp.wallMs > this.#wallMs ? stamp.counter : Math.max(this.#counter, stamp.counter);
    this.#wallMs = stamp.wallMs;
    return true;
  }
}

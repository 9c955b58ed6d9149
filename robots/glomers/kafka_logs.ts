/**
 * Logs by key as one node sees them: messages at ascending offsets, with or without gaps, and how far
 * each log was committed. Who gives out offsets is decided elsewhere.
 *
 * @module
 */

/** Messages of a key in one answer: more than anybody misses who polls now and then. */
export const POLLED_OF_KEY_MAX = 100;

/** Messages in one answer, so that a client who follows hundreds of keys gets a line that can be sent. */
export const POLLED_MAX = 1000;

/** Key -> pairs of offset and message. */
export type Polled = Readonly<Record<string, readonly Place[]>>;

export type Place = readonly [offset: number, message: unknown];

/**
 * @example
 * ```ts
 * import { KeyLogs } from "./kafka_logs.ts";
 * const logs = new KeyLogs();
 * logs.put("k", 3, "a");
 * logs.put("k", 7, "b");
 * console.log(logs.poll(new Map([["k", 4]])), logs.end("k")); // { k: [ [ 7, 'b' ] ] } 8
 * ```
 */
export class KeyLogs {
  readonly #logs = new Map<string, Place[]>();
  readonly #committed = new Map<string, number>();

  /** Puts a message behind all others of its key, without a gap; returns its offset. */
  append(key: string, message: unknown): number {
    const offset = this.end(key);
    this.put(key, offset, message);
    return offset;
  }

  /**
   * Puts a message at an offset above all others of its key.
   *
   * @throws RangeError when there is one at this offset, or a later one: somebody has polled it already.
   */
  put(key: string, offset: number, message: unknown): void {
    const end = this.end(key);
    if (offset < end)
      throw new RangeError(`cannot put a message as its offset must be >= ${end}: got ${offset}`);
    const log = this.#logs.get(key);
    if (log === undefined) this.#logs.set(key, [[offset, message]]);
    else log.push([offset, message]);
  }

  /** One above the greatest offset of a key; 0 when there is none. */
  end(key: string): number {
    return (this.#logs.get(key)?.at(-1)?.[0] ?? -1) + 1;
  }

  /** What stands at the offsets asked for and above. Keys with nothing new are left out. */
  poll(offsets: ReadonlyMap<string, number>): Polled {
    const polled: [string, readonly Place[]][] = [];
    let room = POLLED_MAX;
    for (const [key, from] of offsets) {
      const log = this.#logs.get(key);
      if (log === undefined || log.at(-1)![0] < from) continue;
      const start = firstFrom(log, from);
      const places = log.slice(start, start + Math.min(room, POLLED_OF_KEY_MAX));
      polled.push([key, places]);
      room -= places.length;
      if (room === 0) break;
    }
    return Object.fromEntries(polled);
  }

  /** Whether there is a message at this offset or above: nobody can be done with more. */
  reaches(key: string, offset: number): boolean {
    return offset < this.end(key);
  }

  /** Never goes back. */
  commit(key: string, offset: number): void {
    if (offset > this.committed(key)) this.#committed.set(key, offset);
  }

  /** The greatest offset committed; -1 when there is none. */
  committed(key: string): number {
    return this.#committed.get(key) ?? -1;
  }

  /** Of those keys that have any. */
  committedOf(keys: readonly string[]): Readonly<Record<string, number>> {
    const known = keys.filter((key) => this.#committed.has(key));
    return Object.fromEntries(known.map((key) => [key, this.committed(key)]));
  }
}

/** The index of the first place at `offset` or above. */
function firstFrom(log: readonly Place[], offset: number): number {
  let [low, high] = [0, log.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log[middle]![0] < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

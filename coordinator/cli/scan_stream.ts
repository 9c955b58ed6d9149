/**
 * Reads streams of a run without waiting and without changing them.
 *
 * @module
 */
import type { Redis } from "ioredis";

/** Entries in one reply: a few hundred kilobytes. */
const PAGE_ENTRIES = 1000;

export interface StreamEntry {
  /** `milliseconds-sequence`, given by Redis. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, Buffer>;
}

type Rows = [Buffer, Buffer[]][];

/** Every entry that is there now, oldest first. */
export async function* everyEntry(redis: Redis, key: string): AsyncGenerator<StreamEntry> {
  let from = "-";
  for (;;) {
    const rows = (await redis.xrangeBuffer(key, from, "+", "COUNT", PAGE_ENTRIES)) as Rows;
    for (const row of rows) yield entryOf(row);
    if (rows.length < PAGE_ENTRIES) return;
    from = `(${rows.at(-1)![0].toString()}`;
  }
}

/** The newest `count` entries that `wanted` accepts, oldest first. */
export async function newestEntries(
  redis: Redis,
  key: string,
  count: number,
  wanted: (entry: StreamEntry) => boolean = () => true,
): Promise<StreamEntry[]> {
  const found: StreamEntry[] = [];
  let until = "+";
  while (found.length < count) {
    const rows = (await redis.xrevrangeBuffer(key, until, "-", "COUNT", PAGE_ENTRIES)) as Rows;
    found.push(...rows.map(entryOf).filter(wanted));
    if (rows.length < PAGE_ENTRIES) break;
    until = `(${rows.at(-1)![0].toString()}`;
  }
  return found.slice(0, count).reverse();
}

/** Id of the newest entry; `0-0` where there is none. */
export async function newestId(redis: Redis, key: string): Promise<string> {
  const [newest] = await redis.xrevrange(key, "+", "-", "COUNT", 1);
  return newest?.[0] ?? "0-0";
}

/**
 * The next entries of several streams, each after the id given for it; empty when there are none
 * within `blockMs`.
 *
 * @param blocking A client for blocking reads, for one read at a time.
 */
export async function nextEntries(
  blocking: Redis,
  after: ReadonlyMap<string, string>,
  blockMs: number,
): Promise<[key: string, entries: StreamEntry[]][]> {
  const reply = await blocking.xreadBuffer(
    "COUNT",
    PAGE_ENTRIES,
    "BLOCK",
    blockMs,
    "STREAMS",
    ...after.keys(),
    ...after.values(),
  );
  return (reply ?? []).map(([key, rows]) => [key.toString(), rows.map(entryOf)]);
}

function entryOf([id, flat]: [Buffer, Buffer[]]): StreamEntry {
  const fields = new Map<string, Buffer>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i]!.toString(), flat[i + 1]!);
  return { id: id.toString(), fields };
}

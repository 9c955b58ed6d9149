/**
 * Reads one Redis stream as its only owner, and trims what it has read.
 *
 * A blocking read has a connection of its own, a finite BLOCK and a watchdog: after a reconnect such
 * a read may otherwise never settle.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { DeadlineExceeded, sleep, withDeadline } from "./deadline.ts";
import { StreamEntry } from "./stream_entry.ts";

/** How long one read waits for something new. */
const BLOCK_MS = 1000;

/** A read that takes longer than this is stuck: its connection is made anew. */
const READ_DEADLINE_MS = BLOCK_MS + 2000;

/** Entries in one read. */
const READ_ENTRIES_MAX = 512;

/** Pause after a failed read. */
const RETRY_MS = 50;

/** The largest sequence number of a millisecond: 2^64 - 1. */
const SEQ_MAX = "18446744073709551615";

/** Before every entry. */
const BEGINNING = "0-0";

export type { StreamEntry };

export interface StreamReaderOptions {
  /** For trimming; shared. */
  readonly commands: Redis;
  /** For blocking reads; this reader closes it. */
  readonly blocking: Redis;
  readonly key: string;
}

export class StreamReader {
  readonly #options: StreamReaderOptions;
  #lastId = BEGINNING;
  #closed = false;
  #trimming: NodeJS.Immediate | undefined;
  #loop: Promise<void> | undefined;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    // Behind a new connection there may be a new, empty Redis whose ids are smaller. What was read
    // was trimmed, so that beginning again costs at most a few repeated messages.
    options.blocking.on("ready", () => {
      this.#lastId = BEGINNING;
    });
  }

  /** Begins to read; `onEntry` gets each entry once, unless a trim was lost. */
  start(onEntry: (entry: StreamEntry) => void): void {
    this.#loop = this.#run(onEntry);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.blocking.disconnect();
    await this.#loop;
  }

  async #run(onEntry: (entry: StreamEntry) => void): Promise<void> {
    const { blocking } = this.#options;
    while (!this.#closed) {
      let entries: StreamEntry[];
      try {
        entries = await withDeadline(this.#read(), READ_DEADLINE_MS, "a blocking read");
      } catch (error) {
        if (this.#closed) return;
        if (error instanceof DeadlineExceeded) blocking.disconnect(true);
        await sleep(RETRY_MS);
        continue;
      }
      if (entries.length === 0) continue;
      this.#lastId = entries.at(-1)!.id;
      try {
        for (const entry of entries) {
          if (this.#closed) break;
          onEntry(entry);
        }
      } catch (error) {
        // At once, or it would be read again in every life.
        this.#trim(this.#lastId);
        throw error;
      }
      this.#trimSoon(this.#lastId);
    }
  }

  async #read(): Promise<StreamEntry[]> {
    const { blocking, key } = this.#options;
    const reply = await blocking.xreadBuffer(
      "COUNT",
      READ_ENTRIES_MAX,
      "BLOCK",
      BLOCK_MS,
      "STREAMS",
      key,
      this.#lastId,
    );
    return entriesOf(reply);
  }

  /** Trims after what the entries led to, such as an answer, has been sent. */
  #trimSoon(id: string): void {
    clearImmediate(this.#trimming);
    this.#trimming = setImmediate(() => this.#trim(id));
  }

  /** Removes everything up to `id`. */
  #trim(id: string): void {
    const [ms = "", seq = ""] = id.split("-");
    this.#trimBefore(seq === SEQ_MAX ? `${BigInt(ms) + 1n}-0` : `${ms}-${BigInt(seq) + 1n}`);
  }

  /** Best effort: what stays is at worst read again. */
  #trimBefore(id: string): void {
    this.#options.commands.xtrim(this.#options.key, "MINID", id).catch(() => {});
  }
}

/** The entries of an XREAD of one stream. */
function entriesOf(reply: unknown): StreamEntry[] {
  if (reply === null) return [];
  const [[, rows]] = reply as [[Buffer, [Buffer, Buffer[]][]]];
  return rows.map(([id, fields]) => new StreamEntry(id, fields));
}

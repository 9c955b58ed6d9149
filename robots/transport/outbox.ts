/**
 * What waits to be sent to one robot. While a batch is on its way, later messages gather and leave
 * together in the next one: low latency when idle, few round trips under load, and no timer.
 *
 * @module
 */
import type { LossReason, MessageLabel } from "./transport.ts";

/** Batches on their way at once: with two, one travels while the medium works on the other. */
const BATCHES_IN_FLIGHT_MAX = 2;

/** Messages in one batch: bounds the time for which one script holds the medium. */
const BATCH_MESSAGES_MAX = 2048;

/** Bytes in one batch, for the same reason; a single message may always travel. */
const BATCH_BYTES_MAX = 1024 * 1024;

/** Messages waiting: beyond this the newest are lost, as on any full network card. */
const WAITING_MESSAGES_MAX = 100_000;

/** Bytes waiting. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;

/** Messages that travel as one entry. */
export interface OutboxEntry {
  readonly messages: Uint8Array[];
  readonly ids: string[];
  readonly kinds: string[];
  bytes: number;
}

export interface OutboxBatch {
  readonly entries: OutboxEntry[];
  readonly messageCount: number;
}

export interface OutboxOptions {
  /** Messages that may share an entry. */
  readonly entryMessagesMax: number;
  /** Bytes that may share an entry; a single message may always travel. */
  readonly entryBytesMax: number;
  /** Hands a batch to the medium; resolves when it is there or lost, never rejects. */
  readonly deliver: (batch: OutboxBatch) => Promise<void>;
  readonly lost: (count: number, reason: LossReason) => void;
}

/** A batch that still grows. */
interface GrowingBatch {
  readonly entries: OutboxEntry[];
  messageCount: number;
  bytes: number;
  /** Resolves when the medium has it or has lost it: one promise for all of its messages. */
  readonly handedOver: PromiseWithResolvers<void>;
}

export class Outbox {
  readonly #options: OutboxOptions;
  /** Oldest first; only the last one grows. */
  readonly #waiting: GrowingBatch[] = [];
  #waitingMessages = 0;
  #waitingBytes = 0;
  readonly #flights = new Set<Promise<void>>();
  #scheduled = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Adds a message; resolves when it was handed to the medium or lost. */
  add(bytes: Uint8Array, label: MessageLabel | undefined): Promise<void> {
    if (
      this.#waitingMessages >= WAITING_MESSAGES_MAX ||
      this.#waitingBytes + bytes.length > WAITING_BYTES_MAX
    ) {
      this.#options.lost(1, "outbox-full");
      return Promise.resolve();
    }
    const batch = this.#batchFor(bytes);
    const entry = this.#entryFor(batch, bytes);
    entry.messages.push(bytes);
    entry.bytes += bytes.length;
    if (label !== undefined) {
      entry.ids.push(label.id);
      if (entry.kinds.at(-1) !== label.kind) entry.kinds.push(label.kind);
    }
    batch.messageCount += 1;
    batch.bytes += bytes.length;
    this.#waitingMessages += 1;
    this.#waitingBytes += bytes.length;
    this.#schedule();
    return batch.handedOver.promise;
  }

  /** Gives everything that still waits its chance, then resolves. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#flights.size > 0) {
      this.#flush();
      await Promise.all(this.#flights);
    }
  }

  #batchFor(bytes: Uint8Array): GrowingBatch {
    const last = this.#waiting.at(-1);
    const fits =
      last !== undefined &&
      last.messageCount < BATCH_MESSAGES_MAX &&
      last.bytes + bytes.length <= BATCH_BYTES_MAX;
    if (fits) return last;
    const handedOver = Promise.withResolvers<void>();
    const batch: GrowingBatch = { entries: [], messageCount: 0, bytes: 0, handedOver };
    this.#waiting.push(batch);
    return batch;
  }

  #entryFor({ entries }: GrowingBatch, bytes: Uint8Array): OutboxEntry {
    const { entryMessagesMax, entryBytesMax } = this.#options;
    const last = entries.at(-1);
    const fits =
      last !== undefined &&
      last.messages.length < entryMessagesMax &&
      last.bytes + bytes.length <= entryBytesMax;
    if (fits) return last;
    const entry: OutboxEntry = { messages: [], ids: [], kinds: [], bytes: 0 };
    entries.push(entry);
    return entry;
  }

  /** Flushes after the current burst of sends, unless enough is on its way already. */
  #schedule(): void {
    if (this.#scheduled || this.#flights.size >= BATCHES_IN_FLIGHT_MAX) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#flights.size < BATCHES_IN_FLIGHT_MAX) {
      const batch = this.#waiting.shift();
      if (batch === undefined) return;
      this.#waitingMessages -= batch.messageCount;
      this.#waitingBytes -= batch.bytes;
      const flight = this.#options.deliver(batch);
      this.#flights.add(flight);
      void flight.finally(() => {
        this.#flights.delete(flight);
        batch.handedOver.resolve();
        this.#schedule();
      });
    }
  }
}

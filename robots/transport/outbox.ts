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

export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: OutboxEntry[] = [];
  #waitingMessages = 0;
  #waitingBytes = 0;
  #inFlight = 0;
  #scheduled = false;
  /** Resolves when what waits now has been handed over: one promise for all of it. */
  #handedOver: PromiseWithResolvers<void> | undefined;
  readonly #flights = new Set<Promise<void>>();

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
    const entry = this.#entryFor(bytes);
    entry.messages.push(bytes);
    entry.bytes += bytes.length;
    if (label !== undefined) {
      entry.ids.push(label.id);
      if (entry.kinds.at(-1) !== label.kind) entry.kinds.push(label.kind);
    }
    this.#waitingMessages += 1;
    this.#waitingBytes += bytes.length;
    this.#handedOver ??= Promise.withResolvers<void>();
    const { promise } = this.#handedOver;
    this.#schedule();
    return promise;
  }

  /** Gives everything that still waits its chance, then resolves. */
  async close(): Promise<void> {
    while (this.#waitingMessages > 0 || this.#flights.size > 0) {
      if (this.#inFlight < BATCHES_IN_FLIGHT_MAX) this.#flush();
      await Promise.all(this.#flights);
    }
  }

  #entryFor(bytes: Uint8Array): OutboxEntry {
    const { entryMessagesMax, entryBytesMax } = this.#options;
    const last = this.#waiting.at(-1);
    const fits =
      last !== undefined &&
      last.messages.length < entryMessagesMax &&
      last.bytes + bytes.length <= entryBytesMax;
    if (fits) return last;
    const entry: OutboxEntry = { messages: [], ids: [], kinds: [], bytes: 0 };
    this.#waiting.push(entry);
    return entry;
  }

  /** Flushes after the current burst of sends, unless enough is on its way already. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= BATCHES_IN_FLIGHT_MAX) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#inFlight < BATCHES_IN_FLIGHT_MAX) this.#flush();
    });
  }

  #flush(): void {
    if (this.#waitingMessages === 0) return;
    const entries: OutboxEntry[] = [];
    let messageCount = 0;
    while (this.#waiting.length > entries.length && messageCount < BATCH_MESSAGES_MAX) {
      const entry = this.#waiting[entries.length]!;
      entries.push(entry);
      messageCount += entry.messages.length;
      this.#waitingBytes -= entry.bytes;
    }
    this.#waiting = this.#waiting.slice(entries.length);
    this.#waitingMessages -= messageCount;
    const handedOver = this.#handedOver!;
    this.#handedOver = this.#waitingMessages > 0 ? handedOver : undefined;
    this.#inFlight += 1;
    const flight = this.#options.deliver({ entries, messageCount });
    this.#flights.add(flight);
    void flight.finally(() => {
      this.#inFlight -= 1;
      this.#flights.delete(flight);
      if (this.#handedOver !== handedOver) handedOver.resolve();
      this.#schedule();
    });
  }
}

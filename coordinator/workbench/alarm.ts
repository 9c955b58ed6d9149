/**
 * Rings at a time, to a tenth of a millisecond. Timers of Node are whole milliseconds and late by up to
 * two; polling would take a core from the nodes. So a thread sleeps until then and rings.
 *
 * @module
 */
import { Worker } from "node:worker_threads";

/** In the cell: nothing to wait for. */
export const NEVER_NS = 2n ** 62n;

/** In the cell: the thread is to end. */
export const OVER_NS = -1n;

/** What the thread gets. */
export interface AlarmThread {
  /** One number: when to ring, in nanoseconds since `startedNs`. */
  readonly cell: BigInt64Array<SharedArrayBuffer>;
  /** Of `process.hrtime`, which all threads share. */
  readonly startedNs: bigint;
}

export class Alarm {
  readonly #cell = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  #setNs = Infinity;

  constructor(startedNs: bigint, ring: () => void) {
    this.#cell[0] = NEVER_NS;
    const workerData: AlarmThread = { cell: this.#cell, startedNs };
    const thread = new Worker(new URL("./alarm_thread.ts", import.meta.url), { workerData });
    thread.on("message", () => {
      this.#setNs = Infinity;
      ring();
    });
  }

  /** Rings then, at the latest; it may ring before. Only the earliest time that was set counts. */
  set(dueNs: number): void {
    if (dueNs >= this.#setNs) return;
    this.#setNs = dueNs;
    this.#tell(BigInt(Math.floor(dueNs)));
  }

  /** It never rings again. */
  stop(): void {
    this.#setNs = -Infinity;
    this.#tell(OVER_NS);
  }

  #tell(ns: bigint): void {
    Atomics.store(this.#cell, 0, ns);
    Atomics.notify(this.#cell, 0);
  }
}

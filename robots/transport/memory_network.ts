/**
 * A medium inside one process: for tests, for many robots in one process, and as the measure of what
 * any other transport costs. Bytes are copied as on any medium, and inboxes outlive their robots, as
 * a Redis stream does.
 *
 * @module
 */
import type { RobotId } from "../engine/ids.ts";
import {
  MESSAGE_BYTES_MAX,
  oversize,
  type Source,
  type Transport,
  TransportClosed,
  type TransportHandlers,
} from "./transport.ts";

/** Messages that wait in one inbox before senders lose theirs. */
export const INBOX_MAX_DEFAULT = 1024;

export interface MemoryNetworkOptions {
  /** @default INBOX_MAX_DEFAULT */
  readonly inboxMax?: number;
  /**
   * Runs `deliver` later, never at once.
   *
   * @default setImmediate. Microtasks would let two robots that answer each other keep timers and
   * I/O from ever running.
   */
  readonly schedule?: (deliver: () => void) => void;
}

interface Entry {
  readonly source: Source;
  readonly bytes: Uint8Array;
}

/** One life of a robot, as its inbox sees it. */
interface Reader {
  readonly handlers: TransportHandlers;
}

/** Connects robots by their names. */
export class MemoryNetwork {
  readonly #inboxes = new Map<RobotId, Inbox>();
  readonly #inboxMax: number;
  readonly #schedule: (deliver: () => void) => void;

  constructor(options: MemoryNetworkOptions = {}) {
    this.#inboxMax = options.inboxMax ?? INBOX_MAX_DEFAULT;
    this.#schedule = options.schedule ?? setImmediate;
  }

  /**
   * The transport of `self`. Its inbox exists from now on, also while it is closed: a transport
   * opened again under the same name gets what was sent meanwhile.
   */
  transport(self: RobotId): Transport {
    if (!this.#inboxes.has(self)) {
      this.#inboxes.set(self, new Inbox(this.#inboxMax, this.#schedule));
    }
    return new MemoryTransport(self, this.#inboxes);
  }

  /** Messages that wait for `robot`. */
  backlog(robot: RobotId): number {
    return this.#inboxes.get(robot)?.backlog ?? 0;
  }
}

/** What waits for one robot, whether it runs or not. */
class Inbox {
  readonly #max: number;
  readonly #schedule: (deliver: () => void) => void;
  #waiting: Entry[] = [];
  #seq = 0;
  #reader: Reader | undefined;
  #scheduled = false;

  constructor(max: number, schedule: (deliver: () => void) => void) {
    this.#max = max;
    this.#schedule = schedule;
  }

  get backlog(): number {
    return this.#waiting.length;
  }

  /** Returns whether there was room. */
  add(bytes: Uint8Array): boolean {
    if (this.#waiting.length >= this.#max) return false;
    this.#seq += 1;
    // Not bytes.slice(): that of a Buffer is a view, which later changes by the sender would reach.
    this.#waiting.push({ source: String(this.#seq), bytes: new Uint8Array(bytes) });
    this.#deliverLater();
    return true;
  }

  /** Delivers to `reader` from now on, and to no earlier one. */
  open(reader: Reader): void {
    this.#reader = reader;
    this.#deliverLater();
  }

  close(reader: Reader): void {
    if (this.#reader === reader) this.#reader = undefined;
  }

  forget(source: Source): void {
    this.#waiting = this.#waiting.filter((entry) => entry.source !== source);
  }

  #deliverLater(): void {
    if (this.#scheduled || this.#reader === undefined || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  /** Delivers what waits now; what comes meanwhile waits for the next turn, so that no robot starves. */
  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    const last = this.#seq;
    try {
      while (this.#reader === reader && Number(this.#waiting[0]?.source) <= last) {
        const { bytes, source } = this.#waiting.shift()!;
        reader.handlers.message(bytes, source);
      }
    } finally {
      this.#deliverLater();
    }
  }
}

class MemoryTransport implements Transport {
  readonly self: RobotId;
  readonly #inboxes: ReadonlyMap<RobotId, Inbox>;
  #reader: Reader | undefined;
  #closed = false;

  constructor(self: RobotId, inboxes: ReadonlyMap<RobotId, Inbox>) {
    this.self = self;
    this.#inboxes = inboxes;
  }

  start(handlers: TransportHandlers): Promise<void> {
    if (this.#closed) return Promise.reject(new TransportClosed(this.self));
    this.#reader = { handlers };
    this.#inboxes.get(this.self)!.open(this.#reader);
    return Promise.resolve();
  }

  send(to: RobotId, bytes: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(new TransportClosed(this.self));
    if (bytes.length > MESSAGE_BYTES_MAX) return Promise.reject(oversize(bytes.length));
    const inbox = this.#inboxes.get(to);
    if (inbox !== undefined && !inbox.add(bytes)) {
      this.#reader?.handlers.lost(to, 1, "inbox-full");
    }
    return Promise.resolve();
  }

  forget(source: Source): Promise<void> {
    this.#inboxes.get(this.self)!.forget(source);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#reader !== undefined) this.#inboxes.get(this.self)!.close(this.#reader);
    return Promise.resolve();
  }
}

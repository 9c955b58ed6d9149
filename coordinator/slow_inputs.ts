/**
 * What comes to a robot that is slow on purpose: it waits in one line, and each takes its time. For
 * a robot that is not, there is no line.
 *
 * @module
 */
import type { Transport } from "../robots/transport/transport.ts";

export interface SlowInputsOptions {
  /** How long the next input takes now, milliseconds. Asked once for each. */
  readonly slowMs: () => number;
  /** Inputs that may wait. */
  readonly waitingMax: number;
  /** There was no room for an input: it is lost. */
  readonly overflowed: () => void;
}

/** Inputs of one robot, each handled after those before it. */
export class SlowInputs {
  readonly #options: SlowInputsOptions;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SlowInputsOptions) {
    this.#options = options;
  }

  /** Inputs that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Handles an input: at once, or when it is its turn. */
  take(handle: () => void): void {
    if (this.#closed) return;
    const { slowMs, waitingMax, overflowed } = this.#options;
    if (this.#timer !== undefined) {
      if (this.#waiting.length < waitingMax) this.#waiting.push(handle);
      else overflowed();
      return;
    }
    const delayMs = slowMs();
    if (delayMs <= 0) {
      handle();
      return;
    }
    this.#waiting.push(handle);
    this.#wait(delayMs);
  }

  /** Handles all that wait at once: nobody is slow any more. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const handle of waiting) if (!this.#closed) handle();
  }

  /** Leaves whatever waits. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #wait(delayMs: number): void {
    this.#timer = setTimeout(() => this.#serve(), delayMs);
  }

  #serve(): void {
    this.#timer = undefined;
    for (let handle = this.#waiting.shift(); handle !== undefined; handle = this.#waiting.shift()) {
      handle();
      if (this.#waiting.length === 0 || this.#closed) return;
      const delayMs = this.#options.slowMs();
      if (delayMs > 0) return this.#wait(delayMs);
    }
  }
}

/** `inner`, with the messages that arrive going through `inputs`. */
export function throughInputs(inner: Transport, inputs: SlowInputs): Transport {
  return {
    self: inner.self,
    start: (handlers) =>
      inner.start({
        message: (bytes, source) => inputs.take(() => handlers.message(bytes, source)),
        malformed: (evidence, reason, source) => handlers.malformed(evidence, reason, source),
        lost: (to, count, reason) => handlers.lost(to, count, reason),
      }),
    send: (to, bytes, label) => inner.send(to, bytes, label),
    forget: (source) => inner.forget(source),
    close: () => inner.close(),
  };
}

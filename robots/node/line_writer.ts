/**
 * Lines into a stream: those of one turn of the event loop in one write, one write at a time, in order.
 *
 * @module
 */
import type { Writable } from "node:stream";

/** From here on whoever writes should wait: more than one write takes, little beside any memory. */
const PRESSURE_CHARS = 2 ** 20;

/** Beyond this nobody reads any more: a quarter of what V8 holds in a string. */
const PENDING_CHARS_MAX = 2 ** 27;

/** Hears how the stream does. */
export interface WriterEvents {
  /** More waits than should. */
  pressed(): void;
  /** It may go on. */
  relieved(): void;
  /** Nothing can be written any more. */
  failed(error: NodeJS.ErrnoException): void;
}

export class LineWriter {
  readonly #stream: Writable;
  readonly #events: WriterEvents;
  #pending = "";
  #isScheduled = false;
  #isWriting = false;
  #isPressed = false;
  #hasFailed = false;

  constructor(stream: Writable, events: WriterEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.on("error", this.#fail);
  }

  write(line: string): void {
    if (this.#hasFailed) return;
    this.#pending += `${line}\n`;
    if (!this.#isWriting) {
      if (!this.#isScheduled) setImmediate(this.#next);
      this.#isScheduled = true;
    } else if (this.#pending.length > PENDING_CHARS_MAX) {
      const waiting = `${this.#pending.length} characters wait`;
      this.#fail(new Error(`cannot write as somebody must read it: ${waiting}`));
    } else if (this.#pending.length > PRESSURE_CHARS && !this.#isPressed) {
      this.#isPressed = true;
      this.#events.pressed();
    }
  }

  /** Hands on what waits, whatever the stream says. */
  flush(): void {
    if (this.#pending !== "") this.#stream.write(this.#pending);
    this.#pending = "";
  }

  readonly #next = (): void => {
    this.#isScheduled = false;
    if (this.#isWriting || this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#isWriting = true;
    this.#stream.write(text, this.#written);
  };

  readonly #written = (error?: Error | null): void => {
    this.#isWriting = false;
    // The stream tells of its errors itself.
    if (error || this.#hasFailed) return;
    if (this.#isPressed) {
      this.#isPressed = false;
      this.#events.relieved();
    }
    this.#next();
  };

  readonly #fail = (error: NodeJS.ErrnoException): void => {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#pending = "";
    this.#events.failed(error);
  };
}

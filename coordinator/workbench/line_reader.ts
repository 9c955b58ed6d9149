/**
 * Bytes to lines: whole chunks are decoded at once, and a line that never ends takes no memory.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";

/** Hears of each line in order; lines count from 1. */
export interface LineHandlers {
  /** A line without its end (`\n` or `\r\n`). */
  line(text: string, number: number): void;
  /** A line that cannot be used; of one that is too long only the beginning is there. */
  bad(text: string, number: number, reason: string): void;
}

const LINE_END = 0x0a;

/** Of a line that is too long: enough to show. */
const BEGINNING_BYTES = 1024;

/** Room for the first half of a line; it doubles when it is full. */
const REST_BYTES_FIRST = 1024;

const REPLACEMENT = "\ufffd";

export class LineReader {
  readonly #handlers: LineHandlers;
  readonly #bytesMax: number;
  #lines = 0;
  /** The beginning of a line whose end has not come yet. */
  #rest = Buffer.alloc(0);
  #restBytes = 0;
  /** The present line is too long: it is passed over up to its end. */
  #isSkipping = false;

  /** @param bytesMax Of a line that comes in several pieces. One that comes at once is there already. */
  constructor(handlers: LineHandlers, bytesMax: number) {
    this.#handlers = handlers;
    this.#bytesMax = bytesMax;
  }

  /** Takes the next bytes and calls the handlers for every line that ends in them. */
  push(chunk: Buffer): void {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    let from = 0;
    if (end > 0 && (this.#isSkipping || this.#restBytes > 0)) {
      from = chunk.indexOf(LINE_END) + 1;
      this.#keep(chunk.subarray(0, from));
      this.end();
    }
    if (from < end) this.#split(chunk.subarray(from, end));
    if (end < chunk.length) this.#keep(chunk.subarray(end));
  }

  /** No more will come: what is there counts as a line. */
  end(): void {
    const { buffer, byteOffset } = this.#rest;
    const bytes = Buffer.from(buffer, byteOffset, this.#restBytes);
    this.#isSkipping = false;
    this.#rest = Buffer.alloc(0);
    this.#restBytes = 0;
    if (bytes.length > 0) this.#split(bytes);
  }

  #split(bytes: Buffer): void {
    const text = bytes.toString();
    // Looked for first as it is quick: most text is ASCII.
    if (text.includes(REPLACEMENT) && !isUtf8(bytes)) {
      this.#splitBytes(bytes);
      return;
    }
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      this.#line(text, from, to);
      from = to + 1;
    }
    if (from < text.length) this.#line(text, from, text.length);
  }

  /** Line by line, to tell those that are not UTF-8 from the others. */
  #splitBytes(bytes: Buffer): void {
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(LINE_END, from);
      const line = bytes.subarray(from, end < 0 ? bytes.length : end);
      const text = line.toString();
      if (isUtf8(line)) this.#line(text, 0, text.length);
      else this.#handlers.bad(text, ++this.#lines, "must be UTF-8");
      from += line.length + 1;
    }
  }

  #line(text: string, from: number, end: number): void {
    const to = end > from && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
    this.#handlers.line(text.slice(from, to), ++this.#lines);
  }

  #keep(piece: Buffer): void {
    if (this.#isSkipping) return;
    const bytes = this.#restBytes + piece.length;
    if (bytes > this.#bytesMax) {
      const beginning = this.#rest.subarray(0, Math.min(this.#restBytes, BEGINNING_BYTES));
      const text = Buffer.concat([beginning, piece.subarray(0, BEGINNING_BYTES)]).toString();
      this.#isSkipping = true;
      this.#rest = Buffer.alloc(0);
      this.#restBytes = 0;
      this.#handlers.bad(text, ++this.#lines, `must have at most ${this.#bytesMax} bytes`);
      return;
    }
    if (bytes > this.#rest.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(REST_BYTES_FIRST, 2 * bytes));
      this.#rest.copy(larger, 0, 0, this.#restBytes);
      this.#rest = larger;
    }
    piece.copy(this.#rest, this.#restBytes);
    this.#restBytes = bytes;
  }
}

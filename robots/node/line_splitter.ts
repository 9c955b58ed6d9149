/**
 * Bytes as they come, cut into lines of text.
 *
 * @module
 */

/** A whole state in one message fits. What is behind this is left out, so that memory is bounded. */
export const LINE_BYTES_MAX = 64 * 2 ** 20;

const NEWLINE = 0x0a;

export class LineSplitter {
  readonly #bytesMax: number;
  /** The beginning of a line whose end has not come. */
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(bytesMax: number = LINE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that end in this chunk. A character may begin in one chunk and end in another. */
  push(chunk: Buffer): string[] {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.#hold(chunk);
      return [];
    }
    const first = chunk.indexOf(NEWLINE);
    this.#hold(chunk.subarray(0, first));
    const head = this.end();
    this.#hold(chunk.subarray(end + 1));
    return first === end ? [head] : [head, ...chunk.toString("utf8", first + 1, end).split("\n")];
  }

  /** What came after the last line. */
  end(): string {
    const text = Buffer.concat(this.#held, this.#heldBytes).toString();
    this.#held = [];
    this.#heldBytes = 0;
    return text;
  }

  #hold(bytes: Buffer): void {
    const fitting = bytes.subarray(0, this.#bytesMax - this.#heldBytes);
    if (fitting.length === 0) return;
    this.#held.push(fitting);
    this.#heldBytes += fitting.length;
  }
}

/**
 * Many fields in one buffer, each after its length: one argument for Redis instead of many.
 *
 * @module
 */

/** Before each field: its length, highest byte first (`>I4` in Lua's struct). */
const LENGTH_BYTES = 4;

/** UTF-8 has at most this many bytes for each UTF-16 unit. */
const UTF8_BYTES_PER_UNIT = 3;

export class FieldWriter {
  #buffer: Buffer;
  #end = 0;

  /** @param bytesExpected It grows as needed, but growing copies. */
  constructor(bytesExpected: number) {
    this.#buffer = Buffer.allocUnsafe(bytesExpected);
  }

  text(text: string): void {
    this.#reserve(LENGTH_BYTES + UTF8_BYTES_PER_UNIT * text.length);
    const length = this.#buffer.write(text, this.#end + LENGTH_BYTES);
    this.#buffer.writeUInt32BE(length, this.#end);
    this.#end += LENGTH_BYTES + length;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(LENGTH_BYTES + bytes.length);
    this.#buffer.writeUInt32BE(bytes.length, this.#end);
    this.#buffer.set(bytes, this.#end + LENGTH_BYTES);
    this.#end += LENGTH_BYTES + bytes.length;
  }

  /** Everything written; the writer must not be used any more. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#end);
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

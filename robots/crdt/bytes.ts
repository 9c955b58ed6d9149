/**
 * Canonical bytes: what data types and conversations are written in. A value has exactly one
 * encoding, so equal states give equal bytes, and the reader refuses every other one.
 *
 * ```text
 * number   LEB128, least significant seven bits first, in as few bytes as possible
 * bytes    length as a number, then the bytes
 * text     as bytes, UTF-8
 * ```
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const EMPTY = new Uint8Array(0);

/** Ten bytes would do for 64 bits; numbers here are at most 2^53 - 1. */
const NUMBER_BYTES_MAX = 8;

/** The UTF-8 bytes of `text`; a lone half of a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Whether two byte strings are equal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Below 0 when `a` comes before `b`: byte by byte, and a beginning before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** How many bytes {@linkcode ByteWriter.number} needs for `value`. */
export function numberBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

/**
 * Writes one value after the other into a buffer that grows.
 *
 * @example
 * ```ts
 * import { ByteReader, ByteWriter } from "./bytes.ts";
 * const bytes = new ByteWriter().number(300).text("é").finish();
 * const reader = new ByteReader(bytes);
 * console.log(reader.number(), reader.text(), reader.end); // 300 é true
 * ```
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expectedBytes = 64) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends a whole number from 0 to 2^53 - 1. @throws RangeError for anything else. */
  number(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(
        `cannot write a number as it must be whole and from 0 to 2^53 - 1: got ${value}`,
      );
    }
    this.#reserve(NUMBER_BYTES_MAX);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  /** Appends `bytes` with their length before them. */
  bytes(bytes: Uint8Array): this {
    return this.number(bytes.length).raw(bytes);
  }

  /** Appends `text` as UTF-8 with its length before it. */
  text(text: string): this {
    return this.bytes(encoder.encode(text));
  }

  /** Appends `bytes` alone. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Appends the lowest `count` bytes (1 to 4) of a 32-bit integer, lowest first. */
  fixed(value: number, count = 4): this {
    this.#reserve(count);
    for (let i = 0; i < count; i++) this.#bytes[this.#length++] = value >>> (8 * i);
    return this;
  }

  /** What was written: a copy of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/**
 * Reads what a {@linkcode ByteWriter} wrote. It never throws: after the first thing that is not
 * canonical {@linkcode ok} is false for good, and everything reads as zero or empty.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #ok = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether all that was read until now was there and canonical. */
  get ok(): boolean {
    return this.#ok;
  }

  /** Whether all was read, and all of it was canonical. */
  get end(): boolean {
    return this.#ok && this.#at === this.#bytes.length;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#ok ? this.#bytes.length - this.#at : 0;
  }

  /** Says that what was read makes no sense. */
  fail(): void {
    this.#ok = false;
  }

  number(): number {
    let value = 0;
    for (let unit = 1; this.left > 0; unit *= 0x80) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        // A last byte of zero could have been left out.
        if ((byte === 0 && unit > 1) || !Number.isSafeInteger(value)) break;
        return value;
      }
      if (unit >= 2 ** (7 * (NUMBER_BYTES_MAX - 1))) break;
    }
    this.#ok = false;
    return 0;
  }

  /** A number of things that need at least `bytesEach` bytes each: more than can follow is refused. */
  count(bytesEach = 1): number {
    const count = this.number();
    if (count * bytesEach <= this.left) return count;
    this.#ok = false;
    return 0;
  }

  /** A view of the bytes, not a copy. */
  bytes(): Uint8Array {
    return this.raw(this.number());
  }

  text(): string {
    const bytes = this.bytes();
    try {
      return decoder.decode(bytes);
    } catch {
      this.#ok = false;
      return "";
    }
  }

  /** A view of the next `count` bytes. */
  raw(count: number): Uint8Array {
    if (count > this.left) {
      this.#ok = false;
      return EMPTY;
    }
    const bytes = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }

  /** An unsigned integer of `count` bytes (1 to 4), lowest first. */
  fixed(count = 4): number {
    const bytes = this.raw(count);
    let value = 0;
    for (let i = 0; i < bytes.length; i++) value |= bytes[i]! << (8 * i);
    return value >>> 0;
  }
}

/**
 * The same messages on the same wire, written by hand for nothing else: how fast JavaScript could
 * be, and so the ceiling for generated code. Only a baseline: it trusts what it reads.
 *
 * @module
 */
import type { WireCodec, WireSummary, WireWord } from "./codec_contenders.ts";

/** More than any message of the bench. */
const SCRATCH_BYTES = 65_536;

const scratch = new Uint8Array(SCRATCH_BYTES);

export const handwritten: WireCodec = {
  encode({ from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update }) {
    let at = writePair(0x0a, from.length, 0);
    for (let i = 0; i < from.length; i++) scratch[at++] = from.charCodeAt(i);
    at = writePair(0x10, boot, at);
    at = writePair(0x18, seq, at);
    at = writePair(0x20, lamport, at);
    if (wantsUpdate) at = writePair(0x28, 1, at);
    if (offersUpdate) at = writePair(0x30, 1, at);
    if (summary !== undefined) at = writeSummary(summary, at);
    if (update !== undefined) at = writeUpdate(update, at);
    return scratch.slice(0, at);
  },
  decode(bytes) {
    const reader = { bytes, at: 0 };
    let from = "";
    let boot = 0;
    let seq = 0;
    let lamport = 0;
    let wantsUpdate = false;
    let offersUpdate = false;
    let summary: WireSummary | undefined;
    let update: WireWord[] | undefined;
    while (reader.at < bytes.length) {
      const tag = bytes[reader.at++]!;
      const value = readVarint(reader);
      if (tag === 0x0a) from = readText(reader, value);
      else if (tag === 0x10) boot = value;
      else if (tag === 0x18) seq = value;
      else if (tag === 0x20) lamport = value;
      else if (tag === 0x28) wantsUpdate = value === 1;
      else if (tag === 0x30) offersUpdate = value === 1;
      else if (tag === 0x3a) summary = readSummary(reader);
      else update = readUpdate(reader, reader.at + value);
    }
    return { from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update };
  },
};

function writeSummary({ wordCount, known }: WireSummary, start: number): number {
  const length = 1 + sizeOf(wordCount) + 1 + sizeOf(known.length) + known.length;
  const at = writePair(0x08, wordCount, writePair(0x3a, length, start));
  return writeBytes(known, writePair(0x12, known.length, at));
}

function writeUpdate(words: readonly WireWord[], start: number): number {
  let length = 0;
  for (const word of words) length += 1 + sizeOf(wordSize(word)) + wordSize(word);
  let at = writePair(0x42, length, start);
  for (const word of words) {
    at = writePair(0x0a, wordSize(word), at);
    at = writePair(0x08, word.index, at);
    at = writeBytes(word.value, writePair(0x12, word.value.length, at));
  }
  return at;
}

function wordSize({ index, value }: WireWord): number {
  return 1 + sizeOf(index) + 1 + sizeOf(value.length) + value.length;
}

function writeBytes(bytes: Uint8Array, at: number): number {
  scratch.set(bytes, at);
  return at + bytes.length;
}

function writePair(tag: number, value: number, start: number): number {
  let at = start;
  scratch[at++] = tag;
  let rest = value;
  while (rest > 127) {
    scratch[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  scratch[at++] = rest;
  return at;
}

function sizeOf(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function readText(reader: Reader, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(reader.bytes[reader.at++]!);
  return text;
}

function readBytes(reader: Reader): Uint8Array {
  reader.at += 1;
  const length = readVarint(reader);
  const bytes = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return bytes;
}

function readSummary(reader: Reader): WireSummary {
  reader.at += 1;
  const wordCount = readVarint(reader);
  return { wordCount, known: readBytes(reader) };
}

function readUpdate(reader: Reader, end: number): WireWord[] {
  const words: WireWord[] = [];
  while (reader.at < end) {
    reader.at += 1;
    readVarint(reader);
    reader.at += 1;
    const index = readVarint(reader);
    words.push({ index, value: readBytes(reader) });
  }
  return words;
}

function readVarint(reader: Reader): number {
  const { bytes } = reader;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[reader.at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
}

/**
 * Names of 64 bits for entries: a hash of their canonical bytes. Equal entries have equal ids in every
 * replica, and one in 37 million sets of a million entries has two entries with the same id.
 *
 * The hash is that of MurmurHash3 with two lanes of 32 bits. It is no cryptographic one: whoever may
 * write entries can make two that share an id, and only one of these travels by strategies that look
 * at ids. delta does not.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import type { Entries } from "./entries.ts";

/** 64 bits, as two unsigned halves: JavaScript has no fast integer of that size. */
export interface EntryId {
  readonly high: number;
  readonly low: number;
}

/** Spreads every bit of a 32-bit integer over all of them (the end of MurmurHash3). */
export function mix32(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}

/** The id of an encoded entry. */
export function entryId(entry: Uint8Array): EntryId {
  let a = 0x9368e53c;
  let b = 0x586dcd20;
  for (let i = 0; i < entry.length; i += 4) {
    // Beyond the end there is nothing, and nothing is 0 here: the length tells the cases apart.
    const word =
      entry[i]! | (entry[i + 1]! << 8) | (entry[i + 2]! << 16) | (entry[i + 3]! << 24) | 0;
    a ^= Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
    a = (Math.imul((rotate(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(rotate(Math.imul(word, 0xab0e9789), 16), 0x38b34ae5);
    b = (Math.imul((rotate(b, 17) + a) | 0, 5) + 0x0bcaa747) | 0;
  }
  a = ((a ^ entry.length) + b) | 0;
  b = ((b ^ entry.length) + a) | 0;
  a = mix32(a);
  b = mix32((b + a) | 0);
  a = (a + b) | 0;
  return { high: a >>> 0, low: b >>> 0 };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

export function equalIds(a: EntryId, b: EntryId): boolean {
  return a.high === b.high && a.low === b.low;
}

/** Appends an id, or anything else of 64 bits: eight bytes. */
export function writeId(writer: ByteWriter, { high, low }: EntryId): void {
  writer.fixed(high).fixed(low);
}

/** Reads what {@linkcode writeId} wrote. */
export function readId(reader: ByteReader): EntryId {
  return { high: reader.fixed(), low: reader.fixed() };
}

/** 64 bits as 16 hexadecimal digits. */
export function hexOf({ high, low }: EntryId): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/**
 * The digest of a state: the ids of its entries, joined by exclusive or. Equal states have equal
 * digests; an empty one has 0. It tells accidents, not enemies.
 *
 * @example
 * ```ts
 * import { stateDigest } from "./entry_id.ts";
 * import { GSet } from "./g_set.ts";
 * console.log(stateDigest(new GSet())); // 0000000000000000
 * ```
 */
export function stateDigest(state: Entries): string {
  let high = 0;
  let low = 0;
  for (const key of state.keys()) {
    const id = entryId(state.entry(key)!);
    high ^= id.high;
    low ^= id.low;
  }
  return hexOf({ high: high >>> 0, low: low >>> 0 });
}

/**
 * What conversations begin with: how many entries a state has, and their digest. Equal marks mean
 * equal states, but for one case in 2^64, and then there is nothing to talk about.
 *
 * ```text
 * mark   entries, digest in 8 bytes
 * ```
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import { type EntryId, equalIds, readId, writeId } from "../crdt/entry_id.ts";

/** How many entries a state has, and their digest: that of an `EntryIndex` is one. */
export interface StateMark {
  readonly count: number;
  readonly digest: EntryId;
}

export function writeMark(writer: ByteWriter, { count, digest }: StateMark): ByteWriter {
  writeId(writer.number(count), digest);
  return writer;
}

export function readMark(reader: ByteReader): StateMark {
  return { count: reader.number(), digest: readId(reader) };
}

export function equalMarks(a: StateMark, b: StateMark): boolean {
  return a.count === b.count && equalIds(a.digest, b.digest);
}

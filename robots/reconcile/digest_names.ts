/**
 * How the digest strategy names entries: what one side says it holds, and what the other one makes of
 * that.
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import { ORIGIN_BYTES_MAX } from "./version_runs.ts";

/** Some of the entries that a side holds, named page by page. */
export interface Names {
  /** Bodies of messages, none longer than asked for. */
  readonly pages: readonly Uint8Array[];
  /** Where the names go on; nothing when these were the last ones. */
  readonly next: Uint8Array;
}

/** How much may be named at once. */
export interface Room {
  readonly bytesMax: number;
  readonly pagesMax: number;
}

/** What follows from a page of the other side's names. */
export interface Findings {
  /** Slots of entries here that it did not name in the range it spoke of. */
  readonly give: Iterable<number>;
  /** Bodies of messages that name those that are not here. */
  readonly lack: readonly Uint8Array[];
}

export interface Naming {
  /**
   * Names what is held from `cursor` on.
   *
   * @param cursor Nothing, or the {@linkcode Names.next} of before.
   * @param theirs How many entries the other side holds.
   * @param longer How many bytes names shall have more than they need.
   */
  names(cursor: Uint8Array, theirs: number, longer: number, room: Room): Names;
  /** Compares a page with what is here; `undefined` for what nobody writes. Reads to the end. */
  compare(page: ByteReader, room: Room): Findings | undefined;
  /** The slots of what was named as lacking; `undefined` for what nobody writes. Reads to the end. */
  find(lack: ByteReader): Iterable<number> | undefined;
}

export const NO_CURSOR = new Uint8Array(0);

/** A cursor may name an origin and a version. */
export const CURSOR_BYTES_MAX = ORIGIN_BYTES_MAX + 16;

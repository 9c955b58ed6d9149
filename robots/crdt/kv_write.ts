/**
 * One write to a key of kv_map, and which of two writes wins.
 *
 * ```text
 * write   stamp, vector clock, 0 for a deletion or 1 and the value as bytes
 * ```
 *
 * @module
 */
import { type ByteReader, type ByteWriter, compareBytes } from "./bytes.ts";
import { compareStamps, readStamp, type Stamp, writeStamp } from "./hybrid_logical_clock.ts";
import { mergeClocks, readClock, type VectorClock, writeClock } from "./vector_clock.ts";
import { exceedsVersions, versionOf } from "./version_vector.ts";

export interface KvWrite {
  readonly stamp: Stamp;
  /**
   * All writes to this key that its node knew of, by the last of each node; for its own node, it is
   * the write itself. A node numbers its writes to all keys in one sequence.
   */
  readonly clock: VectorClock;
  /** What was written; `undefined` for a deletion. */
  readonly bytes: Uint8Array | undefined;
}

const DELETED = 0;
const PRESENT = 1;

/** The number that its node gave to `write`. */
export function numberOf({ stamp, clock }: KvWrite): number {
  return versionOf(clock, stamp.node);
}

/**
 * The least write above both; `mine` itself when that is it.
 *
 * The later stamp wins. Stamps are equal when a deletion was found out again (kv_map.ts) or when a node
 * is broken: then a deletion wins, then the greater bytes; should these be equal, too, the clocks are
 * joined. That is the lexicographic product of a chain and a lattice, and so a lattice.
 */
export function joinWrites(mine: KvWrite, theirs: KvWrite): KvWrite {
  const order = compareWrites(mine, theirs);
  if (order !== 0) return order < 0 ? theirs : mine;
  if (!exceedsVersions(theirs.clock, mine.clock)) return mine;
  return { ...mine, clock: mergeClocks(mine.clock, theirs.clock) };
}

function compareWrites(a: KvWrite, b: KvWrite): number {
  const order = compareStamps(a.stamp, b.stamp);
  if (order !== 0) return order;
  if (a.bytes === undefined || b.bytes === undefined) {
    return Number(a.bytes === undefined) - Number(b.bytes === undefined);
  }
  return compareBytes(a.bytes, b.bytes);
}

export function writeWrite(writer: ByteWriter, { stamp, clock, bytes }: KvWrite): void {
  writeStamp(writer, stamp);
  writeClock(writer, clock);
  if (bytes === undefined) writer.number(DELETED);
  else writer.number(PRESENT).bytes(bytes);
}

/** Reads what {@linkcode writeWrite} wrote; a clock that does not count the write makes `reader` fail. */
export function readWrite(reader: ByteReader): KvWrite {
  const stamp = readStamp(reader);
  const clock = readClock(reader);
  const presence = reader.number();
  if (stamp.node === "" || versionOf(clock, stamp.node) === 0 || presence > PRESENT) reader.fail();
  return { stamp, clock, bytes: presence === PRESENT ? reader.bytes() : undefined };
}

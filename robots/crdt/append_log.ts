/**
 * Logs by name: records at offsets, each written once, and how far the readers of a log have come. Who
 * gives out the offsets of a log is not decided here: one owner by {@linkcode AppendLog.append}, or
 * whoever has a rule by {@linkcode AppendLog.put}.
 *
 * ```text
 * record   key: "r", log, "/", offset (ordered_number.ts); then the record as bytes
 * commit   key: "c", log; then the offset as a number
 * ```
 *
 * @module
 */
import { type ByteReader, type ByteWriter, equalBytes } from "./bytes.ts";
import type { JoinOutcome } from "./entries.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { HeldVersions } from "./held_versions.ts";
import { numberedKey, parseNumberedKey } from "./ordered_number.ts";

/**
 * A log that takes a million records a second is full after nine years. Offsets may come from anybody:
 * nothing here grows with them, and there is always a number above.
 */
export const OFFSET_MAX = 2 ** 48;

const RECORDS = "r";
const COMMITS = "c";

/** A record, or the offset that was committed. */
type RecordOrCommit = Uint8Array | number;

/**
 * @example
 * ```ts
 * import { AppendLog } from "./append_log.ts";
 * const logs = new AppendLog();
 * console.log(logs.append("k1", Uint8Array.of(7)), logs.append("k1", Uint8Array.of(8))); // 0 1
 * logs.commit("k1", 0);
 * console.log(logs.poll("k1", 1, 10), logs.committed("k1")); // [ [ 1, Uint8Array(1) [ 8 ] ] ] 0
 * ```
 */
export class AppendLog extends EntryMap<RecordOrCommit> {
  /** Origins are "r" and a log, with version offset + 1, and "c" and a log, with the same. */
  readonly versions = new HeldVersions();

  /**
   * Writes a record behind the last one that is here and returns its offset. For the owner of the log,
   * who has all of it: nobody else may write to it.
   *
   * @throws RangeError when the log is full.
   */
  append(log: string, record: Uint8Array): number {
    const offset = this.versions.lastOf(originOf(RECORDS, log));
    mustBeOffset(offset, "append to a log");
    this.put(numberedKey(originOf(RECORDS, log), offset), record);
    return offset;
  }

  /**
   * Writes the record at `offset`, unless there is another one already.
   *
   * @throws RangeError when `offset` is not whole and from 0 to {@linkcode OFFSET_MAX}.
   */
  putAt(log: string, offset: number, record: Uint8Array): JoinOutcome {
    mustBeOffset(offset, "put a record");
    const key = numberedKey(originOf(RECORDS, log), offset);
    const before = this.valueAt(key);
    if (before !== undefined) return equalRecords(before, record) ? "known" : "conflict";
    this.put(key, record);
    return "added";
  }

  /**
   * At most `most` records that are here, from offset `from` on, ascending; they must not be changed.
   * What is not here is skipped and may come later: below {@linkcode contiguousEnd} nothing is.
   */
  poll(log: string, from: number, most: number): [offset: number, record: Uint8Array][] {
    const records: [number, Uint8Array][] = [];
    if (most <= 0) return records;
    for (const [version, key] of this.versions.above(originOf(RECORDS, log), from)) {
      const record = this.valueAt(key);
      if (record instanceof Uint8Array) records.push([version - 1, record]);
      if (records.length >= most) break;
    }
    return records;
  }

  /** The first offset without a record. */
  contiguousEnd(log: string): number {
    return this.versions.seenOf(originOf(RECORDS, log));
  }

  /**
   * Everything up to `offset` is done with. Never goes back; whether it changed anything.
   *
   * @throws RangeError as {@linkcode putAt}.
   */
  commit(log: string, offset: number): boolean {
    mustBeOffset(offset, "commit an offset");
    if (offset <= (this.committed(log) ?? -1)) return false;
    this.put(originOf(COMMITS, log), offset);
    return true;
  }

  /** What was committed last. */
  committed(log: string): number | undefined {
    const offset = this.valueAt(originOf(COMMITS, log));
    return typeof offset === "number" ? offset : undefined;
  }

  protected override joinValues(
    mine: RecordOrCommit | undefined,
    theirs: RecordOrCommit,
  ): Joined<RecordOrCommit> {
    if (mine === undefined) return { value: theirs };
    if (typeof mine === "number" && typeof theirs === "number") {
      return { value: Math.max(mine, theirs) };
    }
    return equalRecords(mine, theirs) ? { value: mine } : { refused: "conflict" };
  }

  protected override put(key: string, value: RecordOrCommit): void {
    if (typeof value === "number") {
      const before = this.valueAt(key);
      if (typeof before === "number") this.versions.release(key, before + 1, key);
      super.put(key, value);
      this.versions.hold(key, value + 1, key);
      // It takes the place of all commits before it.
      this.versions.raise(key, value + 1);
    } else {
      super.put(key, new Uint8Array(value));
      const { name, number } = parseNumberedKey(key)!;
      this.versions.hold(name, number + 1, key);
    }
  }

  protected override writeValue(writer: ByteWriter, value: RecordOrCommit): void {
    if (typeof value === "number") writer.number(value);
    else writer.bytes(value);
  }

  protected override readValue(reader: ByteReader, key: string): RecordOrCommit {
    if (key.startsWith(COMMITS)) {
      const offset = reader.number();
      if (offset > OFFSET_MAX) reader.fail();
      return offset;
    }
    const { name = "", number = 0 } = parseNumberedKey(key) ?? {};
    if (!name.startsWith(RECORDS) || number > OFFSET_MAX) reader.fail();
    return reader.bytes();
  }
}

function originOf(kind: typeof RECORDS | typeof COMMITS, log: string): string {
  return kind + log.toWellFormed();
}

function equalRecords(a: RecordOrCommit, b: RecordOrCommit): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b);
}

function mustBeOffset(offset: number, action: string): void {
  if (Number.isInteger(offset) && offset >= 0 && offset <= OFFSET_MAX) return;
  throw new RangeError(
    `cannot ${action} as an offset must be a whole number from 0 to 2^48: got ${offset}`,
  );
}

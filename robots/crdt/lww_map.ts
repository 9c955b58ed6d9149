/**
 * Values by key, of which the last write wins, key by key. A deletion is a write, too: it stays as a
 * tombstone for ever, so the map never gets smaller. kv_map collects tombstones; this one does not.
 *
 * ```text
 * entry   key, stamp, 0 for a deletion or 1 and the value as bytes
 * ```
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { readStamp, type Stamp, writeStamp } from "./hybrid_logical_clock.ts";
import { type Stamped, StampedMap } from "./stamped_map.ts";

const DELETED = 0;
const PRESENT = 1;

/**
 * @example
 * ```ts
 * import { LwwMap } from "./lww_map.ts";
 * const map = new LwwMap("a");
 * map.set("x", Uint8Array.of(1), 0);
 * map.set("y", Uint8Array.of(2), 0);
 * map.delete("x", 0);
 * console.log(map.get("x"), map.liveKeys(), map.size); // undefined [ 'y' ] 2
 * ```
 */
export class LwwMap extends StampedMap {
  /** Sets the value at `key`, of which it keeps a copy. */
  set(key: string, value: Uint8Array, nowMs: number): Stamp {
    return this.write(key, value, nowMs);
  }

  /** Deletes `key`: earlier writes that come later change nothing, also when it was not there. */
  delete(key: string, nowMs: number): Stamp {
    return this.write(key, undefined, nowMs);
  }

  /** The value at `key`, which the caller must not change. */
  get(key: string): Uint8Array | undefined {
    return this.valueAt(key)?.bytes;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The keys that have a value, ascending by UTF-16 code units; {@linkcode keys} has tombstones, too. */
  liveKeys(): string[] {
    return [...this.keys()].filter((key) => this.has(key));
  }

  /** When and by whom `key` was last written or deleted. */
  stamp(key: string): Stamp | undefined {
    return this.valueAt(key)?.stamp;
  }

  protected override writeValue(writer: ByteWriter, { stamp, bytes }: Stamped): void {
    writeStamp(writer, stamp);
    if (bytes === undefined) writer.number(DELETED);
    else writer.number(PRESENT).bytes(bytes);
  }

  protected override readValue(reader: ByteReader): Stamped {
    const stamp = readStamp(reader);
    const presence = reader.number();
    if (presence > PRESENT) reader.fail();
    return { stamp, bytes: presence === PRESENT ? reader.bytes() : undefined };
  }
}

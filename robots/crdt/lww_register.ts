/**
 * One value, of which the last write wins.
 *
 * ```text
 * entry   key "", stamp, value as bytes
 * ```
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { readStamp, type Stamp, writeStamp } from "./hybrid_logical_clock.ts";
import { type Stamped, StampedMap } from "./stamped_map.ts";

/** The key of the only entry. */
const KEY = "";

/**
 * @example
 * ```ts
 * import { joinState, encodeState } from "./entries.ts";
 * import { LwwRegister } from "./lww_register.ts";
 * const a = new LwwRegister("a");
 * const b = new LwwRegister("b");
 * a.set(Uint8Array.of(1), 5_000);
 * joinState(b, encodeState(a), 1_000);
 * b.set(Uint8Array.of(2), 1_000); // Its clock is behind, and yet it knew of the 1.
 * joinState(a, encodeState(b), 5_000);
 * console.log(a.get()); // Uint8Array(1) [ 2 ]
 * ```
 */
export class LwwRegister extends StampedMap {
  /** Sets the value, of which it keeps a copy. */
  set(value: Uint8Array, nowMs: number): Stamp {
    return this.write(KEY, value, nowMs);
  }

  /** The value, which the caller must not change; `undefined` before the first write. */
  get(): Uint8Array | undefined {
    return this.valueAt(KEY)?.bytes;
  }

  /** When and by whom the value was written. */
  get stamp(): Stamp | undefined {
    return this.valueAt(KEY)?.stamp;
  }

  protected override writeValue(writer: ByteWriter, { stamp, bytes }: Stamped): void {
    writeStamp(writer, stamp);
    writer.bytes(bytes!);
  }

  protected override readValue(reader: ByteReader, key: string): Stamped {
    if (key !== KEY) reader.fail();
    return { stamp: readStamp(reader), bytes: reader.bytes() };
  }
}

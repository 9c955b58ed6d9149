/**
 * What a message of the delta strategy carries: entries and claims.
 *
 * ```text
 * part    claims, each: origin, from, versions that it covers
 *         entries
 * claim   "of those above `from` and up to the end, all that I hold, and you do not, is in this
 *         message, and I have seen them all": what is not there has been replaced
 * ```
 *
 * A claim is true whatever became of other messages. There is none where versions follow each other
 * without a hole, as these speak for themselves.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import { writeEntries } from "./trade.ts";
import { isShort } from "./version_runs.ts";

/** Of `origin`, everything above `from` and up to `to`. */
export interface Claim {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
}

/** What one message carries. */
export interface Part {
  readonly claims: readonly Claim[];
  readonly entries: readonly Uint8Array[];
}

/** How many claims, and how many entries. */
const COUNTS_BYTES_MAX = 3 + 3;

export function writePart(writer: ByteWriter, { claims, entries }: Part): void {
  writer.number(claims.length);
  for (const { origin, from, to } of claims)
    writer
      .text(origin)
      .number(from)
      .number(to - from);
  writeEntries(writer, entries);
}

/** Reads the claims of a part; the entries follow. */
export function readClaims(reader: ByteReader): Claim[] {
  const claims: Claim[] = [];
  for (let count = reader.count(3); count > 0 && reader.ok; count--) {
    const origin = reader.text();
    const from = reader.number();
    const to = from + reader.number();
    // Nobody has no name.
    if (!isShort(origin) || origin === "" || to === from || !Number.isSafeInteger(to)) {
      reader.fail();
    }
    claims.push({ origin, from, to });
  }
  return claims;
}

/** Fills one part after the other. */
export class PartPacker {
  /** What claims and entries of a part may need together. */
  readonly partBytesMax: number;
  readonly #partsMax: number;
  readonly #parts: { claims: Claim[]; entries: Uint8Array[] }[] = [{ claims: [], entries: [] }];
  #bytes = 0;

  /** @param bytesMax Of a part as it is written. */
  constructor(bytesMax: number, partsMax: number) {
    this.partBytesMax = bytesMax - COUNTS_BYTES_MAX;
    this.#partsMax = partsMax;
  }

  /** The number of the part that is being filled. */
  get part(): number {
    return this.#parts.length - 1;
  }

  /** Bytes of the budget that are gone. */
  get used(): number {
    return this.part * this.partBytesMax + this.#bytes;
  }

  fits(bytes: number): boolean {
    return this.#bytes + bytes <= this.partBytesMax;
  }

  reserve(bytes: number): void {
    this.#bytes += bytes;
  }

  add(entry: Uint8Array, bytes: number): void {
    this.#parts.at(-1)!.entries.push(entry);
    this.#bytes += bytes;
  }

  claim(claim: Claim): void {
    this.#parts.at(-1)!.claims.push(claim);
  }

  /** Begins another part, if there may be one more. */
  next(): boolean {
    if (this.#parts.length === this.#partsMax) return false;
    this.#parts.push({ claims: [], entries: [] });
    this.#bytes = 0;
    return true;
  }

  finish(): Part[] {
    return this.#parts.filter(({ claims, entries }) => claims.length > 0 || entries.length > 0);
  }
}

/**
 * Ids of 64 bits as numbers, and how those of a range are written: held against BigInt.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import type { EntryId } from "../../../robots/crdt/entry_id.ts";
import {
  byteOf,
  compareIds,
  END,
  type IdRange,
  readIds,
  sharedBytes,
  truncated,
  withByte,
  writeIds,
} from "../../../robots/reconcile/id_range.ts";

const valueOf = ({ high, low }: EntryId): bigint => (BigInt(high) << 32n) + BigInt(low);
const idOf = (value: bigint): EntryId => ({
  high: Number(value >> 32n),
  low: Number(value & 0xffffffffn),
});
const hexOf = (id: EntryId): string => valueOf(id).toString(16).padStart(16, "0");

const LAST = 2n ** 64n - 1n;
const anyValue = fc.bigInt({ min: 0n, max: LAST });
const anyId = anyValue.map(idOf);
/** Wide and narrow ones, and those that end where ids end. */
const anyRange = fc.tuple(anyValue, fc.nat(64), anyValue).map(([from, bits, more]): IdRange => {
  const to = from + 1n + (more >> BigInt(bits));
  return { from: idOf(from), to: to > LAST ? END : idOf(to) };
});

/** Ids of a range: its first and its last one, and any between. */
function anyIdsOf(range: IdRange) {
  const [from, to] = [valueOf(range.from), valueOf(range.to)];
  const anyInside = fc.oneof(
    fc.constantFrom(from, to - 1n),
    fc.bigInt({ min: from, max: to - 1n }),
  );
  return fc
    .uniqueArray(anyInside, { maxLength: 20 })
    .map((values) => ({ range, ids: values.map(idOf).sort(compareIds) }));
}

test("orders ids, and counts bytes from the most significant one", () => {
  fc.assert(
    fc.property(anyId, anyId, fc.nat(8), fc.nat(7), (a, b, bytes, position) => {
      expect(compareIds(a, b) < 0).toBe(valueOf(a) < valueOf(b));
      expect(compareIds(a, b) > 0).toBe(valueOf(a) > valueOf(b));
      expect(byteOf(a, position)).toBe(
        Number.parseInt(hexOf(a).slice(2 * position, 2 * position + 2), 16),
      );
      expect(hexOf(truncated(a, bytes))).toBe(
        hexOf(a)
          .slice(0, 2 * bytes)
          .padEnd(16, "0"),
      );
      const built = truncated(a, position);
      expect(withByte(built, position, byteOf(a, position))).toEqual(truncated(a, position + 1));
      expect(sharedBytes(truncated(a, bytes), a)).toBeGreaterThanOrEqual(bytes);
      const shared = sharedBytes(a, b);
      expect(hexOf(a).slice(0, 2 * shared)).toBe(hexOf(b).slice(0, 2 * shared));
      expect(shared === 8 || byteOf(a, shared) !== byteOf(b, shared)).toBe(true);
    }),
  );
});

describe("ids of a range", () => {
  test("are read as they were written, whatever bytes they share", () => {
    fc.assert(
      fc.property(anyRange.chain(anyIdsOf), ({ range, ids }) => {
        const writer = new ByteWriter();
        writeIds(writer, range, ids);
        const reader = new ByteReader(writer.finish());
        expect(readIds(reader, range)).toEqual(ids);
        expect(reader.end).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("take no more bytes than tell them apart", () => {
    const writer = new ByteWriter();
    const range = { from: { high: 0x12345600, low: 0 }, to: { high: 0x12345700, low: 0 } };
    writeIds(writer, range, [{ high: 0x12345678, low: 9 }]);
    expect([...writer.finish()]).toEqual([1, 9, 0, 0, 0, 0x78]);
  });

  test.each([
    ["twice", [5, 5]],
    ["descending", [6, 5]],
    ["below the range", [3]],
    ["above the range", [10]],
  ])("are refused when they come %s", (_, lows) => {
    const range = { from: { high: 0, low: 4 }, to: { high: 0, low: 10 } };
    const writer = new ByteWriter().number(lows.length);
    for (const low of lows) writer.fixed(low, 1);
    const reader = new ByteReader(writer.finish());
    readIds(reader, range);
    expect(reader.ok).toBe(false);
  });
});

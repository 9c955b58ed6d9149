/**
 * Goal: a checksum is that of zlib at every length and wherever the bytes lie.
 */
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { checksumOf } from "../../../robots/runtime/checksum.ts";

/** Reaches well beyond where the routine changes. */
const BYTES_MAX = 600;

test("has the value that every CRC-32 has", () => {
  expect(checksumOf(new TextEncoder().encode("123456789"), 9)).toBe(0xcbf4_3926);
  expect(checksumOf(new Uint8Array(0), 0)).toBe(0);
});

test("agrees with zlib at every length", () => {
  const bytes = Uint8Array.from({ length: BYTES_MAX }, (_, i) => (i * 151 + (i >> 3)) & 255);
  for (let end = 0; end <= BYTES_MAX; end++) {
    expect(checksumOf(bytes, end), `${end} bytes`).toBe(crc32(bytes.subarray(0, end)));
  }
});

test("agrees with zlib on any bytes, also on a view", () => {
  const bytesAndPlace = [fc.uint8Array({ maxLength: BYTES_MAX }), fc.nat(), fc.nat(16)] as const;
  fc.assert(
    fc.property(...bytesAndPlace, (bytes, cut, offset) => {
      const end = cut % (bytes.length + 1);
      const whole = new Uint8Array(offset + bytes.length);
      whole.set(bytes, offset);
      const expected = crc32(bytes.subarray(0, end));
      expect(checksumOf(bytes, end)).toBe(expected);
      expect(checksumOf(whole.subarray(offset), end)).toBe(expected);
      expect(checksumOf(Buffer.from(bytes), end)).toBe(expected);
    }),
  );
});

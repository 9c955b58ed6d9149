/**
 * Canonical bytes: what is written comes back, and nothing else is read.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ByteReader,
  ByteWriter,
  compareBytes,
  equalBytes,
  numberBytes,
  utf8,
} from "../../../robots/crdt/bytes.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";

const MAX = Number.MAX_SAFE_INTEGER;

/** Numbers of every length. */
const numbers = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 53 }).map((bits) => 2 ** bits - 1),
  fc.integer({ min: 0, max: 52 }).map((bits) => 2 ** bits),
);

const strings = fc.uint8Array({ maxLength: 5 });

/** Something to write, and to read again. */
const parts = fc.oneof(
  fc.record({ kind: fc.constant("number" as const), value: numbers }),
  fc.record({ kind: fc.constant("bytes" as const), value: strings }),
  fc.record({ kind: fc.constant("text" as const), value: fc.string({ unit: "binary" }) }),
  fc.record({ kind: fc.constant("raw" as const), value: strings }),
  fc.record({
    kind: fc.constant("fixed" as const),
    value: fc.nat(2 ** 32 - 1),
    count: fc.integer({ min: 1, max: 4 }),
  }),
);

describe("a number", () => {
  test("is written in these bytes, now and for ever", () => {
    const cases: [number, string][] = [
      [0, "00"],
      [1, "01"],
      [127, "7f"],
      [128, "8001"],
      [300, "ac02"],
      [16_383, "ff7f"],
      [16_384, "808001"],
      [2 ** 32, "8080808010"],
      [2 ** 49 - 1, "ffffffffffff7f"],
      [2 ** 49, "8080808080808001"],
      [MAX, "ffffffffffffff0f"],
    ];
    for (const [value, bytes] of cases) {
      expect(hex(new ByteWriter().number(value).finish()), `${value}`).toBe(bytes);
      expect(new ByteReader(Buffer.from(bytes, "hex")).number()).toBe(value);
    }
  });

  test("needs as many bytes as numberBytes says", () => {
    fc.assert(
      fc.property(numbers, (value) => {
        expect(new ByteWriter().number(value).length).toBe(numberBytes(value));
      }),
    );
  });

  test("that is not whole and from 0 to 2^53 - 1 is refused", () => {
    for (const value of [-1, 0.5, MAX + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new ByteWriter().number(value)).toThrow(
        new RangeError(
          `cannot write a number as it must be whole and from 0 to 2^53 - 1: got ${value}`,
        ),
      );
    }
  });

  test("is read from one encoding only: of all of up to two bytes, and of those that are too long", () => {
    for (let first = 0; first < 256; first++) {
      expect(readsAsWritten(Uint8Array.of(first))).toBe(first < 0x80);
      for (let second = 0; second < 256; second++) {
        const canonical = first >= 0x80 && second > 0 && second < 0x80;
        expect(readsAsWritten(Uint8Array.of(first, second))).toBe(canonical);
      }
    }
    for (const bytes of [
      "808000",
      "ffffffffffffff10", // 2^53
      "ffffffffffffff7f",
      "ffffffffffffff8f00",
      "808080808080808001",
      "ffffffffffffffffffffffff",
    ]) {
      expect(readsAsWritten(Buffer.from(bytes, "hex")), bytes).toBe(false);
    }
  });

  test("is read from no bytes that would not be written for it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), (bytes) => {
        const reader = new ByteReader(bytes);
        const value = reader.number();
        const used = bytes.subarray(0, bytes.length - reader.left);
        if (reader.ok) expect(new ByteWriter().number(value).finish()).toEqual(used);
        else expect(value).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Whether `bytes` are one number and nothing more, and it is written like this. */
function readsAsWritten(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes);
  const value = reader.number();
  return reader.end && equalBytes(new ByteWriter().number(value).finish(), bytes);
}

test("whatever is written one after the other comes back, and then it is the end", () => {
  fc.assert(
    fc.property(fc.array(parts), fc.nat(4), (list, expectedBytes) => {
      const writer = new ByteWriter(expectedBytes);
      for (const part of list) {
        if (part.kind === "number") writer.number(part.value);
        else if (part.kind === "text") writer.text(part.value);
        else if (part.kind === "fixed") writer.fixed(part.value, part.count);
        else writer[part.kind](part.value);
      }
      const bytes = writer.finish();
      expect(bytes.length).toBe(writer.length);
      const reader = new ByteReader(bytes);
      for (const part of list) {
        if (part.kind === "number") expect(reader.number()).toBe(part.value);
        else if (part.kind === "text") expect(reader.text()).toBe(part.value);
        else if (part.kind === "bytes") expect(reader.bytes()).toEqual(part.value);
        else if (part.kind === "raw") expect(reader.raw(part.value.length)).toEqual(part.value);
        else expect(reader.fixed(part.count)).toBe(part.value % 2 ** (8 * part.count));
      }
      expect([reader.ok, reader.end, reader.left]).toEqual([true, true, 0]);
    }),
  );
});

test("bytes and texts have their length before them", () => {
  const writer = new ByteWriter().bytes(Uint8Array.of(9, 8)).text("é").raw(Uint8Array.of(7));
  expect(writer.fixed(0x01020304).fixed(0x0a0b, 2).finish()).toEqual(
    fromHex("02 0908 02 c3a9 07 04030201 0b0a"),
  );
});

describe("text", () => {
  test("that is not UTF-8 is refused", () => {
    for (const bytes of ["01ff", "02c080", "03eda080", "04f4908080", "01c3"]) {
      const reader = new ByteReader(Buffer.from(bytes, "hex"));
      expect([reader.text(), reader.ok], bytes).toEqual(["", false]);
    }
  });

  test("keeps a byte order mark, which would otherwise be a second way to write the rest", () => {
    const reader = new ByteReader(new ByteWriter().text("\ufeffa").finish());
    expect(reader.text()).toBe("\ufeffa");
  });

  test("with half a surrogate pair is written with U+FFFD", () => {
    expect(hex(utf8("a\ud800"))).toBe("61efbfbd");
    expect(new ByteReader(new ByteWriter().text("\udc00").finish()).text()).toBe("\ufffd");
  });
});

test("after the first thing that makes no sense all reads as nothing, for good", () => {
  const faults: ((reader: ByteReader) => unknown)[] = [
    (reader) => reader.fail(),
    (reader) => reader.raw(100),
    (reader) => reader.bytes(), // 5 bytes are announced, and 3 are there.
    (reader) => reader.count(2), // 5 things of 2 bytes.
    (reader) => reader.text(),
  ];
  for (const fault of faults) {
    const reader = new ByteReader(Uint8Array.of(5, 1, 1, 1));
    fault(reader);
    expect([reader.ok, reader.end, reader.left]).toEqual([false, false, 0]);
    expect([reader.number(), reader.count(), reader.fixed(), reader.text()]).toEqual([0, 0, 0, ""]);
    expect([...reader.bytes(), ...reader.raw(1), ...reader.raw(0)]).toEqual([]);
    expect([reader.ok, reader.end]).toEqual([false, false]);
  }
});

test("a count is believed as far as there can be as many", () => {
  const bytes = Uint8Array.of(3, 0, 0, 0, 0, 0, 0);
  expect(new ByteReader(bytes).count(2)).toBe(3);
  const reader = new ByteReader(bytes);
  expect([reader.count(3), reader.ok]).toEqual([0, false]);
});

test("random bytes make no reader throw, or stop behind its end", () => {
  const reads = fc.array(fc.constantFrom("number", "count", "bytes", "text", "fixed"));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), reads, (bytes, kinds) => {
      const reader = new ByteReader(bytes);
      for (const kind of kinds) reader[kind]();
      expect(reader.left).toBeGreaterThanOrEqual(0);
      expect(reader.end).toBe(reader.ok && reader.left === 0);
    }),
  );
});

test("what was read is a view of the message, and what was written a copy", () => {
  const message = Uint8Array.of(1, 5);
  const view = new ByteReader(message).bytes();
  message[1] = 6;
  expect(view[0]).toBe(6);
  const writer = new ByteWriter().number(1);
  const written = writer.finish();
  writer.number(2);
  expect(written).toEqual(Uint8Array.of(1));
  expect(written.buffer.byteLength).toBe(1);
});

test("bytes are equal and in order as those of Buffer are", () => {
  const bytes = fc.uint8Array({ max: 2, maxLength: 3 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const order = Buffer.compare(a, b);
      expect(Math.sign(compareBytes(a, b))).toBe(order);
      expect(equalBytes(a, b)).toBe(order === 0);
    }),
    { numRuns: 1_000 },
  );
});

import { describe, expect, test } from "vitest";

import {
  hexdump,
  printable,
  quoted,
  ranges,
  showBytes,
} from "../../../coordinator/cli/printable.ts";

describe("printable()", () => {
  test("leaves no character that a terminal would obey or hide", () => {
    expect(printable("a\u001b[31mb\nc\u0085d\u202ee\u2028f\u200bg")).toBe(
      String.raw`a\u{1b}[31mb\u{a}c\u{85}d\u{202e}e\u{2028}f\u{200b}g`,
    );
  });

  test("leaves letters of any script alone", () => {
    expect(printable("grün Привет 秘密 🤖")).toBe("grün Привет 秘密 🤖");
  });
});

test("quoted() escapes as JSON does, and what JSON leaves", () => {
  expect(quoted('say "hi"\n\u009b')).toBe(String.raw`"say \"hi\"\n\u{9b}"`);
});

describe("showBytes()", () => {
  test("shows UTF-8 as text and anything else in hexadecimal", () => {
    expect(showBytes(Buffer.from("zwölf "))).toBe('"zwölf "');
    expect(showBytes(Uint8Array.of(0, 255))).toBe("0x00ff");
    expect(showBytes(new Uint8Array())).toBe('""');
  });

  test("cuts what is long, also in the middle of a character", () => {
    expect(showBytes(Buffer.from("abcdef"), 3)).toBe('"abc"… (6 bytes)');
    expect(showBytes(Buffer.from("aéé"), 2)).toBe("0x61c3… (5 bytes)");
  });
});

describe("hexdump()", () => {
  test("shows offset, bytes and ASCII", () => {
    const bytes = Buffer.from("0123456789abcdefX\n\u0000");
    expect(hexdump(bytes, 64)).toEqual([
      "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|",
      "00000010  58 0a 00                                         |X..|",
    ]);
  });

  test("says how much it leaves out", () => {
    const lines = hexdump(new Uint8Array(100), 32);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe("… 68 more bytes");
  });
});

describe("ranges()", () => {
  test("joins neighbours", () => {
    expect(ranges([0, 1, 2, 4, 7, 8])).toBe("0-2,4,7-8");
    expect(ranges([])).toBe("");
  });

  test("ends with an ellipsis when there are too many", () => {
    expect(ranges([0, 2, 4, 6], 3)).toBe("0,2,4,…");
    expect(ranges([0, 2, 4, 5, 6], 3)).toBe("0,2,4-6");
  });
});

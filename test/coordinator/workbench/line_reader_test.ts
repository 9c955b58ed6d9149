/**
 * Goal: bytes become the same lines however they are cut into chunks, what is no line is told apart,
 * and no line takes more memory than its limit.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader } from "../../../coordinator/workbench/line_reader.ts";

const LIMIT = 4096;

class Heard {
  readonly lines: [number, string][] = [];
  readonly bad: [number, string, string][] = [];
  readonly reader = new LineReader(
    {
      line: (text, number) => void this.lines.push([number, text]),
      bad: (text, number, reason) => void this.bad.push([number, text, reason]),
    },
    LIMIT,
  );
}

describe("lines", () => {
  it("are the same however the bytes are cut", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    const texts = fc.array(text.filter((each) => !/[\r\n]/.test(each)));
    const cuts = fc.array(fc.nat({ max: 30 }));
    fc.assert(fc.property(texts, cuts, fc.constantFrom("\n", "\r\n"), holdsHoweverCut));
  });

  it("end with the output at the latest", () => {
    const heard = new Heard();
    heard.reader.push(Buffer.from("one\ntwo"));
    heard.reader.end();
    heard.reader.end();
    expect(heard.lines).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
  });

  it("that are not UTF-8 are told apart from their neighbours", () => {
    const heard = new Heard();
    const bytes = Buffer.concat([Buffer.from("a\n\ufffd\n"), Buffer.of(0x78, 0xff, 0x0a, 0x62)]);
    heard.reader.push(bytes);
    heard.reader.push(Buffer.of(0xc3, 0x0a, 0x63, 0x0a));
    expect(heard.lines).toEqual([
      [1, "a"],
      [2, "\ufffd"],
      [5, "c"],
    ]);
    expect(heard.bad).toEqual([
      [3, "x\ufffd", "must be UTF-8"],
      [4, "b\ufffd", "must be UTF-8"],
    ]);
  });

  it("that are too long are passed over, once told, with what follows unharmed", () => {
    const heard = new Heard();
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(64 * 1024, "x");
    heard.reader.push(Buffer.from("first\nbegin"));
    for (let i = 0; i < 1600; i++) heard.reader.push(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
    heard.reader.push(Buffer.from("end\nlast\n"));
    expect(heard.lines).toEqual([
      [1, "first"],
      [3, "last"],
    ]);
    expect(heard.bad.map(([line, text, reason]) => [line, text.slice(0, 6), reason])).toEqual([
      [2, "beginx", "must have at most 4096 bytes"],
    ]);
    expect(heard.bad[0]![1].length).toBeLessThan(3000);
  });

  it("may be as long as the limit", () => {
    const heard = new Heard();
    heard.reader.push(Buffer.alloc(LIMIT - 1, "x"));
    heard.reader.push(Buffer.from("\n"));
    expect([heard.lines[0]![1].length, heard.bad]).toEqual([LIMIT - 1, []]);
  });
});

function holdsHoweverCut(texts: string[], cuts: number[], lineEnd: string): void {
  const bytes = Buffer.from(texts.map((text) => text + lineEnd).join(""));
  const heard = new Heard();
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    heard.reader.push(bytes.subarray(at, at + cut));
    at += cut;
  }
  heard.reader.end();
  expect(heard.lines).toEqual(texts.map((text, i) => [i + 1, text]));
  expect(heard.bad).toEqual([]);
}

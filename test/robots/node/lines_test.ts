/**
 * Goal: lines survive however they are cut, and leave in order however slowly they are taken.
 */
import { PassThrough, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { LineSplitter } from "../../../robots/node/line_splitter.ts";
import { LineWriter } from "../../../robots/node/line_writer.ts";
import { parseMessage } from "../../../robots/node/parse_message.ts";
import { Slow, turn } from "./fixture.ts";

describe("bytes that come in", () => {
  it("become the same lines, wherever they are cut", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "ä", "€", "😀", "\r") });
    const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(line), line, cuts, (lines, last, lengths) => {
        const bytes = Buffer.from([...lines, last].join("\n"));
        const splitter = new LineSplitter();
        const got: string[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const length = lengths[i % lengths.length]!;
          got.push(...splitter.push(bytes.subarray(at, at + length)));
          at += length;
        }
        expect([...got, splitter.end()]).toEqual([...lines, last]);
        expect(splitter.end()).toBe("");
      }),
    );
  });

  it("lose what is beyond the longest line, and only that", () => {
    const splitter = new LineSplitter(4);
    const got = ["abc", "def", "ghi\njk\n", "lm"].flatMap((part) =>
      splitter.push(Buffer.from(part)),
    );
    expect([...got, splitter.end()]).toEqual(["abcd", "jk", "lm"]);
  });
});

describe("a line", () => {
  it.each([
    ["{", /^Expected property name/],
    ["\u0007", /^Unexpected token '\?', "\?" is not valid JSON$/],
    ["[]", "a message must be an object"],
    ["null", "a message must be an object"],
    ['{"dest":"n1","body":{}}', "src must be a string"],
    ['{"src":"c1","dest":1,"body":{}}', "dest must be a string"],
    ['{"src":"c1","dest":"n1"}', "body must be an object"],
    ['{"src":"c1","dest":"n1","body":[]}', "body must be an object"],
  ])("that is no message says why: %s", (line, problem) => {
    expect(parseMessage(line)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it("is a message, whatever its body holds", () => {
    const message = { id: 3, src: "c1", dest: "n1", body: { a: [null] } };
    expect(parseMessage(`${JSON.stringify(message)}\r`)).toEqual({ ok: true, message });
  });
});

function writerTo(stream: Writable): { writer: LineWriter; events: string[] } {
  const events: string[] = [];
  const writer = new LineWriter(stream, {
    pressed: () => events.push("pressed"),
    relieved: () => events.push("relieved"),
    failed: (error) => events.push(error.message),
  });
  return { writer, events };
}

describe("lines that go out", () => {
  it("leave together when they were written in one turn", async () => {
    const slow = new Slow();
    const { writer } = writerTo(slow);
    writer.write("a");
    await Promise.resolve();
    writer.write("b");
    expect(slow.writes).toEqual([]);
    await turn();
    writer.write("c");
    writer.write("d");
    await turn();
    expect(slow.writes).toEqual(["a\nb\n"]);
    slow.take();
    await turn();
    expect(slow.writes).toEqual(["a\nb\n", "c\nd\n"]);
  });

  it("say when too many wait, and when it is over", async () => {
    const slow = new Slow();
    const { writer, events } = writerTo(slow);
    writer.write("first");
    await turn();
    const long = "x".repeat(2 ** 20);
    writer.write(long);
    await turn();
    writer.write(long);
    expect(events).toEqual(["pressed"]);
    slow.take();
    await turn();
    expect(events).toEqual(["pressed", "relieved"]);
    expect(slow.writes).toEqual(["first\n", `${long}\n${long}\n`]);
  });

  it("fail when nobody takes them for too long", async () => {
    const slow = new Slow();
    const { writer, events } = writerTo(slow);
    writer.write("first");
    await turn();
    const long = "x".repeat(2 ** 20);
    for (let i = 0; i < 200; i++) writer.write(long);
    expect(events).toEqual([
      "pressed",
      expect.stringMatching(/^cannot write as somebody must read it: \d+ characters wait$/),
    ]);
    slow.take();
    await turn();
    slow.destroy(new Error("gone"));
    await turn();
    expect(slow.writes).toEqual(["first\n"]);
    expect(events).toHaveLength(2);
  });

  it("can be handed on at once, in order", async () => {
    const through = new PassThrough();
    const { writer } = writerTo(through);
    for (let i = 0; i < 3; i++) writer.write(`${i}`);
    await turn();
    for (let i = 3; i < 5; i++) writer.write(`${i}`);
    writer.flush();
    writer.flush();
    through.end();
    expect(await text(through)).toBe("0\n1\n2\n3\n4\n");
  });

  it("fail with their stream, once", async () => {
    const slow = new Slow();
    const { writer, events } = writerTo(slow);
    writer.write("a");
    await turn();
    slow.destroy(new Error("gone"));
    await turn();
    writer.write("b");
    writer.flush();
    await turn();
    expect(events).toEqual(["gone"]);
  });
});

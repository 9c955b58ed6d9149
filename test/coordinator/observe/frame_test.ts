/**
 * Goal: a picture of a run says what is known, fits the terminal and keeps its columns.
 */
import { describe, expect, test } from "vitest";
import { frame, type FrameOptions } from "../../../coordinator/observe/frame.ts";
import { ASCII, UNICODE } from "../../../coordinator/observe/glyphs.ts";
import { lineWidth } from "../../../coordinator/observe/line.ts";
import type { RunView } from "../../../coordinator/run_view.ts";
import { STARTED_AT_MS, viewOf } from "./views.ts";

const OPTIONS: FrameOptions = {
  columns: 79,
  lines: 23,
  nowMs: STARTED_AT_MS + 2345,
  trail: [0, 0.25, 0.5],
  glyphs: UNICODE,
};

function draw(view: RunView, options: Partial<FrameOptions> = {}): string[] {
  const lines = frame(view, { ...OPTIONS, ...options });
  return lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
}

const BUSY = viewOf({
  known: [20, 10, undefined],
  events: [
    { kind: "sent", robot: "r1", count: 1234 },
    { kind: "received", robot: "r2", count: 1000 },
    { kind: "lost", robot: "r1", count: 234, reason: "lose 30 % of messages" },
    { kind: "restarted", robot: "r2", boot: 1, count: 2 },
    { kind: "winner", robot: "r1" },
  ],
  rules: ["lose 30 % of messages", "delay all messages by 5 ms"],
  backlogs: { r1: 0, r2: 17 },
});

describe("frame", () => {
  test("shows everything about a small run", () => {
    expect(draw(BUSY)).toEqual([
      " hearsay  demo · seed 5eed                                      running  2.3 s",
      " 3 robots · push-pull with 1 peer every 100 ms · 20 words dealt 2 times · quie…",
      "",
      " robot knows                                   words  inbox  restarts",
      " r1    █████████████████████████████████ 100%  20/20      0         0  ♛ winner",
      " r2    ████████████████▌░░░░░░░░░░░░░░░░  50%  10/20     17         2",
      " r3    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0%   0/20                0  starting",
      "",
      " knowledge  ▁▂▄  1 of 3 robots know every word",
      " messages   1,234 sent · 1,000 delivered · 234 lost",
      " faults     ×234  lose 30 % of messages",
      "            ×0    delay all messages by 5 ms",
      " health     2 restarts · 0 violations · 0 quarantined",
    ]);
  });

  test("needs no more than ASCII where there is no UTF-8", () => {
    const text = draw(BUSY, { glyphs: ASCII }).join("\n");
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain(" r2    ################-----------------  50%");
  });

  test("names the hosts once there are two", () => {
    const one = draw(viewOf({ known: [1, 2], hosts: ["left", "left"] })).join("\n");
    expect(one).not.toContain("host");
    const two = draw(viewOf({ known: [1, 20], hosts: ["left", "日本\u001b[2J"] }));
    expect(two[3]).toMatch(/ restarts {2}host$/);
    expect(two[4]).toMatch(/ {2}left$/);
    expect(two[5]).toMatch(/ {2}日本 {2}✓$/);
  });

  test("says when Redis is away, when all robots know everything and since when", () => {
    const lines = draw(viewOf({ known: [20, 20], state: undefined }));
    expect(lines[0]).toMatch(/Redis is away {2}2\.3 s$/);
    expect(lines.join("\n")).toContain("2 of 2 robots know every word, all after 0.0 s");
  });

  test("shows the reason of a violation, without what a terminal would obey", () => {
    const reason = "word 3 is \u001b[31mother\u0007";
    const events = [{ kind: "invariant-violated", robot: "r1", reason }] as const;
    const text = draw(viewOf({ known: [1], events })).join("\n");
    expect(text).toContain("1 violation ·");
    expect(text).toContain("word 3 is other");
  });

  test("sums up rules for which there is no room", () => {
    const rules = Array.from({ length: 6 }, (_, i) => `rule ${i}`);
    const text = draw(viewOf({ known: [1], rules })).join("\n");
    expect(text).toContain("rule 2");
    expect(text).not.toContain("rule 3");
    expect(text).toContain("… 3 more rules, fired 0 times");
  });
});

describe("frame of many robots", () => {
  const known = Array.from({ length: 100 }, (_, i) => (i < 70 ? 20 : i % 20));
  const events = [{ kind: "winner", robot: "r5" }] as const;
  const view = viewOf({ known, events });

  test("shows the winner and those that know least, in order, and sums up the rest", () => {
    const lines = draw(view);
    expect(lines).toHaveLength(23);
    const table = lines.filter((line) => /^ r\d/.test(line));
    const numbers = table.map((line) => Number(/\d+/.exec(line)![0]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(table[0]).toMatch(/^ r5 .*winner$/);
    expect(table.slice(1).join("\n")).not.toContain("100%");
    const rest = 100 - table.length;
    expect(lines.join("\n")).toContain(` … ${rest} more, 69 complete`);
  });

  test("has all of them where there is room", () => {
    const lines = draw(view, { lines: 120 });
    expect(lines.filter((line) => /^ r\d/.test(line))).toHaveLength(100);
  });
});

test("leaves out details before it leaves out robots and how far they are", () => {
  expect(draw(BUSY, { lines: 5 })).toEqual([
    expect.stringContaining("demo"),
    expect.stringContaining("knows"),
    expect.stringContaining("♛ winner"),
    " … 2 more, 0 complete",
    expect.stringContaining("1 of 3 robots know every word"),
  ]);
});

describe("frame on a terminal of any size", () => {
  const views = [BUSY, viewOf({ known: Array.from({ length: 100 }, () => 3), hosts: ["日本語"] })];

  test.for([1, 2, 10, 20, 40, 79, 100, 200])("fits into %i columns", (columns) => {
    for (const view of views) {
      for (const line of frame(view, { ...OPTIONS, columns })) {
        expect(lineWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  test.for([1, 2, 3, 4, 5, 8, 12, 14, 16, 23, 50])("fits into %i lines", (lines) => {
    for (const view of views) {
      const drawn = draw(view, { lines });
      expect(drawn.length).toBeLessThanOrEqual(lines);
      expect(drawn[0]).toContain("demo");
    }
  });
});

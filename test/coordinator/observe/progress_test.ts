import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";

import { ASCII, UNICODE } from "../../../coordinator/observe/glyphs.ts";
import { durationText, progressLine, progressOn } from "../../../coordinator/observe/progress.ts";
import { Screen } from "../../support/screen.ts";

const PROGRESS = { done: 1500, total: 60_000, elapsedMs: 1000, noun: "seed" };

const ENV = { LANG: "C.UTF-8", TERM: "xterm" };

class FakeProcess extends EventEmitter {
  readonly pid = 7;
  kill(): void {}
}

function textOf(progress: Parameters<typeof progressLine>[0], glyphs = UNICODE): string {
  return progressLine(progress, glyphs)
    .map(({ text }) => text)
    .join("");
}

function setUp(columns = 100) {
  const screen = new Screen(columns, 5);
  let output = "";
  const stream = {
    columns,
    isTTY: true,
    write: (text: string) => {
      output += text;
      screen.write(text);
    },
  };
  const signals = new FakeProcess();
  return { screen, stream, signals, output: () => output };
}

describe("the line", () => {
  test("has a bar, the count, the rate and the time that remains", () => {
    expect(textOf(PROGRESS)).toBe(
      " ▌░░░░░░░░░░░░░░░░░░░░░░░ 1,500 of 60,000 seeds · 1,500 seeds/s · 39 s left",
    );
    expect(textOf({ ...PROGRESS, note: "2 failures" }, ASCII)).toBe(
      " ------------------------ 1,500 of 60,000 seeds, 1,500 seeds/s, 39 s left, 2 failures",
    );
  });

  test("says no rate before there is one, and no rest at the end", () => {
    expect(textOf({ ...PROGRESS, elapsedMs: 100 })).toMatch(/ 1,500 of 60,000 seeds$/);
    expect(textOf({ ...PROGRESS, done: 0 })).toMatch(/ 0 of 60,000 seeds$/);
    expect(textOf({ ...PROGRESS, done: 3, total: 3 })).toMatch(/█ 3 of 3 seeds · 3.0 seeds\/s$/);
  });
});

test.for([
  [0.2, "1 s"],
  [59, "59 s"],
  [60, "1 min 0 s"],
  [3599, "59 min 59 s"],
  [7800, "2 h 10 min"],
] as const)("%d s are %s", ([seconds, text]) => {
  expect(durationText(seconds)).toBe(text);
});

describe("on a terminal", () => {
  test("is drawn over in place and taken away, and the cursor comes back", () => {
    const { screen, stream, signals, output } = setUp();
    const view = progressOn(stream, ENV, signals);
    view.show(PROGRESS);
    view.show({ ...PROGRESS, done: 3000 });
    expect(screen.lines.filter((line) => line !== "")).toEqual([
      textOf({ ...PROGRESS, done: 3000 }),
    ]);
    expect(output()).toContain("\u001b[?25l");
    view.close();
    expect(screen.lines.join("")).toBe("");
    expect(output().endsWith("\u001b[?25h")).toBe(true);
    const before = output();
    view.close();
    expect(output().replace(before, "")).not.toContain("\u001b[?25h");
  });

  test("never wraps", () => {
    const { screen, stream, signals } = setUp(40);
    progressOn(stream, ENV, signals).show(PROGRESS);
    const [line, ...more] = screen.lines.filter((each) => each !== "");
    expect(line).toMatch(/^ ▌░+ 1,500.*…$/);
    expect(more).toEqual([]);
  });
});

test.for([
  [{ isTTY: false }, ENV],
  [{}, { ...ENV, CI: "1" }],
  [{}, { ...ENV, TERM: "dumb" }],
] as const)("elsewhere (%j, %j) it writes nothing", ([stream, env]) => {
  const made = setUp();
  const view = progressOn({ ...made.stream, ...stream }, env, made.signals);
  view.show(PROGRESS);
  view.close();
  expect(made.output()).toBe("");
});

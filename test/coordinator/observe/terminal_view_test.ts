/**
 * Goal: the live view draws in place, follows the size of the terminal and gives the cursor back.
 */
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UNICODE } from "../../../coordinator/observe/glyphs.ts";
import { TerminalView } from "../../../coordinator/observe/terminal_view.ts";
import { Screen } from "../../support/screen.ts";
import { merged, STARTED_AT_MS, viewOf } from "./views.ts";

class FakeProcess extends EventEmitter {
  readonly pid = 7;
  kill(): void {}
}

function setUp(columns = 80, rows = 24) {
  const screen = new Screen(columns, rows);
  const writes: string[] = [];
  const terminal = {
    columns,
    rows,
    write: (text: string) => {
      writes.push(text);
      screen.write(text);
    },
  };
  const signals = new FakeProcess();
  const view = new TerminalView(terminal, { glyphs: UNICODE, colour: true, signals });
  return { screen, writes, terminal, signals, view };
}

beforeEach(() => {
  vi.useFakeTimers({ now: STARTED_AT_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

test("draws ten times a second at most, however often something happens", () => {
  const { view, writes, screen } = setUp();
  const run = viewOf({ known: [1, 2] });
  for (let i = 0; i < 1000; i += 1) {
    run.tally.apply(merged("r1", (i % 20) + 1, 20));
    view.update(run);
    vi.advanceTimersByTime(1);
  }
  expect(writes.length).toBeLessThanOrEqual(12);
  view.close();
  expect(screen.unknown).toEqual([]);
  expect(screen.wraps).toBe(0);
});

test("lets time go on while nothing happens", () => {
  const { view, screen } = setUp();
  view.update(viewOf({ known: [1] }));
  expect(screen.lines[0]).toMatch(/0\.0 s$/);
  vi.advanceTimersByTime(5001);
  expect(screen.lines[0]).toMatch(/5\.0 s$/);
  view.close();
});

test("shows the last state when it closes, and gives the cursor back", () => {
  const { view, screen, signals } = setUp();
  const run = viewOf({ known: [1] });
  view.note("a note");
  view.update(run);
  expect(screen.cursorVisible).toBe(false);
  run.tally.apply(merged("r1", 20, 20));
  view.close();
  view.close();
  expect(screen.cursorVisible).toBe(true);
  expect(screen.lines[0]).toBe("a note");
  expect(screen.lines.join("\n")).toContain("1 of 1 robots know every word");
  expect(signals.eventNames()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("writes nothing at all for a run that never began", () => {
  const { view, writes } = setUp();
  view.close();
  expect(writes).toEqual([]);
});

test("gives the cursor back when the process exits without closing it", () => {
  const { view, screen, signals } = setUp();
  view.update(viewOf({ known: [1] }));
  signals.emit("exit");
  expect(screen.cursorVisible).toBe(true);
});

test("keeps a note above the picture", () => {
  const { view, screen } = setUp();
  view.update(viewOf({ known: [1] }));
  view.note("late\u001b[2J note");
  vi.advanceTimersByTime(101);
  expect(screen.lines[0]).toBe("late note");
  expect(screen.lines[1]).toContain("hearsay");
  expect(screen.lines.filter((line) => line.includes("hearsay"))).toHaveLength(1);
  view.close();
});

test("fits the terminal after its size changed", () => {
  const { view, screen, terminal } = setUp(80, 24);
  view.update(viewOf({ known: Array.from({ length: 30 }, () => 1) }));
  expect(screen.lines.filter((line) => /^ r\d/.test(line)).length).toBeGreaterThan(5);
  terminal.rows = 12;
  vi.advanceTimersByTime(101);
  expect(screen.lines.filter(Boolean).length).toBeLessThanOrEqual(11);
  view.close();
});

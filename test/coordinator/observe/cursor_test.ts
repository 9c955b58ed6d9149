/**
 * Goal: a hidden cursor comes back, whatever ends the process.
 */
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { Cursor } from "../../../coordinator/observe/cursor.ts";

const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";

class FakeProcess extends EventEmitter {
  readonly pid = 7;
  readonly killed: string[] = [];

  kill(pid: number, signal: string): void {
    this.killed.push(`${signal} ${pid}`);
  }
}

function setUp() {
  const writes: string[] = [];
  const signals = new FakeProcess();
  const seen = { moved: 0 };
  const cursor = new Cursor(
    (text) => writes.push(text),
    () => (seen.moved += 1),
    signals,
  );
  return { writes, signals, cursor, seen };
}

test("hide() and show() write once and leave no listener", () => {
  const { writes, signals, cursor } = setUp();
  cursor.show();
  cursor.hide();
  cursor.hide();
  cursor.show();
  cursor.show();
  expect(writes).toEqual([HIDE, SHOW]);
  expect(signals.eventNames()).toEqual([]);
});

test("shows the cursor when the process exits", () => {
  const { writes, signals, cursor } = setUp();
  cursor.hide();
  signals.emit("exit");
  expect(writes).toEqual([HIDE, SHOW]);
});

test("shows the cursor while the process is in the background", () => {
  const { writes, signals, cursor, seen } = setUp();
  cursor.hide();
  signals.emit("SIGTSTP");
  expect(writes).toEqual([HIDE, SHOW]);
  expect(signals.killed).toEqual(["SIGSTOP 7"]);
  signals.emit("SIGCONT");
  expect(writes).toEqual([HIDE, SHOW, HIDE]);
  expect(seen.moved).toBe(2);
});

test("shows the cursor before it lets SIGQUIT have its way", () => {
  const { writes, signals, cursor } = setUp();
  cursor.hide();
  signals.emit("SIGQUIT");
  expect(writes).toEqual([HIDE, SHOW]);
  expect(signals.killed).toEqual(["SIGQUIT 7"]);
  expect(signals.listenerCount("SIGQUIT")).toBe(0);
});

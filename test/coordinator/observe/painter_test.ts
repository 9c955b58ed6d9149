/**
 * Goal: the terminal shows exactly the last picture, and only what changed is written.
 */
import { describe, expect, test } from "vitest";
import { Painter } from "../../../coordinator/observe/painter.ts";
import { Screen } from "../../support/screen.ts";

function setUp(columns = 20, rows = 8) {
  const screen = new Screen(columns, rows);
  const writes: string[] = [];
  const painter = new Painter((text) => {
    writes.push(text);
    screen.write(text);
  });
  const paint = (...lines: string[]): void => painter.paint(lines, columns);
  const shown = (): string[] => screen.lines.slice(0, screen.lines.findLastIndex(Boolean) + 1);
  return { screen, writes, painter, paint, shown };
}

describe("Painter", () => {
  test("draws below what is there and leaves the cursor below", () => {
    const { screen, painter, paint, shown } = setUp();
    screen.write("$ hearsay run\r\n");
    paint("one", "two");
    expect(shown()).toEqual(["$ hearsay run", "one", "two"]);
    expect(screen.cursor).toEqual({ row: 3, column: 0 });
    painter.leave();
    expect(screen.unknown).toEqual([]);
  });

  test("writes only lines that changed", () => {
    const { writes, paint, shown } = setUp();
    paint("one", "two", "three");
    paint("one", "2", "three");
    expect(shown()).toEqual(["one", "2", "three"]);
    expect(writes.at(-1)).toContain("2");
    expect(writes.at(-1)).not.toMatch(/one|three/);
  });

  test("writes nothing when nothing changed", () => {
    const { writes, paint } = setUp();
    paint("one");
    paint("one");
    expect(writes).toHaveLength(1);
  });

  test("wraps each update so that a terminal shows it at once", () => {
    const { writes, paint } = setUp();
    paint("one");
    expect(writes[0]!.startsWith("\u001b[?2026h")).toBe(true);
    expect(writes[0]!.endsWith("\u001b[?2026l")).toBe(true);
  });

  test("grows and shrinks", () => {
    const { paint, shown, screen } = setUp();
    paint("one");
    paint("one", "two", "three");
    expect(shown()).toEqual(["one", "two", "three"]);
    paint("1");
    expect(shown()).toEqual(["1"]);
    expect(screen.cursor).toEqual({ row: 1, column: 0 });
  });

  test("shortens lines without leaving their ends", () => {
    const { paint, shown } = setUp();
    paint("a long line", "next");
    paint("short", "next");
    expect(shown()).toEqual(["short", "next"]);
  });

  test("scrolls at the bottom of the screen and goes on in place", () => {
    const { screen, paint, shown } = setUp(20, 4);
    screen.write("a\r\nb\r\nc\r\n");
    paint("one", "two", "three");
    paint("one", "2", "three");
    expect(shown()).toEqual(["one", "2", "three"]);
    expect(screen.scrolledOff).toEqual(["a", "b", "c"]);
  });

  test("takes away what was typed below", () => {
    const { screen, paint, shown } = setUp();
    paint("one", "two");
    screen.write("^C");
    paint("one", "2");
    expect(shown()).toEqual(["one", "2"]);
    expect(screen.cursor).toEqual({ row: 2, column: 0 });
  });

  test("above() puts a line above, where it stays", () => {
    const { painter, paint, shown } = setUp();
    painter.above("note 1");
    paint("one", "two");
    painter.above("note 2");
    paint("one", "2");
    expect(shown()).toEqual(["note 1", "note 2", "one", "2"]);
  });

  test("draws anew when the width changed, counting lines that the terminal has wrapped", () => {
    const { painter, screen } = setUp(10, 8);
    // As a terminal shows two lines of 15 columns, once it is 10 wide.
    painter.paint(["x".repeat(15), "y".repeat(15)], 16);
    screen.clear();
    screen.write(`note\r\n${"x".repeat(15)}\r\n${"y".repeat(15)}\r\n`);
    painter.paint(["one", "two"], 10);
    expect(screen.lines.slice(0, 4)).toEqual(["note", "one", "two", ""]);
    expect(screen.cursor).toEqual({ row: 3, column: 0 });
  });

  test("leave() keeps the picture and begins a new one", () => {
    const { painter, paint, shown } = setUp();
    paint("one");
    painter.leave();
    paint("two");
    expect(shown()).toEqual(["one", "two"]);
  });
});

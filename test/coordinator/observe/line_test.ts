/**
 * Goal: lines of styled pieces are cut, joined and wrapped by the columns that they take.
 */
import { describe, expect, test } from "vitest";
import {
  clipLine,
  justify,
  lineWidth,
  renderLine,
  span,
  wrapItems,
} from "../../../coordinator/observe/line.ts";

const text = (line: readonly { text: string }[]): string =>
  line.map((piece) => piece.text).join("");

describe("clipLine", () => {
  const line = [span("abc", "red"), span("def", "bold"), span("ghi")];

  test.each<[number, string]>([
    [9, "abcdefghi"],
    [8, "abcdefg…"],
    [7, "abcdef…"],
    [6, "abcde…"],
    [4, "abc…"],
    [3, "ab…"],
    [1, "…"],
    [0, ""],
  ])("to %i columns gives %j", (columns, clipped) => {
    expect(text(clipLine(line, columns, "…"))).toBe(clipped);
  });

  test("keeps styles", () => {
    expect(clipLine(line, 5, "…")).toEqual([span("abc", "red"), span("d…", "bold")]);
  });
});

test("justify() puts the right part at the edge, or two columns away", () => {
  expect(text(justify([span("left")], [span("right")], 12))).toBe("left   right");
  expect(text(justify([span("left")], [span("right")], 3))).toBe("left  right");
});

test("wrapItems() breaks between items only", () => {
  const items = ["one", "two", "three"].map((item) => span(item));
  expect(wrapItems(items, 9, ", ").map(text)).toEqual(["one, two", "three"]);
  expect(wrapItems(items, 1, ", ").map(text)).toEqual(["one", "two", "three"]);
});

test("renderLine() styles pieces only where there are colours", () => {
  const line = [span("a", "red"), span("b")];
  expect(renderLine(line, true)).toBe("\u001b[31ma\u001b[39mb");
  expect(renderLine(line, false)).toBe("ab");
  expect(lineWidth(line)).toBe(2);
});

/**
 * Goal: what is measured is what a terminal shows, and nothing from outside can move its cursor.
 */
import { describe, expect, test } from "vitest";
import { clipText, padText, plainText, textWidth } from "../../../coordinator/observe/text.ts";

test.each<[string, number]>([
  ["", 0],
  ["robot", 5],
  ["█▍░ ×3 · ✓ ♛", 12],
  ["日本", 4],
  ["한글", 4],
  ["e\u0301", 1],
  ["👍", 2],
  ["ä", 1],
])("textWidth(%j) is %i", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

describe("clipText", () => {
  test("leaves what fits alone", () => {
    expect(clipText("robot", 5, "…")).toBe("robot");
  });

  test("puts the ellipsis into the last column", () => {
    expect(clipText("robots", 5, "…")).toBe("robo…");
  });

  test("never cuts a wide character in two", () => {
    expect(clipText("日本語", 4, "…")).toBe("日…");
    expect(clipText("日本語", 5, "…")).toBe("日本…");
  });

  test("gives nothing when there is no room", () => {
    expect(clipText("robot", 0, "…")).toBe("");
  });
});

test("plainText() takes out what a terminal would obey", () => {
  expect(plainText("a\u001b[2Jb\u001b]0;title\u0007c\r\nd\u0000e\u200bf\u2028g")).toBe("abcdefg");
});

test("padText() counts columns, not characters", () => {
  expect(padText("日", 4)).toBe("日  ");
  expect(padText("robot", 3)).toBe("robot");
});

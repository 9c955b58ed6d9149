/**
 * Goal: bars and sparklines tell the truth in every cell.
 */
import { describe, expect, test } from "vitest";
import { ASCII, bar, sparkline, UNICODE } from "../../../coordinator/observe/glyphs.ts";

describe("bar", () => {
  test.each<[number, string]>([
    [0, "░░░░"],
    [1 / 32, "▏░░░"],
    [0.5, "██░░"],
    [0.59, "██▎░"],
    [0.999, "███▉"],
    [1, "████"],
    [7, "████"],
    [-1, "░░░░"],
  ])("of %d in Unicode is %s", (fraction, drawn) => {
    const { filled, left } = bar(fraction, 4, UNICODE);
    expect(filled + left).toBe(drawn);
  });

  test("in ASCII is full only when all is known", () => {
    expect(bar(0.999, 10, ASCII)).toEqual({ filled: "#########", left: "-" });
    expect(bar(0.3, 10, ASCII)).toEqual({ filled: "###", left: "-------" });
  });
});

describe("sparkline", () => {
  test("is as long as there are samples", () => {
    expect(sparkline([0, 0.5, 1], 10, UNICODE)).toBe("▁▄█");
    expect(sparkline([], 10, UNICODE)).toBe("");
  });

  test("ends with the newest sample when there are more than columns", () => {
    const rising = Array.from({ length: 101 }, (_, i) => i / 100);
    expect(sparkline(rising, 8, UNICODE)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([...rising, 0], 8, UNICODE)).toMatch(/▁$/);
  });

  test("in ASCII uses what every terminal has", () => {
    expect(sparkline([0, 0.5, 1], 3, ASCII)).toBe("_=#");
  });
});

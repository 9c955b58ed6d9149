/**
 * Goal: pictures, colours and Unicode only where there is a terminal that has them.
 */
import { describe, expect, test } from "vitest";
import { ASCII, UNICODE } from "../../../coordinator/observe/glyphs.ts";
import { canRedraw, glyphsOf, hasColour } from "../../../coordinator/observe/terminal.ts";

const terminal = { isTTY: true, hasColors: () => true };

describe("canRedraw", () => {
  test.each<[NodeJS.ProcessEnv, boolean]>([
    [{ TERM: "xterm" }, true],
    [{}, true],
    [{ TERM: "dumb" }, false],
    [{ TERM: "xterm", CI: "true" }, false],
    [{ TERM: "xterm", CI: "1" }, false],
    [{ TERM: "xterm", CI: "false" }, true],
    [{ TERM: "xterm", CI: "" }, true],
  ])("with %j is %s", (env, expected) => {
    expect(canRedraw(terminal, env)).toBe(expected);
  });

  test("is false for a pipe", () => {
    expect(canRedraw({}, { TERM: "xterm" })).toBe(false);
  });
});

describe("hasColour", () => {
  test("is true on a terminal, unless NO_COLOR is set to something", () => {
    expect(hasColour(terminal, {})).toBe(true);
    expect(hasColour(terminal, { NO_COLOR: "" })).toBe(true);
    expect(hasColour(terminal, { NO_COLOR: "1" })).toBe(false);
  });

  test("is false for a pipe and for a terminal without colours", () => {
    expect(hasColour({}, {})).toBe(false);
    expect(hasColour({ isTTY: true, hasColors: () => false }, {})).toBe(false);
  });
});

test.each<[NodeJS.ProcessEnv, typeof UNICODE]>([
  [{ LANG: "en_US.UTF-8" }, UNICODE],
  [{ LANG: "C.utf8" }, UNICODE],
  [{ LC_ALL: "C", LANG: "en_US.UTF-8" }, ASCII],
  [{ LC_ALL: "", LANG: "en_US.UTF-8" }, UNICODE],
  [{ LC_CTYPE: "UTF-8" }, UNICODE],
  [{ LANG: "de_DE.ISO-8859-1" }, ASCII],
  [{}, ASCII],
  [{ WT_SESSION: "x" }, UNICODE],
])("glyphsOf(%j)", (env, glyphs) => {
  expect(glyphsOf(env)).toBe(glyphs);
});

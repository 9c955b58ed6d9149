import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { beforeEach, expect, test, vi } from "vitest";

import { styled, table } from "../../../coordinator/cli/table.ts";

const COLUMNS = [{ title: "robot" }, { title: "backlog", right: true }, { title: "host" }];
const ROWS = [
  [{ text: "r1", style: "red" as const }, "7", "a"],
  ["r10", "1024", "b"],
];

/** A stream that says of itself that it is a terminal with colours. */
const terminal = Object.assign(new PassThrough(), {
  isTTY: true,
  getColorDepth: () => WriteStream.prototype.getColorDepth.call(process.stdout),
});

beforeEach(() => {
  for (const name of ["FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS", "CI", "TF_BUILD"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});

test("table() aligns columns, numbers to the right", () => {
  expect(table(COLUMNS, ROWS, new PassThrough())).toEqual([
    "robot  backlog  host",
    "r1           7  a",
    "r10       1024  b",
  ]);
});

test("table() is as wide with colours as without", () => {
  const lines = table(COLUMNS, ROWS, terminal);
  expect(lines[1]).toBe("\u001b[31mr1\u001b[39m           7  a");
  expect(lines[2]).toBe("r10       1024  b");
});

test("styled() has colours only on a terminal, and not against NO_COLOR", () => {
  expect(styled("red", "x", terminal)).toBe("\u001b[31mx\u001b[39m");
  expect(styled("red", "x", new PassThrough())).toBe("x");
  vi.stubEnv("NO_COLOR", "1");
  expect(styled("red", "x", terminal)).toBe("x");
});

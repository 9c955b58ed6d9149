/**
 * Goal: the live view only on a terminal, and a clean stdout with --json.
 */
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { PlainView } from "../../../coordinator/observe/plain_view.ts";
import { TerminalView } from "../../../coordinator/observe/terminal_view.ts";
import { makeWatcher } from "../../../coordinator/observe/watcher.ts";

function surroundings(isTTY: boolean, env: NodeJS.ProcessEnv = { TERM: "xterm" }) {
  const stream = (): PassThrough => Object.assign(new PassThrough(), { isTTY });
  const [stdout, stderr] = [stream(), stream()];
  return { env, stdout, stderr };
}

test("shows a run live on a terminal", () => {
  const watcher = makeWatcher({ json: false, live: true }, surroundings(true));
  expect(watcher).toBeInstanceOf(TerminalView);
  expect(watcher).toMatchObject({ wantsBacklogs: true, ownsTerminal: true });
});

test.each<[string, boolean, boolean, NodeJS.ProcessEnv]>([
  ["a pipe", false, true, { TERM: "xterm" }],
  ["--no-live", true, false, { TERM: "xterm" }],
  ["a dumb terminal", true, true, { TERM: "dumb" }],
  ["CI", true, true, { TERM: "xterm", CI: "true" }],
])("writes plain lines to stdout for %s", (_, isTTY, live, env) => {
  const around = surroundings(isTTY, env);
  const watcher = makeWatcher({ json: false, live }, around);
  expect(watcher).toBeInstanceOf(PlainView);
  watcher.note("a line");
  expect(String(around.stdout.read())).toBe("a line\n");
  expect(watcher.ownsTerminal).toBeUndefined();
});

test("keeps stdout free with --json, on a terminal too", () => {
  const around = surroundings(true);
  makeWatcher({ json: true, live: true }, around).note("a line");
  expect(around.stdout.read()).toBeNull();
  expect(String(around.stderr.read())).toBe("a line\n");
});

test("outlives a reader that goes away", () => {
  const around = surroundings(false);
  makeWatcher({ json: false, live: true }, around);
  expect(() => around.stdout.emit("error", new Error("EPIPE"))).not.toThrow();
});

/**
 * Goal: on a real terminal, a real run draws whole lines only and gives the cursor back.
 * Method: a pseudo terminal; what comes out of it goes through a small terminal of our own.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freshFolder, onSharedRedis } from "../../support/hearsay.ts";
import { eventually } from "../../support/eventually.ts";
import {
  inTerminal,
  noPseudoTerminal,
  type PseudoTerminal,
  type PseudoTerminalOptions,
} from "../../support/pseudo_terminal.ts";
import { freshRun } from "../../support/redis.ts";
import { Screen } from "../../support/screen.ts";

const SHIM = join(import.meta.dirname, "../../../bin/hearsay.mjs");
const COLUMNS = 90;
const ROWS = 24;

function start(args: readonly string[], options: Partial<PseudoTerminalOptions> = {}) {
  const command = [process.execPath, SHIM, "run", ...args];
  const terminal = inTerminal(command, { columns: COLUMNS, rows: ROWS, ...options });
  onTestFinished(() => terminal.kill());
  return terminal;
}

/** What was seen: each picture of the live view, and the screen at the end. */
function replay({ chunks }: PseudoTerminal): { pictures: string[][]; screen: Screen } {
  const screen = new Screen(COLUMNS, ROWS);
  const pictures: string[][] = [];
  screen.onUpdate = () => pictures.push(screen.lines);
  for (const { text } of chunks) screen.write(text);
  return { pictures, screen };
}

const printed = ({ chunks }: PseudoTerminal): string => chunks.map(({ text }) => text).join("");

const LINES = [
  /^$/,
  /^run .*, seed /,
  /^ hearsay {2}.* {2}\d+\.\d s$/,
  /^ \d+ robots? · push-pull /,
  /^ robot knows +words +inbox +restarts$/,
  /^ r\d+ +[▏▎▍▌▋▊▉█]*░* +\d+% +\d+\/\d+ +\d* +\d+( {2}(✓|♛ winner|starting))?$/,
  /^ knowledge {2}[▁▂▃▄▅▆▇█]+ {2}\d+ of \d+ robots know every word(, all after \d+\.\d s)?$/,
  /^ messages {3}\d/,
  /^ (faults {4}| {10}) ×\d+ +\S/,
  /^ health {5}\d+ restarts? · \d+ violations? · \d+ quarantined$/,
];

describe.skipIf(noPseudoTerminal())(`hearsay run on a terminal (${noPseudoTerminal()})`, () => {
  test("draws whole lines in place, keeps logs out of them and ends with the result", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const args = ["--robots", "5", "--quiet-ms", "500", "--kill-every-ms", "400", "--seed", "s"];
    const terminal = start([...onSharedRedis(run, dir), ...args, "--log-level", "debug"]);
    expect(await terminal.ended).toBe(0);
    const { pictures, screen } = replay(terminal);

    expect(pictures.length).toBeGreaterThan(3);
    const torn = pictures.flat().filter((line) => !LINES.some((known) => known.test(line)));
    expect(torn).toEqual([]);
    for (const picture of pictures) {
      const drawn = picture.filter((line) => line.startsWith(" hearsay")).length;
      // The first ones are notes about Redis.
      expect(drawn).toBeLessThanOrEqual(1);
    }
    expect(screen.unknown).toEqual([]);
    expect(screen.cursorVisible).toBe(true);
    expect(screen.cursor.column).toBe(0);
    const seen = [...screen.scrolledOff, ...screen.lines].join("\n");
    expect(seen).toMatch(/✓ r\d has the secret, byte for byte/);
    // One picture is left above the result.
    expect(seen.match(/^ hearsay {2}/gm)).toHaveLength(1);

    const log = readFileSync(join(dir, run, "log.jsonl"), "utf8")
      .trim()
      .split("\n");
    const events = log.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(expect.arrayContaining(["robot-spawned", "robot-started"]));
  });

  test("gives the cursor back on Ctrl-C", async () => {
    const dir = freshFolder();
    const run = freshRun();
    const terminal = start([...onSharedRedis(run, dir), "--robots", "2", "--quiet-ms", "60000"]);
    await eventually(() => printed(terminal).includes("2 of 2 robots"), 20_000);
    expect(replay(terminal).screen.cursorVisible).toBe(false);
    terminal.type("\u0003");
    expect(await terminal.ended).toBe(1);
    const { screen } = replay(terminal);
    expect(screen.cursorVisible).toBe(true);
    const seen = [...screen.scrolledOff, ...screen.lines].join("\n");
    expect(seen).toContain("it was interrupted by SIGINT");
    expect(seen).not.toContain("^C");
  });

  test("draws nothing with --no-live, and logs to the terminal", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const args = ["--robots", "2", "--quiet-ms", "100", "--no-live"];
    const terminal = start([...onSharedRedis(run, dir), ...args]);
    expect(await terminal.ended).toBe(0);
    expect(printed(terminal)).not.toContain("\u001b[?25l");
    expect(existsSync(join(dir, run, "log.jsonl"))).toBe(false);
  });
});

/**
 * What `hearsay glomers` does: the matrix and its table, or how Maelstrom would run it.
 *
 * @module
 */
import { PROGRAMS } from "../../robots/glomers/programs.ts";
import type { Verdict } from "../checkers/history/history.ts";
import { maelstromCommand } from "../glomers/maelstrom.ts";
import { ROWS, rowsNamed } from "../glomers/rows.ts";
import { verdictOfAll } from "../glomers/standing.ts";
import { progressOn } from "../observe/progress.ts";
import { hasColour } from "../observe/terminal.ts";
import { storyOf } from "../workbench/story.ts";
import type { GlomersFlags } from "./glomers_flags.ts";
import { Matrix } from "./glomers_matrix.ts";
import { goingOn, reportGlomers } from "./glomers_report.ts";
import { Interruption } from "./signals.ts";
import type { Kept } from "./test_one.ts";

/** Seeds that are made up have up to nine digits: easy to type again. */
const SEED_BOUND = 1_000_000_000;

/** Runs the matrix, or says how Maelstrom would; returns the exit code. */
export async function performGlomers(flags: GlomersFlags): Promise<number> {
  const rows = flags.only === undefined ? ROWS : rowsNamed(flags.only);
  if (flags.printMaelstrom === true) {
    process.stdout.write(rows.map((row) => `${maelstromCommand(row)}\n`).join(""));
    return 0;
  }
  const interruption = new Interruption();
  const progress = progressOn(process.stderr);
  const { console: before } = globalThis;
  try {
    const seed = flags.seed ?? Math.floor(Math.random() * SEED_BOUND);
    const whole = { ...flags, seed };
    const matrix = new Matrix(whole, PROGRAMS, interruption.signal, progress);
    const standings = await matrix.run(rows);
    progress.close();
    reportGlomers(standings, whole);
    const rest = interruption.exitCode === undefined ? undefined : goingOn(standings, whole);
    if (rest !== undefined) process.stderr.write(`hearsay: interrupted; go on with: ${rest}\n`);
    const isOne = rows.length === 1 && flags.seeds === 1;
    if (isOne && flags.json !== true && matrix.last !== undefined) tell(matrix.last);
    return interruption.exitCode ?? exitCodeOf(verdictOfAll(standings));
  } finally {
    globalThis.console = before;
    progress.close();
    interruption.forget();
  }
}

/** A failure in full: whoever runs one test alone wants to know. */
function tell({ tested: { outcome }, messages, folder }: Kept): void {
  if (outcome.valid === true) return;
  const story = storyOf(outcome, {
    colour: hasColour(process.stdout, process.env),
    ...(messages === undefined ? {} : { messages }),
    ...(folder === undefined ? {} : { folder }),
  });
  process.stdout.write(`\n${story}`);
}

function exitCodeOf(verdict: Verdict): number {
  if (verdict === "unknown") return 2;
  return verdict ? 0 : 1;
}

/**
 * How a run's outcome is told.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { RunOutcome } from "../run_view.ts";
import { counted, grouped } from "./footer.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, renderLine, type Span, span } from "./line.ts";
import { glyphsOf, hasColour } from "./terminal.ts";
import { plainText } from "./text.ts";

export interface OutcomeOptions {
  readonly json: boolean;
  /** How long the whole command took. */
  readonly wallMs: number;
}

const LABEL_COLUMNS = 12;

/** Robots that are killed forget, so a run may well be won without. */
const NEVER = "never: at no time did every robot know every word";

/** Prints the result: one JSON object on stdout, or a few lines for people. */
export function printOutcome(outcome: RunOutcome, { json, wallMs }: OutcomeOptions): void {
  const { env, stdout, stderr } = process;
  if (json) {
    stdout.write(`${JSON.stringify(outcome.result)}\n`);
  } else {
    const colour = hasColour(stdout, env);
    const lines = outcomeLines(outcome, wallMs, glyphsOf(env));
    stdout.write(lines.map((line) => `${renderLine(line, colour)}\n`).join(""));
  }
  for (const line of remarks(outcome)) stderr.write(`hearsay: ${plainText(line)}\n`);
}

/** The result for people. */
export function outcomeLines(outcome: RunOutcome, wallMs: number, glyphs: Glyphs): Line[] {
  const { result, folder } = outcome;
  const { messages, convergedMs } = result;
  const list = (parts: readonly string[]): string => parts.join(glyphs.separator);
  const { sent, delivered, ...others } = messages;
  const bytes = result.bytes === null ? "" : ` (${counted(result.bytes, "byte")})`;
  const file = result.file === null ? "none" : `${here(result.file)}${bytes}`;
  const robots = [
    `${grouped(result.robots)}, ${counted(result.restarts, "restart")}`,
    counted(result.violations, "violation"),
    `${grouped(result.quarantined)} quarantined`,
  ];
  return [
    [],
    headline(outcome, glyphs),
    field("winner", result.winner ?? "none"),
    field("file", file),
    field("sha256", result.sha256 ?? "none"),
    field("time", `${grouped(result.elapsedMs)} ms (${grouped(Math.round(wallMs))} ms in all)`),
    field("converged", convergedMs === null ? NEVER : `after ${grouped(convergedMs)} ms`),
    field("messages", list([`${grouped(sent)} sent`, `${grouped(delivered)} delivered`])),
    field("faults", list(Object.entries(others).map(([kind, n]) => `${grouped(n)} ${kind}`))),
    field("robots", list(robots)),
    field("folder", here(folder)),
  ];
}

function headline({ result, problems }: RunOutcome, glyphs: Glyphs): Line {
  if (problems.length > 0) {
    return [span(` ${glyphs.bad} the run failed`, "red")];
  }
  return [
    span(
      ` ${glyphs.good} ${plainText(result.winner ?? "")} has the secret, byte for byte`,
      "green",
    ),
  ];
}

/** What goes to stderr. */
function remarks({ neverFired, problems, folder }: RunOutcome): string[] {
  const log = join(folder, "log.jsonl");
  return [
    ...neverFired.map((rule) => `note: this fault never fired: ${rule}`),
    ...problems.map((problem) => `the run failed: ${problem}`),
    ...(problems.length > 0 && existsSync(log) ? [`its log is in ${here(log)}`] : []),
  ];
}

function field(name: string, value: string): Line {
  const label: Span = span(`   ${name}`.padEnd(LABEL_COLUMNS + 2), "dim");
  return [label, span(plainText(value))];
}

/** A path as short as it can be said from here. */
function here(path: string): string {
  const short = relative(".", path) || ".";
  return short.startsWith("..") ? path : short;
}

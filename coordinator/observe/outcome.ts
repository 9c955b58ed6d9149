/**
 * How a run's outcome is told.
 *
 * @module
 */
import { relative } from "node:path";
import type { RunOutcome } from "../run.ts";

export interface OutcomeOptions {
  readonly json: boolean;
  /** How long the whole command took. */
  readonly wallMs: number;
}

/** Prints the result: one JSON object on stdout, or a few lines for people. */
export function printOutcome(outcome: RunOutcome, { json, wallMs }: OutcomeOptions): void {
  const { result, problems, neverFired, folder } = outcome;
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } else {
    const { messages } = result;
    const lines = [
      `winner    ${result.winner ?? "none"}`,
      `file      ${result.file === null ? "none" : relative(".", result.file)} (${result.bytes ?? 0} bytes)`,
      `sha256    ${result.sha256 ?? "none"}`,
      `time      ${result.elapsedMs} ms, every robot knew every word after ${result.convergedMs ?? "-"} ms`,
      `messages  ${messages.sent} sent, ${messages.delivered} delivered, ${messages.lost} lost, ${messages.duplicated} duplicated, ${messages.delayed} delayed, ${messages.corrupted} corrupted, ${messages.rejected} rejected`,
      `robots    ${result.robots}, ${result.restarts} restarts, ${result.violations} violations, ${result.quarantined} quarantined`,
      `folder    ${relative(".", folder) || "."} (${Math.round(wallMs)} ms in all)`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  for (const rule of neverFired)
    process.stderr.write(`hearsay: note: this fault never fired: ${rule}\n`);
  for (const problem of problems) process.stderr.write(`hearsay: the run failed: ${problem}\n`);
}

/** A run that could not even begin says so on stderr alone. */
export function failRun(_error: unknown, _json: boolean): void {}

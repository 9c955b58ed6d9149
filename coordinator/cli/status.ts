/**
 * `hearsay status RUN`: who runs what, how far everybody is, and what is wrong.
 *
 * @module
 */
import type { Command } from "commander";
import type { RunName } from "../redis/keys.ts";
import { commandOnRun, type RunFlags, withRun } from "./open_run.ts";
import { jsonOption } from "./shared_options.ts";
import { takeSnapshot } from "./status_snapshot.ts";
import { describeStatus, warningsOf } from "./status_view.ts";

interface Flags extends RunFlags {
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return commandOnRun("status", "Show a run: its state, its robots, its faults.")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay status demo
  hearsay status demo --redis redis://10.0.0.5
  hearsay status demo --json | jq '.robots[] | select(.holder == null)'`,
    )
    .action(perform);
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  const status = await withRun(run, flags, takeSnapshot);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(status)}\n`);
    return;
  }
  process.stdout.write(`${describeStatus(status, process.stdout).join("\n")}\n`);
  for (const warning of warningsOf(status)) process.stderr.write(`hearsay: warning: ${warning}\n`);
}

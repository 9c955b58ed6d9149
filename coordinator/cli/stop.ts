/**
 * `hearsay stop RUN`: ends a run, wherever its robots are.
 *
 * @module
 */
import type { Command } from "commander";
import type { RobotId } from "../../robots/engine/ids.ts";
import type { RunName } from "../redis/keys.ts";
import type { RunStore } from "../redis/run_store.ts";
import { hasEnded, type RunState } from "../run_config.ts";
import { UserError } from "../user_error.ts";
import { commandOnRun, type RunFlags, withRun } from "./open_run.ts";
import { jsonOption } from "./shared_options.ts";
import {
  describeHolders,
  heldRobots,
  LEASES_GONE_MS_MAX,
  waitForLeases,
} from "./wait_for_leases.ts";

interface Flags extends RunFlags {
  readonly json?: boolean;
}

interface Stopped {
  /** The state in which it had ended before. */
  readonly before: RunState | undefined;
  /** Robots that somebody ran. */
  readonly robots: number;
  /** Who still runs one. */
  readonly left: ReadonlyMap<RobotId, string>;
}

export function stopCommand(): Command {
  return commandOnRun("stop", "End a run: its robots and hosts stop wherever they are.")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay stop demo
  hearsay stop demo --redis redis://10.0.0.5

What it leaves in Redis goes with hearsay clean demo.`,
    )
    .action(perform);
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  const startedMs = performance.now();
  const { before, robots, left } = await withRun(run, flags, ({ store }) => stop(store));
  const tookMs = Math.round(performance.now() - startedMs);
  if (flags.json) {
    const result = { run, stopped: !hasEnded(before), state: before ?? "stopped", robots, tookMs };
    process.stdout.write(`${JSON.stringify({ ...result, left: Object.fromEntries(left) })}\n`);
  } else if (hasEnded(before)) {
    process.stdout.write(`run ${run} had ended already: ${before}\n`);
  } else {
    const ended = robots - left.size;
    process.stdout.write(`stopped ${run}: ${ended} of ${robots} robots ended in ${tookMs} ms\n`);
  }
  if (left.size > 0) {
    throw new UserError(
      `after ${LEASES_GONE_MS_MAX} ms some robots of ${run} are still run: ${describeHolders(left)}`,
    );
  }
}

async function stop(store: RunStore): Promise<Stopped> {
  const robots = (await heldRobots(store)).size;
  const before = await endRun(store, "it was stopped by hearsay stop");
  return { before, robots, left: await waitForLeases(store) };
}

/** Ends a run that is under way; returns its state if it had ended already. */
export async function endRun(store: RunStore, reason: string): Promise<RunState | undefined> {
  const { changed, state } = await store.end("stopped", { reason });
  return changed ? undefined : state;
}

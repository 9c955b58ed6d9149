/**
 * `hearsay kill RUN ROBOT`: ends a robot as kill -9 does, wherever it runs.
 *
 * @module
 */
import { hostname } from "node:os";
import { Argument, type Command } from "commander";
import type { RobotId } from "../../robots/engine/ids.ts";
import { sleep } from "../../robots/transport/deadline.ts";
import { sendControl } from "../redis/control.ts";
import type { RunName } from "../redis/keys.ts";
import { LEASE_MS, Leases } from "../redis/leases.ts";
import type { RunStore } from "../redis/run_store.ts";
import { hasEnded, type RosterEntry } from "../run_config.ts";
import { UserError } from "../user_error.ts";
import { isDeadHere } from "./holder.ts";
import { checkRobots, commandOnRun, type OpenRun, type RunFlags, withRun } from "./open_run.ts";
import { jsonOption } from "./shared_options.ts";
import { robotName } from "./values.ts";

/** On another machine only its lease shows the end of a robot without a host: it has to run out. */
const KILLED_MS_MAX = LEASE_MS + 1000;

/** How long its new life is waited for: a first restart takes a tenth of it. */
const RESTARTED_MS_MAX = 1500;

const LOOK_MS = 50;

interface Flags extends RunFlags {
  readonly json?: boolean;
}

/** Who runs a robot, as Redis shows it. */
interface Sight {
  readonly entry: RosterEntry | undefined;
  readonly holder: string | undefined;
}

export function killCommand(): Command {
  return commandOnRun("kill", "Kill one robot, as kill -9 does; its host starts it again.")
    .addArgument(new Argument("<robot>", "name of the robot").argParser(robotName))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay kill demo r3
  hearsay kill demo r3 --redis redis://10.0.0.5`,
    )
    .action(perform);
}

async function perform(run: RunName, robot: RobotId, flags: Flags): Promise<void> {
  const { before, after } = await withRun(run, flags, (open) => kill(open, robot));
  if (flags.json) {
    const result = { run, robot, before: before.entry ?? null, after: after.entry ?? null };
    process.stdout.write(`${JSON.stringify({ ...result, holder: after.holder ?? null })}\n`);
  } else {
    process.stdout.write(`${describe(robot, before, after)}\n`);
  }
}

async function kill(
  { store, description }: OpenRun,
  robot: RobotId,
): Promise<{ before: Sight; after: Sight }> {
  const { run } = store;
  await checkRobots(store, [robot], `cannot kill ${robot}`);
  if (hasEnded(description.state)) {
    throw new UserError(
      `cannot kill ${robot} as run ${run} must be under way: it is ${description.state}`,
    );
  }
  const before = await look(store, robot);
  if (before.holder === undefined) throw new UserError(`cannot kill ${robot} as nobody runs it`);
  await sendControl(store.redis, store.keys, { command: "kill", robot });
  const after = await until(store, robot, KILLED_MS_MAX, (sight) => isGone(before, sight));
  if (!isGone(before, after)) {
    throw new UserError(
      `${robot} still seems to live ${KILLED_MS_MAX} ms after the kill: its holder ${before.holder} may hang`,
    );
  }
  const lives = (sight: Sight): boolean =>
    isGone(before, sight) && sight.entry?.state === "running";
  // A host restarts it; a place that lost its lease may stay empty for long.
  if (after.entry?.state !== "restarting") return { before, after };
  return { before, after: await until(store, robot, RESTARTED_MS_MAX, lives) };
}

async function look(store: RunStore, robot: RobotId): Promise<Sight> {
  const [roster, holders] = await Promise.all([
    store.roster(),
    new Leases(store.redis, store.keys).holders([robot]),
  ]);
  return { entry: roster.get(robot), holder: holders.get(robot) };
}

/** Looks until `done` or time is up; returns what was seen last. */
async function until(
  store: RunStore,
  robot: RobotId,
  timeoutMs: number,
  done: (sight: Sight) => boolean,
): Promise<Sight> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const sight = await look(store, robot);
    if (done(sight) || performance.now() > endMs) return sight;
    await sleep(LOOK_MS);
  }
}

/** Whether the life that was seen `before` is over. */
function isGone(before: Sight, { entry, holder }: Sight): boolean {
  if (holder === undefined || entry === undefined) return true;
  if (isDeadHere(holder, hostname())) return true;
  const { boot, pid } = before.entry ?? {};
  return entry.boot !== boot || entry.pid !== pid || entry.state !== "running";
}

function describe(robot: RobotId, before: Sight, after: Sight): string {
  const { host = "an unknown host", pid = 0, boot = 0 } = before.entry ?? {};
  const killed = `killed ${robot} (process ${pid} on ${host}, life ${boot})`;
  const { entry } = after;
  if (entry?.state === "running" && entry.boot !== boot) {
    return `${killed}; it runs again as process ${entry.pid} on ${entry.host}, life ${entry.boot}`;
  }
  if (entry?.state === "restarting") return `${killed}; it is about to be restarted`;
  if (entry?.state === "failed") return `${killed}; its restart budget is spent`;
  return `${killed}; nobody runs it now`;
}

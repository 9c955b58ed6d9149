/**
 * `hearsay robot RUN`: one robot, in this very process, joins a run from any machine.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { RobotId } from "../../robots/engine/ids.ts";
import { type LogLevel, makeLogger } from "../../robots/runtime/logger.ts";
import { close, connect, whenReady } from "../redis/connect.ts";
import type { RunName } from "../redis/keys.ts";
import { Leases } from "../redis/leases.ts";
import { EXIT_PANIC } from "../robot_settings.ts";
import { hasEnded } from "../run_config.ts";
import { UserError } from "../user_error.ts";
import { ownHolder } from "./holder.ts";
import { LoneRobot, type LoneEnd } from "./lone_robot.ts";
import { checkRobots, commandOnRun, type OpenRun, type RunFlags, withRun } from "./open_run.ts";
import { hostNameOption, logLevelOption } from "./shared_options.ts";
import { type Place, type PlaceSeeker, takeAnyPlace, takePlace } from "./take_place.ts";
import { robotName, wholeNumber } from "./values.ts";
import { onSignals } from "./signals.ts";
import { Wish } from "./wish.ts";

interface Flags extends RunFlags {
  readonly robot?: RobotId;
  readonly hostName: string;
  readonly waitMs: number;
  readonly logLevel: LogLevel;
}

const DAY_MS = 86_400_000;

const READY_MS_MAX = 5000;

export function robotCommand(): Command {
  return commandOnRun("robot", "Join a run with one robot: take a free place, or a new one.")
    .addOption(
      new Option("--robot <name>", "take exactly this place")
        .argParser(robotName)
        .env("HEARSAY_ROBOT"),
    )
    .addOption(
      new Option("--wait-ms <n>", "wait this long for Redis, the run and a place")
        .argParser(wholeNumber(0, DAY_MS))
        .default(0)
        .env("HEARSAY_WAIT_MS"),
    )
    .addOption(hostNameOption())
    .addOption(logLevelOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay run --run demo --redis redis://10.0.0.5 --hosted 0
  hearsay robot demo --redis redis://10.0.0.5                  on any machine, as often as you like
  hearsay robot demo --redis redis://10.0.0.5 --wait-ms 60000  may start before the run does
  hearsay robot demo --robot r3                                a certain place

It takes a place that nobody runs, with its share and a new life; when every place is taken it joins
as a new robot that knows nothing yet.
Exit code: 0 the run ended or it was told to stop, 70 an invariant was violated, 1 anything else,
2 wrong usage.`,
    )
    .action(perform);
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  const logger = makeLogger(flags.logLevel, { run, host: flags.hostName });
  const wish = new Wish(flags.waitMs, (reason) => logger.info({ event: "robot-waiting", reason }));
  const release = onSignals(() => wish.stop());
  try {
    const end = await wish.untilDone(() =>
      withRun(run, flags, async (open) => {
        for (const warning of open.redis.warnings) logger.warn({ event: "redis-warning", warning });
        return live(open, flags, wish, logger);
      }),
    );
    if (end?.kind === "panic") process.exitCode = EXIT_PANIC;
    if (end?.kind === "failed") throw failure(run, end.error);
    logger.info({ event: "robot-ended", reason: end?.kind ?? "stopped" });
  } catch (error) {
    throw error instanceof UserError ? error : failure(run, error);
  } finally {
    release();
  }
}

/** Takes a place and lives there. */
async function live(
  open: OpenRun,
  flags: Flags,
  wish: Wish,
  logger: ReturnType<typeof makeLogger>,
): Promise<LoneEnd> {
  const { store, redis } = open;
  const { hostName, dir } = flags;
  // Before the deal is complete, places would be missing.
  const description = (await store.describeOpen()) ?? open.description;
  if (hasEnded(description.state)) return { kind: "stopped" };
  const holder = ownHolder(hostName);
  const leases = new Leases(store.redis, store.keys);
  const blocking = connect(redis.url, { role: "blocking", name: "hearsay-inbox" });
  try {
    await whenReady(blocking, READY_MS_MAX);
    const place = await findPlace({ store, leases, holder, hostName }, flags.robot);
    wish.fulfilled();
    const robot = new LoneRobot({
      redisUrl: redis.url,
      store,
      leases,
      description,
      blocking,
      place,
      holder,
      hostName,
      dir,
      logger,
    });
    wish.onStop(() => robot.stop());
    const end = await robot.live();
    if (end.kind === "ousted") {
      // Every further step would be one of two robots with the same name.
      process.stderr.write(`hearsay: ${place.robot} of ${store.run} is run by ${end.by} now\n`);
      process.exit(1);
    }
    return end;
  } finally {
    await close(blocking);
  }
}

async function findPlace(seeker: PlaceSeeker, wanted: RobotId | undefined): Promise<Place> {
  if (wanted === undefined) return takeAnyPlace(seeker);
  const { store, leases } = seeker;
  await checkRobots(store, [wanted], `cannot run ${wanted}`);
  const place = await takePlace(seeker, wanted);
  if (place !== undefined) return place;
  const holder = (await leases.holders([wanted])).get(wanted) ?? "another process";
  throw new UserError(`cannot run ${wanted} of ${store.run} as it is run by ${holder}`);
}

function failure(run: RunName, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`the robot of ${run} failed: ${reason}`);
}

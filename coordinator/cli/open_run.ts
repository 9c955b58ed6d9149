/**
 * What the commands that look at or change a run that is there have in common: they are told its
 * name, find its Redis, and leave nothing open behind.
 *
 * @module
 */
import { Argument, Command } from "commander";
import { inOrder } from "./robot_order.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import { close, connect, whenReady } from "../redis/connect.ts";
import type { FoundRedis } from "../redis/find.ts";
import type { RunName } from "../redis/keys.ts";
import { type RunDescription, RunStore } from "../redis/run_store.ts";
import { UserError } from "../user_error.ts";
import { dirOption, redisOfRun, redisOption } from "./shared_options.ts";
import { runName } from "./values.ts";

const READY_MS_MAX = 5000;

/** Robots named in one line of an error. */
const NAMES_MAX = 20;

/** Says where a run's Redis is. */
export interface RunFlags {
  readonly redis?: string;
  readonly dir: string;
}

/** A run that is there. */
export interface OpenRun {
  readonly store: RunStore;
  readonly description: RunDescription;
  readonly redis: FoundRedis;
}

/** A command whose first argument is the name of a run. */
export function commandOnRun(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addArgument(new Argument("<run>", "name of the run").argParser(runName))
    .addOption(redisOption())
    .addOption(dirOption());
}

/**
 * Does `work` on the Redis of a run that may not be there.
 *
 * @throws UserError when Redis does not answer.
 */
export async function withStore<T>(
  run: RunName,
  flags: RunFlags,
  work: (store: RunStore, redis: FoundRedis) => Promise<T>,
): Promise<T> {
  const redis = await redisOfRun(run, flags);
  const client = connect(redis.url, { role: "commands", name: "hearsay-cli" });
  try {
    await whenReady(client, READY_MS_MAX);
    return await work(new RunStore(client, run), redis);
  } finally {
    await close(client);
  }
}

/**
 * Does `work` on a run.
 *
 * @throws UserError when Redis does not answer or has no such run.
 */
export async function withRun<T>(
  run: RunName,
  flags: RunFlags,
  work: (open: OpenRun) => Promise<T>,
): Promise<T> {
  return withStore(run, flags, async (store, redis) => {
    const description = await store.describe();
    if (description === undefined) throw unknownRun(run, redis);
    return work({ store, description, redis });
  });
}

export function unknownRun(run: RunName, redis: FoundRedis): UserError {
  return new UserError(`there is no run ${run} in ${redis.source}`);
}

/**
 * Makes sure that `robots` have places in the run.
 *
 * @param action What cannot be done otherwise, such as `cannot kill`.
 * @throws UserError that names those that do.
 */
export async function checkRobots(
  store: RunStore,
  robots: readonly string[],
  action: string,
): Promise<RobotId[]> {
  const places = inOrder(await store.places());
  const known = new Set<string>(places);
  const unknown = robots.find((robot) => !known.has(robot));
  if (unknown === undefined) return robots as RobotId[];
  const more = places.length > NAMES_MAX ? ` and ${places.length - NAMES_MAX} more` : "";
  const names = places.slice(0, NAMES_MAX).join(", ") || "none";
  throw new UserError(
    `${action} as run ${store.run} has no robot ${unknown}: it has ${names}${more}`,
  );
}

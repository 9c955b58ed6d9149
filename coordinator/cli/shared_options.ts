/**
 * Options that several commands share.
 *
 * @module
 */
import { hostname } from "node:os";
import { join } from "node:path";
import { Option } from "commander";
import { LOG_LEVELS } from "../../robots/runtime/logger.ts";
import { type FoundRedis, findRedis } from "../redis/find.ts";
import type { RunName } from "../redis/keys.ts";
import { UserError } from "../user_error.ts";
import { recordedRedis } from "../run_folder.ts";
import { hostName } from "./values.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export const redisOption = (): Option =>
  new Option("--redis <url>", "Redis to use: redis://[user:password@]host[:port]").env(
    "HEARSAY_REDIS",
  );

export const dirOption = (): Option =>
  new Option("--dir <folder>", "folder for results").default("runs").env("HEARSAY_DIR");

export const hostNameOption = (): Option =>
  new Option("--host-name <name>", "this machine's name, as others see it")
    .argParser(hostName)
    .default(hostname())
    .env("HEARSAY_HOST_NAME");

export const logLevelOption = (): Option =>
  new Option("--log-level <level>", "how much is logged to stderr")
    .choices([...LOG_LEVELS])
    .default("info")
    .env("HEARSAY_LOG_LEVEL");

export const jsonOption = (): Option => new Option("--json", "print one JSON object on stdout");

/**
 * Whether a switch is set in the environment: `1` or `true`; not set, empty, `0` or `false` are not.
 *
 * @throws UserError (exit 2) for anything else.
 */
export function switchFromEnvironment(name: string): boolean {
  const value = process.env[name] ?? "";
  if (["1", "true"].includes(value)) return true;
  if (["", "0", "false"].includes(value)) return false;
  throw new UserError(`cannot use ${name} as it must be 1, true, 0 or false: got "${value}"`, 2);
}

/**
 * The Redis of a run that is there: the one named, else the one that the run left word of.
 *
 * @throws UserError when it does not answer.
 */
export async function redisOfRun(
  run: RunName,
  options: { redis?: string | undefined; dir: string },
): Promise<FoundRedis> {
  const named = options.redis ?? process.env["REDIS_URL"];
  const url = named ?? (await recordedRedis(options.dir, run)) ?? "redis://127.0.0.1:6379";
  return findRedisWith(url, () => {});
}

/** Finds or starts a Redis, with what the steps take told to `log`. */
export function findRedisWith(
  url: string | undefined,
  log: (line: string) => void,
): Promise<FoundRedis> {
  return findRedis({ url, env: process.env, cacheDir: join(ROOT, ".cache"), log });
}

/**
 * Finds a Redis, or starts one, so that a fresh machine needs nothing but this repository.
 *
 * @module
 */
import { UserError } from "../user_error.ts";
import { redisOnPath, type RedisBinary } from "./binary.ts";
import { composeRedis } from "./compose.ts";
import { noRedis } from "./no_redis.ts";
import { startPrivateServer } from "./private_server.ts";
import { probe, type RedisInfo } from "./probe.ts";
import { cachedRedis, unpackRedis } from "./unpack.ts";
import { redactRedisUrl } from "./url.ts";

/** Where to look. */
export interface FindOptions {
  /** The value of `--redis`. Then, or with HEARSAY_REDIS or REDIS_URL, nothing else is tried. */
  readonly url?: string | undefined;
  /** With HEARSAY_REDIS_PRIVATE=1 a Redis that happens to run on this machine is left alone. */
  readonly env: NodeJS.ProcessEnv;
  /** Where an unpacked server is kept: `.cache` of the repository. */
  readonly cacheDir: string;
  /** Told of steps that take their time, a line each. */
  readonly log: (line: string) => void;
  /** Where "one on this machine" is; 127.0.0.1:6379 unless a test says otherwise. */
  readonly localUrl?: string;
}

/** A Redis that answers and can be used. */
export interface FoundRedis {
  /** Holds the password, if there is one: show `source` instead. */
  readonly url: string;
  /** One line for people. */
  readonly source: string;
  readonly info: RedisInfo;
  /** Whether it is ours alone and ends with us. */
  readonly private: boolean;
  /** What will not work well with it, a line each. */
  readonly warnings: readonly string[];
  /** Ends it if it is private. Idempotent, in bounded time, never rejects. */
  readonly stop: () => Promise<void>;
}

/** A Redis that somebody asked for may be on the other side of the world. */
const NAMED_MS_MAX = 5_000;
/** On this machine it answers at once or is not there. */
const LOCAL_MS_MAX = 500;
/** A container that has just become healthy. */
const CONTAINER_MS_MAX = 5_000;
const LOCAL_URL = "redis://127.0.0.1:6379";
/** BullMQ's timing follows Redis's own clock: below this its ticks are visibly late. */
const HZ_MIN = 100;

/**
 * Goes through the ways to a Redis, the cheapest first: the one that is named; one on this machine;
 * a private one of an installed, then of an unpacked server; one in a container.
 *
 * @throws UserError (one line) when the named one cannot be used, or when nothing works: then it
 * says what was tried and what to install.
 */
export async function findRedis(options: FindOptions): Promise<FoundRedis> {
  const { env, cacheDir, log, localUrl = LOCAL_URL } = options;
  const named = [options.url, env["HEARSAY_REDIS"], env["REDIS_URL"]].find((url) => url);
  if (named !== undefined) {
    const info = await probe(named, NAMED_MS_MAX, env);
    return external(named, info, `Redis ${info.version} at ${redactRedisUrl(named)}`);
  }

  const steps: [string, () => Promise<FoundRedis>][] = [
    ["127.0.0.1:6379", () => local(localUrl, env)],
    ["PATH", () => startPrivate(redisOnPath(env))],
    [".cache/redis", () => startPrivate(cachedRedis(cacheDir))],
    ["packages", async () => startPrivate(await unpackRedis(cacheDir, log, env))],
    ["docker", () => container(log, env)],
  ];
  const tried: string[] = [];
  for (const [name, step] of steps) {
    try {
      return await step();
    } catch (error) {
      tried.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new UserError(noRedis(tried, env));
}

async function local(url: string, env: NodeJS.ProcessEnv): Promise<FoundRedis> {
  if (env["HEARSAY_REDIS_PRIVATE"] === "1") throw new Error("skipped, HEARSAY_REDIS_PRIVATE=1");
  const info = await probe(url, LOCAL_MS_MAX, env);
  return external(url, info, `Redis ${info.version} at ${url}`);
}

async function startPrivate(binary: RedisBinary | undefined): Promise<FoundRedis> {
  if (binary === undefined) throw new Error("none");
  const { url, port, info, stop } = await startPrivateServer(binary);
  const source = `private Redis ${info.version} on port ${port} (${binary.origin})`;
  return { url, source, info, private: true, warnings: [], stop };
}

async function container(log: (line: string) => void, env: NodeJS.ProcessEnv): Promise<FoundRedis> {
  const url = await composeRedis(log, env);
  const info = await probe(url, CONTAINER_MS_MAX);
  return external(url, info, `Redis ${info.version} in a container at ${url}, which stays up`);
}

function external(url: string, info: RedisInfo, source: string): FoundRedis {
  const shown = redactRedisUrl(url);
  const warnings: string[] = [];
  if (info.hz !== undefined && info.hz < HZ_MIN) {
    const ms = Math.round(1000 / info.hz);
    warnings.push(
      `Redis at ${shown} runs with hz ${info.hz}: BullMQ's ticks will be late below periods of ${ms} ms (1/hz); set \`CONFIG SET hz ${HZ_MIN}\` or use --ticks timer`,
    );
  }
  if (info.maxmemoryPolicy !== undefined && info.maxmemoryPolicy !== "noeviction") {
    warnings.push(
      `Redis at ${shown} may throw keys away (maxmemory-policy ${info.maxmemoryPolicy}); set \`CONFIG SET maxmemory-policy noeviction\``,
    );
  }
  return { url, source, info, private: false, warnings, stop: async () => {} };
}

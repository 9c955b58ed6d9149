/**
 * Looks once at a Redis: is it one, may we in, is it new enough, and how is it set up.
 *
 * @module
 */
import { Redis } from "ioredis";

import { UserError } from "../user_error.ts";
import { tlsOptions } from "./tls.ts";
import { parseRedisUrl, redactRedisUrl } from "./url.ts";

/** What {@linkcode probe} learnt. Unknown is what the server does not tell. */
export interface RedisInfo {
  /** Such as `7.0.15`; Valkey reports the Redis version that it is compatible with. */
  readonly version: string;
  /** How often per second the server looks at its timers, as configured. */
  readonly hz: number | undefined;
  /** What it does when its memory is full, such as `noeviction`. */
  readonly maxmemoryPolicy: string | undefined;
  /** The process id of the server, on its machine. */
  readonly pid: number | undefined;
}

/** The oldest Redis that has every command used: XAUTOCLAIM, and streams' exclusive ranges. */
export const REDIS_VERSION_MIN = "6.2";

const REQUIRED = `a Redis >= ${REDIS_VERSION_MIN} is required there`;

/**
 * Connects to the Redis at `url`, asks INFO and disconnects. CONFIG is not used: managed servers
 * refuse it, and INFO says the same.
 *
 * @throws UserError (one line, without the password) when there is no usable Redis or it does not
 * answer within `timeoutMs`.
 */
export async function probe(
  url: string,
  timeoutMs: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RedisInfo> {
  const { host, port, db, tls, username, password } = parseRedisUrl(url);
  const redis = new Redis({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: tlsOptions(env) }),
    lazyConnect: true,
    connectTimeout: timeoutMs,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  // `connect` rejects with "Connection is closed."; only the event says why.
  let cause: Error | undefined;
  redis.on("error", (error: Error) => void (cause ??= error));
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const asked = redis.connect().then(async () => {
      // ioredis goes on in database 0 when there is none of this number.
      if (db !== 0) await redis.select(db);
      return redis.info();
    });
    return parseInfo(await Promise.race([asked, late]));
  } catch (error) {
    throw new UserError(explain(redactRedisUrl(url), cause ?? (error as Error)));
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

/** @throws Error when it is too old, still loading or no INFO of a Redis. */
function parseInfo(text: string): RedisInfo {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1];
  const number = (name: string): number | undefined => {
    const value = field(name);
    return value === undefined || !/^\d+$/.test(value) ? undefined : Number(value);
  };
  const version = field("redis_version");
  if (version === undefined) throw new Error("it does not answer like a Redis");
  if (!atLeast(version, REDIS_VERSION_MIN)) throw new Error(`it is Redis ${version}`);
  if (field("loading") === "1") throw new Error("it is still loading its data");
  return {
    version,
    hz: number("configured_hz") ?? number("hz"),
    maxmemoryPolicy: field("maxmemory_policy"),
    pid: number("process_id"),
  };
}

/** Whether `version` is `least` or newer, by the numbers of `least`. */
function atLeast(version: string, least: string): boolean {
  const have = version.split(".").map(Number);
  for (const [index, want] of least.split(".").map(Number).entries()) {
    const part = have[index] ?? 0;
    if (part !== want) return part > want;
  }
  return true;
}

/** One line for people. Redis's own replies never repeat a password. */
function explain(shown: string, error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message.split("\n", 1)[0] ?? "";
  if (message.startsWith("NOAUTH")) {
    return `cannot use Redis at ${shown}: it asks for a password; write redis://user:password@host:port`;
  }
  if (message.startsWith("WRONGPASS") || message.includes("invalid password")) {
    return `cannot use Redis at ${shown}: it refuses this user or password`;
  }
  if (message.includes("DB index is out of range")) {
    return `cannot use Redis at ${shown}: it has no database of this number`;
  }
  if (message.startsWith("NOPERM")) {
    return `cannot use Redis at ${shown}: its ACL lacks a needed permission: ${message}`;
  }
  if (message.startsWith("it ")) return `cannot use Redis at ${shown}: ${message}; ${REQUIRED}`;
  // What the parser of ioredis says about a web or mail server.
  if (/^(Unknown RESP|Protocol error)/.test(message)) {
    return `cannot use Redis at ${shown}: it does not answer like a Redis; ${REQUIRED}`;
  }
  return `cannot reach Redis at ${shown}: ${REASONS[code ?? ""] ?? (message || code)}; ${REQUIRED}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was reset",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "its name cannot be resolved now",
  ETIMEDOUT: "no answer in time",
};

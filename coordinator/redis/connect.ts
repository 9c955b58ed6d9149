/**
 * Connections to Redis, with the options that the sharp edges of ioredis 6 ask for.
 *
 * @module
 */
import { Redis, type RedisOptions } from "ioredis";

import { tlsOptions } from "./tls.ts";
import { parseRedisUrl } from "./url.ts";

/**
 * What a connection is for.
 *
 * - `commands`: a command settles within its timeout, is never sent twice and never waits for a
 *   lost connection. After a failure nobody knows whether Redis ran it.
 * - `blocking`: for `XREAD BLOCK` and the like, one at a time; otherwise as `commands`.
 * - `bullmq`: waits and sends again for ever, as BullMQ demands.
 */
export type RedisRole = "commands" | "blocking" | "bullmq";

/** How to connect. */
export interface ConnectOptions {
  /** `commands` unless given. */
  readonly role?: RedisRole;
  /** What `CLIENT LIST` shows. Without spaces. */
  readonly name?: string;
  /** `commands`: how long a command may take; {@linkcode COMMAND_TIMEOUT_MS} unless given. */
  readonly commandTimeoutMs?: number;
  /** `blocking`: the longest BLOCK that is used; {@linkcode BLOCK_MS_MAX} unless given. */
  readonly blockMsMax?: number;
  /** Told of every connection error. ioredis reconnects by itself, so ignoring them is fine. */
  readonly onError?: (error: Error) => void;
  /** Where the TLS files are named; the process's environment unless given. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A healthy Redis answers in a millisecond; 2 s ride out a fork or a slow disk, no more. */
export const COMMAND_TIMEOUT_MS = 2_000;
/** A blocking read gives control back this often, so that a close never waits longer. */
export const BLOCK_MS_MAX = 1_000;
/** How much later than its BLOCK a reply may come before the connection counts as dead. */
export const BLOCK_GRACE_MS = 2_000;
/** A round trip round the world with TLS takes under a second. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** With unanswered commands and no byte for this long a peer is gone without having said so. */
export const SILENCE_MS_MAX = 5_000;
/** BullMQ blocks up to 10 s, so its silence must be longer. */
export const BULLMQ_SILENCE_MS_MAX = 15_000;
/** Retries start quick, as most losses are a restart next door. */
const RETRY_STEP_MS = 25;
/** A run must be back within 2 s of its Redis, so no pause between two attempts exceeds this. */
export const RETRY_MS_MAX = 250;
/** How long a peer may take to answer the last commands and hang up; then we do. */
const HANG_UP_MS_MAX = 500;
/** `close` is over by then: the pause before the next attempt and the hanging up are shorter. */
const CLOSE_MS_MAX = 1_000;

/**
 * Connects to the Redis at `url` and stays connected until it is closed. Returns at once: await
 * {@linkcode whenReady} before the first command, as `commands` and `blocking` reject what they
 * cannot send.
 *
 * @throws UserError when `url` is not one or a TLS file cannot be read.
 */
export function connect(url: string, options: ConnectOptions = {}): Redis {
  const { host, port, db, tls, username, password } = parseRedisUrl(url);
  const redis = new Redis({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: tlsOptions(options.env ?? process.env) }),
    ...(options.name !== undefined && { connectionName: options.name }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: HANG_UP_MS_MAX,
    retryStrategy: retryMs,
    // While Redis loads its data ioredis asks again only after a second or more, unless told so.
    maxLoadingRetryTime: RETRY_MS_MAX,
    ...roleOptions(options),
  });
  // Without a listener ioredis prints every error to stderr.
  redis.on("error", options.onError ?? (() => {}));
  return redis;
}

/**
 * Resolves when `redis` can take commands, at once if it can now.
 *
 * @throws Error when that takes longer than `timeoutMs` or it was closed; the message is the last
 * connection error.
 */
export function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let last: Error | undefined;
  const onError = (error: Error): void => void (last = error);
  const fail = (): void => reject(last ?? new Error(`Redis was not ready within ${timeoutMs} ms`));
  const timer = setTimeout(fail, timeoutMs);
  redis.on("error", onError);
  redis.once("ready", resolve);
  redis.once("end", fail);
  if (redis.status === "end") fail();
  return promise.finally(() => {
    clearTimeout(timer);
    redis.off("error", onError);
    redis.off("ready", resolve);
    redis.off("end", fail);
  });
}

/**
 * Closes `redis` after the replies that are on their way: Redis answers what it has received before
 * it hangs up, except for a blocked read. Whatever else waits is rejected. Takes at most a second,
 * never rejects, and is idempotent.
 */
export async function close(redis: Redis): Promise<void> {
  if (redis.status === "end") return;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  redis.once("end", resolve);
  const timer = setTimeout(resolve, CLOSE_MS_MAX);
  // Between two attempts a disconnect would stop the next one, but leave queued commands hanging.
  if (redis.status === "reconnecting") redis.once("connecting", () => redis.disconnect());
  else redis.disconnect();
  await ended;
  clearTimeout(timer);
}

type RoleOptions = Pick<
  RedisOptions,
  | "commandTimeout"
  | "socketTimeout"
  | "maxRetriesPerRequest"
  | "enableOfflineQueue"
  | "autoResendUnfulfilledCommands"
>;

function roleOptions(options: ConnectOptions): RoleOptions {
  const { role = "commands", commandTimeoutMs = COMMAND_TIMEOUT_MS } = options;
  if (role === "bullmq") {
    return { maxRetriesPerRequest: null, socketTimeout: BULLMQ_SILENCE_MS_MAX };
  }
  // A blocking read may never settle after a reconnect, so both ends of it are watched.
  const timeoutMs =
    role === "blocking" ? (options.blockMsMax ?? BLOCK_MS_MAX) + BLOCK_GRACE_MS : commandTimeoutMs;
  return {
    ...sendOnce,
    commandTimeout: timeoutMs,
    socketTimeout: Math.max(SILENCE_MS_MAX, timeoutMs),
  };
}

const sendOnce: RoleOptions = {
  // The queue has no cap.
  enableOfflineQueue: false,
  // 0 rejects every unanswered command the moment the connection is lost. It also empties the
  // queue that autoResendUnfulfilledCommands looks at, which alone would leave them hanging (#2193).
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
};

/** The pause before the `attempt`-th try; random, as a thousand robots lose Redis at once. */
function retryMs(attempt: number): number {
  return Math.min(attempt * RETRY_STEP_MS, RETRY_MS_MAX) * (0.5 + Math.random() / 2);
}

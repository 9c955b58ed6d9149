/**
 * Where a Redis is, as people write it. A password never leaves this module except inside
 * {@linkcode RedisAddress}.
 *
 * @module
 */
import { UserError } from "../user_error.ts";

/** The parts of `redis://[user:password@]host[:port][/database]`; `rediss` means TLS. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** The number of the database: 0 unless the URL has a path. */
  readonly db: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

const REDIS_PORT = 6379;
const FORM = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";

/**
 * Takes `url` apart. Its query is refused: ioredis would take it as options, stronger than ours.
 *
 * @throws UserError (exit 2) when it is not the URL of a Redis; the message does not repeat it.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = /^\/?(\d{0,4})$/.exec(parsed?.pathname ?? "");
  if (
    parsed === undefined ||
    (parsed.protocol !== "redis:" && parsed.protocol !== "rediss:") ||
    parsed.hostname === "" ||
    parsed.search !== "" ||
    database === null
  ) {
    throw new UserError(`cannot use this Redis URL: it must be like ${FORM}`, 2);
  }
  const username = decode(parsed.username);
  const password = decode(parsed.password);
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: parsed.port === "" ? REDIS_PORT : Number(parsed.port),
    db: Number(database[1]),
    tls: parsed.protocol === "rediss:",
    ...(username !== "" && { username }),
    ...(password !== "" && { password }),
  };
}

/**
 * `url` without user, password and query, fit to be shown. What is not the URL of a Redis becomes
 * a fixed text.
 */
export function redactRedisUrl(url: string): string {
  if (!URL.canParse(url)) return "redis://(unreadable)";
  const parsed = new URL(url);
  if (parsed.protocol !== "redis:" && parsed.protocol !== "rediss:") return "redis://(unreadable)";
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === "/" ? "" : parsed.pathname}`;
}

/** A name or password may hold a `%` that was never meant as an escape: then it is taken as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

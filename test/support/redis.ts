/**
 * Redis for tests: the one they share, and servers of their own to break.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";

import { redisOnPath, type RedisBinary } from "../../coordinator/redis/binary.ts";
import { isRunName, type RunName } from "../../coordinator/redis/keys.ts";
import {
  type PrivateServer,
  type PrivateServerOptions,
  startPrivateServer,
} from "../../coordinator/redis/private_server.ts";
import { cachedRedis } from "../../coordinator/redis/unpack.ts";

/** Where the repository keeps an unpacked server. */
export const cacheDir = join(import.meta.dirname, "../../.cache");

/** The Redis that all test files share: use a {@linkcode freshRun} each, and never FLUSHALL. */
export const redisUrl: string = inject("redisUrl");

/** A name that no other test has, neither at once nor earlier. */
export function freshRun(): RunName {
  const name = `test-${randomBytes(6).toString("hex")}`;
  if (!isRunName(name)) throw new Error(`cannot name a run ${name}`);
  return name;
}

/**
 * Starts a server for the running test, which may kill it; it is stopped when the test finishes.
 *
 * @throws Error outside a test: there use `startPrivateServer(redisBinary())`.
 */
export async function startRedis(options: PrivateServerOptions = {}): Promise<PrivateServer> {
  const server = await startPrivateServer(redisBinary(), options);
  onTestFinished(server.stop);
  return server;
}

/** The server program that the global set-up has made sure of. */
export function redisBinary(): RedisBinary {
  const binary = redisOnPath(process.env) ?? cachedRedis(cacheDir);
  if (binary === undefined) {
    throw new Error("this test needs a Redis server of its own, and there is only one in Docker");
  }
  return binary;
}

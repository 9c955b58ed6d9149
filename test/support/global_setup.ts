/**
 * One private Redis for all test files. Never one that somebody runs on this machine or names in
 * the environment: tests write to it and break it.
 *
 * @module
 */
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { findRedis } from "../../coordinator/redis/find.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the Redis that all tests share. */
    redisUrl: string;
  }
}

/** Starts it; what it returns stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await findRedis({
    env: {
      ...process.env,
      HEARSAY_REDIS_PRIVATE: "1",
      HEARSAY_REDIS: undefined,
      REDIS_URL: undefined,
    },
    cacheDir: join(import.meta.dirname, "../../.cache"),
    log: (line) => console.error(line),
  });
  project.provide("redisUrl", redis.url);
  return redis.stop;
}

/**
 * How many entries wait in each robot's inbox, for people who look on.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { isRobotId } from "../../robots/engine/ids.ts";
import type { RunKeys } from "../redis/keys.ts";

/** How often Redis is asked at most. */
const COUNT_MS = 250;

export class Backlogs {
  readonly #redis: Redis;
  readonly #keys: RunKeys;
  readonly #sizes = new Map<string, number>();
  #asking = false;
  #askedAtMs = -Infinity;

  constructor(redis: Redis, keys: RunKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** By robot, as last counted. */
  get sizes(): ReadonlyMap<string, number> {
    return this.#sizes;
  }

  /** Counts again, unless that was done a moment ago. Never rejects: old numbers are good enough. */
  async refresh(robots: Iterable<string>): Promise<void> {
    const nowMs = performance.now();
    if (this.#asking || nowMs - this.#askedAtMs < COUNT_MS) return;
    this.#asking = true;
    this.#askedAtMs = nowMs;
    try {
      const names = [...new Set(robots)].filter(isRobotId);
      const pipeline = this.#redis.pipeline();
      for (const name of names) pipeline.xlen(this.#keys.inbox(name));
      const replies = (await pipeline.exec()) ?? [];
      names.forEach((name, i) => {
        const [error, size] = replies[i] ?? [];
        if (!error) this.#sizes.set(name, Number(size ?? 0));
      });
    } catch {
      // Redis is away.
    } finally {
      this.#asking = false;
    }
  }
}

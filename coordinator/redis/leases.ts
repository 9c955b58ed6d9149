/**
 * Leases: which process runs a robot. Whoever does not renew in time loses it, and another takes it.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../../robots/engine/ids.ts";
import { execAll } from "./pipeline.ts";
import type { RunKeys } from "./keys.ts";

/** How long a lease lasts without renewal: how long a dead host's robots wait for another one. */
export const LEASE_MS = 3000;

/** How often a lease must be renewed at least: that leaves five chances before it is lost. */
export const RENEW_MS = 500;

/** Extends a lease that is ours or that Redis has forgotten; 0 when another holds it. */
const RENEW_SCRIPT = `
local holder = redis.call('GET', KEYS[1])
if holder == false or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
return 0`;

const RELEASE_SCRIPT = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export class Leases {
  readonly #redis: Redis;
  readonly #keys: RunKeys;

  constructor(redis: Redis, keys: RunKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Takes a free lease. After a lost reply the holder is read back, so a retry is harmless. */
  async acquire(robot: RobotId, holder: string): Promise<boolean> {
    const key = this.#keys.lease(robot);
    if ((await this.#redis.set(key, holder, "PX", LEASE_MS, "NX")) === "OK") return true;
    return (await this.#redis.get(key)) === holder;
  }

  /** Renews many leases; returns the robots whose lease another holds now. */
  async renew(holders: ReadonlyMap<RobotId, string>): Promise<RobotId[]> {
    const robots = [...holders];
    if (robots.length === 0) return [];
    const pipeline = this.#redis.pipeline();
    for (const [robot, holder] of robots) {
      pipeline.eval(RENEW_SCRIPT, 1, this.#keys.lease(robot), holder, LEASE_MS);
    }
    const replies = await execAll(pipeline);
    return robots.filter((_, i) => replies[i] === 0).map(([robot]) => robot);
  }

  async release(robot: RobotId, holder: string): Promise<void> {
    await this.#redis.eval(RELEASE_SCRIPT, 1, this.#keys.lease(robot), holder);
  }

  /** The holder of each robot's lease; `undefined` where it is free. */
  async holders(robots: readonly RobotId[]): Promise<Map<RobotId, string | undefined>> {
    if (robots.length === 0) return new Map();
    const pipeline = this.#redis.pipeline();
    for (const robot of robots) pipeline.get(this.#keys.lease(robot));
    const replies = await execAll(pipeline);
    return new Map(robots.map((robot, i) => [robot, (replies[i] as string | null) ?? undefined]));
  }
}

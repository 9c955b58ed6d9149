/**
 * Which hosts live. Each announces itself with a counter; who sees a counter stand still for a
 * lease's time takes its host for dead. Clocks of different machines are never compared.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { HostLoad } from "../fair_share.ts";
import { execAll } from "./pipeline.ts";
import type { RunKeys } from "./keys.ts";
import { LEASE_MS } from "./leases.ts";

interface Seen {
  readonly beat: number;
  readonly sinceMs: number;
}

export class HostRegistry {
  readonly #redis: Redis;
  readonly #keys: RunKeys;
  readonly #me: HostLoad;
  readonly #seen = new Map<string, Seen>();
  #beat = 0;

  constructor(redis: Redis, keys: RunKeys, me: HostLoad) {
    this.#redis = redis;
    this.#keys = keys;
    this.#me = me;
  }

  /** Announces this host and returns all that live, itself among them. */
  async announce(nowMs: number): Promise<HostLoad[]> {
    this.#beat += 1;
    const { id, capacity } = this.#me;
    const mine = JSON.stringify({ capacity, beat: this.#beat });
    const [, announced] = await execAll(
      this.#redis.pipeline().hset(this.#keys.hosts, id, mine).hgetall(this.#keys.hosts),
    );
    const living: HostLoad[] = [];
    const dead: string[] = [];
    for (const [host, json] of Object.entries(announced as Record<string, string>)) {
      const { capacity: room, beat } = JSON.parse(json) as { capacity: number; beat: number };
      if (this.#lives(host, beat, nowMs)) living.push({ id: host, capacity: room });
      else dead.push(host);
    }
    // One that was only slow announces itself again.
    if (dead.length > 0) await this.#redis.hdel(this.#keys.hosts, ...dead);
    return living;
  }

  /** This host runs no more robots. */
  async withdraw(): Promise<void> {
    await this.#redis.hdel(this.#keys.hosts, this.#me.id);
  }

  #lives(host: string, beat: number, nowMs: number): boolean {
    const seen = this.#seen.get(host);
    if (seen?.beat !== beat) {
      this.#seen.set(host, { beat, sinceMs: nowMs });
      return true;
    }
    return nowMs - seen.sinceMs < LEASE_MS;
  }
}

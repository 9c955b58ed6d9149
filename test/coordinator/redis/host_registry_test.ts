/**
 * Which hosts live: whoever's counter moves, by one's own clock.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { HostRegistry } from "../../../coordinator/redis/host_registry.ts";
import { runKeys } from "../../../coordinator/redis/keys.ts";
import { LEASE_MS } from "../../../coordinator/redis/leases.ts";
import { freshRun, redisUrl } from "../../support/redis.ts";

async function fixture(...hosts: string[]) {
  const redis: Redis = connect(redisUrl);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  const keys = runKeys(freshRun());
  return {
    redis,
    keys,
    registries: hosts.map((id, i) => new HostRegistry(redis, keys, { id, capacity: 10 * (i + 1) })),
  };
}

/** The hosts that live, as seen by one that announces itself. */
async function living(registry: HostRegistry, nowMs: number): Promise<string[]> {
  return (await registry.announce(nowMs)).map(({ id }) => id).sort();
}

test("whoever announces itself finds itself, with its capacity, and those before it", async () => {
  const { registries } = await fixture("a/1", "b/2");
  expect(await registries[0]!.announce(0)).toEqual([{ id: "a/1", capacity: 10 }]);
  const both = await registries[1]!.announce(0);
  expect(both).toContainEqual({ id: "a/1", capacity: 10 });
  expect(both).toContainEqual({ id: "b/2", capacity: 20 });
});

test("a host that stands still for a lease's time is dead, and lives when it moves again", async () => {
  const { registries } = await fixture("a/1", "b/2");
  const [a, b] = registries as [HostRegistry, HostRegistry];
  await b.announce(0);
  expect(await living(a, 1000)).toEqual(["a/1", "b/2"]);
  expect(await living(a, 1000 + LEASE_MS - 1)).toEqual(["a/1", "b/2"]);
  expect(await living(a, 1000 + LEASE_MS)).toEqual(["a/1"]);
  await b.announce(0);
  expect(await living(a, 1000 + LEASE_MS)).toEqual(["a/1", "b/2"]);
});

test("compares no clocks: a host whose clock is far off lives by its counter", async () => {
  const { registries } = await fixture("a/1", "b/2");
  const [a, b] = registries as [HostRegistry, HostRegistry];
  for (let beat = 0; beat < 5; beat++) {
    await b.announce(1e12 - beat * LEASE_MS);
    expect(await living(a, beat * LEASE_MS)).toEqual(["a/1", "b/2"]);
  }
});

test("a host that withdraws is gone at once, and may come back", async () => {
  const { registries } = await fixture("a/1", "b/2");
  const [a, b] = registries as [HostRegistry, HostRegistry];
  await b.announce(0);
  await b.withdraw();
  expect(await living(a, 0)).toEqual(["a/1"]);
  await b.announce(0);
  expect(await living(a, 0)).toEqual(["a/1", "b/2"]);
});

test("announces itself again after Redis has lost its memory", async () => {
  const { redis, keys, registries } = await fixture("a/1");
  await living(registries[0]!, 0);
  await redis.del(keys.hosts);
  expect(await living(registries[0]!, 1)).toEqual(["a/1"]);
  expect(await redis.hkeys(keys.hosts)).toEqual(["a/1"]);
});

test("a host alone without a connection gets an error, not an empty world", async () => {
  const { redis, registries } = await fixture("a/1");
  await close(redis);
  await expect(registries[0]!.announce(0)).rejects.toThrow(Error);
});

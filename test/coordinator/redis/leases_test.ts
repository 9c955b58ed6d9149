/**
 * Leases: one holder at a time, by renewal only.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { runKeys } from "../../../coordinator/redis/keys.ts";
import { LEASE_MS, Leases, RENEW_MS } from "../../../coordinator/redis/leases.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { eventually } from "../../support/eventually.ts";
import { freshRun, redisUrl } from "../../support/redis.ts";

const [R1, R2, R3] = ["r1", "r2", "r3"].map(robotId) as [
  ReturnType<typeof robotId>,
  ReturnType<typeof robotId>,
  ReturnType<typeof robotId>,
];

async function fixture() {
  const redis: Redis = connect(redisUrl);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  const keys = runKeys(freshRun());
  return { redis, keys, leases: new Leases(redis, keys) };
}

test("one of many who ask for a lease gets it, and gets it again when it asks again", async () => {
  const { leases } = await fixture();
  const hosts = Array.from({ length: 20 }, (_, i) => `host/${i}`);
  const got = await Promise.all(hosts.map((host) => leases.acquire(R1, host)));
  expect(got.filter(Boolean)).toHaveLength(1);
  const again = await Promise.all(hosts.map((host) => leases.acquire(R1, host)));
  expect(again).toEqual(got);
});

test("a lease ends by itself, in time for another", async () => {
  const { leases, redis, keys } = await fixture();
  await leases.acquire(R1, "a");
  const restMs = await redis.pttl(keys.lease(R1));
  expect(restMs).toBeGreaterThan(LEASE_MS / 2);
  expect(restMs).toBeLessThanOrEqual(LEASE_MS);
  expect(LEASE_MS / RENEW_MS).toBeGreaterThanOrEqual(3);
  await redis.pexpire(keys.lease(R1), 1);
  await eventually(() => leases.acquire(R1, "b"));
});

test("renewing makes a lease last and takes back one that Redis has forgotten", async () => {
  const { leases, redis, keys } = await fixture();
  await leases.acquire(R1, "a");
  await redis.pexpire(keys.lease(R1), 500);
  expect(await leases.renew(new Map([R1, R2].map((robot) => [robot, "a"])))).toEqual([]);
  for (const robot of [R1, R2]) {
    expect(await redis.pttl(keys.lease(robot))).toBeGreaterThan(LEASE_MS / 2);
    expect(await leases.acquire(robot, "b")).toBe(false);
  }
});

test("renewing says which leases another holds, and leaves them to it", async () => {
  const { leases } = await fixture();
  await leases.acquire(R1, "a");
  await leases.acquire(R2, "b");
  expect(await leases.renew(new Map([R1, R2, R3].map((robot) => [robot, "a"])))).toEqual([R2]);
  expect(await leases.holders([R1, R2, R3])).toEqual(
    new Map([
      [R1, "a"],
      [R2, "b"],
      [R3, "a"],
    ]),
  );
});

test("releases its own lease only", async () => {
  const { leases } = await fixture();
  await leases.acquire(R1, "a");
  await leases.release(R1, "b");
  expect(await leases.acquire(R1, "b")).toBe(false);
  await leases.release(R1, "a");
  expect(await leases.holders([R1])).toEqual(new Map([[R1, undefined]]));
  await leases.release(R1, "a");
});

test("asking about nobody asks nothing", async () => {
  const { leases } = await fixture();
  expect(await leases.renew(new Map())).toEqual([]);
  expect(await leases.holders([])).toEqual(new Map());
});

test("without a connection nobody is told that it lost a lease, or that one is free", async () => {
  const { leases, redis } = await fixture();
  await leases.acquire(R1, "a");
  await close(redis);
  await expect(leases.acquire(R1, "a")).rejects.toThrow(Error);
  await expect(leases.holders([R1])).rejects.toThrow(Error);
  expect(await leases.renew(new Map([[R1, "a"]])).catch(() => [])).toEqual([]);
});

/**
 * Ticks: at their rate, by one process, and back soon whatever happens to Redis.
 *
 * @module
 */
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../coordinator/redis/connect.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { Ticks } from "../../coordinator/ticks.ts";
import { makeLogger } from "../../robots/runtime/logger.ts";
import { eventually } from "../support/eventually.ts";
import { freshRun, redisUrl, startRedis } from "../support/redis.ts";

/** The promise is 2 s; a machine busy with other tests gets more. */
const BACK_MS_MAX = 4000;

async function fixture(everyMs: number, url = redisUrl) {
  const prefix = runKeys(freshRun()).bull;
  const dues: number[] = [];
  const ticks = new Ticks({
    prefix,
    queue: "ticks-test",
    everyMs,
    redisUrl: url,
    onTick: (dueAtMs) => void dues.push(dueAtMs),
    logger: makeLogger("silent"),
  });
  onTestFinished(() => ticks.close());
  await ticks.start();
  return { prefix, dues, ticks };
}

async function admin(url = redisUrl) {
  const redis = connect(url);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  return redis;
}

/** Waits for a few more ticks and returns how long the first of them took. */
async function msUntilBack(dues: readonly number[], beforeMs: number): Promise<number> {
  const before = dues.length;
  // Two may have been on their way.
  await eventually(() => dues.length > before + 2);
  return performance.now() - beforeMs;
}

test("ticks at its rate, each when it is due", async () => {
  const { dues } = await fixture(50);
  await eventually(() => dues.length > 0);
  const beforeMs = performance.now();
  const before = dues.length;
  await eventually(() => dues.length >= before + 40);
  const tookMs = performance.now() - beforeMs;
  expect(tookMs).toBeGreaterThan(1600);
  expect(tookMs).toBeLessThan(4000);
  for (const [i, dueAtMs] of dues.entries()) {
    expect(Math.abs(dueAtMs - Date.now())).toBeLessThan(60_000);
    expect(dueAtMs, "in order").toBeGreaterThan(dues[i - 1] ?? 0);
  }
});

test("comes back after its keys are gone, as after an empty restart", async () => {
  const { prefix, dues } = await fixture(50);
  const redis = await admin();
  await eventually(() => dues.length > 3);
  const keys = await redis.keys(`${prefix.replaceAll(/[{}]/g, "?")}*`);
  expect(keys.length).toBeGreaterThan(0);
  await redis.del(...keys);
  expect(await msUntilBack(dues, performance.now())).toBeLessThan(BACK_MS_MAX);
});

test("comes back after Redis was restarted empty", async () => {
  const first = await startRedis();
  const { dues } = await fixture(50, first.url);
  await eventually(() => dues.length > 3);
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  await startRedis({ port: first.port });
  expect(await msUntilBack(dues, performance.now())).toBeLessThan(BACK_MS_MAX);
});

test("comes back after every connection was killed", async () => {
  const { url } = await startRedis();
  const { dues } = await fixture(50, url);
  const redis = await admin(url);
  await eventually(() => dues.length > 3);
  await redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  expect(await msUntilBack(dues, performance.now())).toBeLessThan(BACK_MS_MAX);
});

test("close() removes the scheduler, ends every connection and ticks no more", async () => {
  const { url } = await startRedis();
  const { prefix, dues, ticks } = await fixture(20, url);
  const redis = await admin(url);
  await eventually(() => dues.length > 3);
  expect(await redis.zcard(`${prefix}:ticks-test:repeat`)).toBe(1);
  await ticks.close();
  const after = dues.length;
  expect(await redis.zcard(`${prefix}:ticks-test:repeat`)).toBe(0);
  await eventually(async () => !String(await redis.client("LIST")).includes("hearsay-bullmq"));
  await ticks.close();
  expect(dues).toHaveLength(after);
});

test("two processes of one run keep their own time", async () => {
  const run = runKeys(freshRun());
  const counts = [0, 0];
  const both = [20, 100].map(
    (everyMs, i) =>
      new Ticks({
        prefix: run.bull,
        queue: `ticks-${i}`,
        everyMs,
        redisUrl,
        onTick: () => (counts[i]! += 1),
        logger: makeLogger("silent"),
      }),
  );
  onTestFinished(async () => void (await Promise.all(both.map((ticks) => ticks.close()))));
  await Promise.all(both.map((ticks) => ticks.start()));
  await eventually(() => counts[1]! >= 5);
  expect(counts[0]).toBeGreaterThan(2 * counts[1]!);
});

test("closing takes bounded time also when Redis is away", async () => {
  const { url, pid, exited } = await startRedis();
  const { ticks, dues } = await fixture(50, url);
  await eventually(() => dues.length > 0);
  process.kill(pid, "SIGKILL");
  await exited;
  const beforeMs = performance.now();
  await ticks.close();
  expect(performance.now() - beforeMs).toBeLessThan(4000);
});

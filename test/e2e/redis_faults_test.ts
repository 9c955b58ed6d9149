/**
 * Goal: whatever happens to Redis, the run ends correctly and its ticks are back within 2 s.
 */
import { expect, test } from "vitest";

import { connect } from "../../coordinator/redis/connect.ts";
import type { PrivateServer } from "../../coordinator/redis/private_server.ts";
import { EventReader } from "../../coordinator/redis/event_stream.ts";
import { runKeys, type RunName } from "../../coordinator/redis/keys.ts";
import { eventually } from "../support/eventually.ts";
import { freshFolder, resultOf, type Running, startHearsay } from "../support/hearsay.ts";
import { freshRun, startRedis } from "../support/redis.ts";

/** The mark: how soon ticks must be back. */
const TICKS_BACK_MS_MAX = 2000;

/** Starts a run that goes on for some 8 s on a Redis of its own. */
async function startRun(run: RunName): Promise<{ server: PrivateServer; running: Running }> {
  const server = await startRedis();
  const args = ["--robots", "6", "--quiet-ms", "8000", "--redis", server.url, "--json"];
  const running = startHearsay(["run", "--run", run, "--dir", freshFolder(), ...args]);
  await ticksOf(server.url, run);
  return { server, running };
}

/** Waits for a tick reported from now on; returns how long that took, milliseconds. */
async function ticksOf(url: string, run: RunName): Promise<number> {
  const redis = connect(url, { role: "blocking" });
  await eventually(() => redis.status === "ready", 20_000);
  const sinceMs = performance.now();
  const sinceEpochMs = Date.now();
  const reader = new EventReader(redis, runKeys(run));
  let found = false;
  await eventually(async () => {
    const events = await reader.read(50);
    found ||= events.some(({ kind, atMs }) => kind === "ticked" && (atMs ?? 0) >= sinceEpochMs);
    return found;
  }, 20_000);
  redis.disconnect();
  return performance.now() - sinceMs;
}

async function expectGoodEnd(running: Running): Promise<void> {
  const done = await running.finished;
  expect(done.code, done.stderr).toBe(0);
  const result = resultOf(done);
  expect(result.claims).toBe(1);
  expect(result.restarts, `nobody needed a restart: ${done.stderr}`).toBe(0);
}

test("Redis restarted empty in the middle", { timeout: 60_000 }, async () => {
  const run = freshRun();
  const { server, running } = await startRun(run);
  await server.stop();
  const again = await startRedis({ port: server.port });
  expect(await ticksOf(again.url, run)).toBeLessThan(TICKS_BACK_MS_MAX);
  await expectGoodEnd(running);
});

test("every connection cut with CLIENT KILL, five times", { timeout: 60_000 }, async () => {
  const run = freshRun();
  const { server, running } = await startRun(run);
  const redis = connect(server.url);
  await eventually(() => redis.status === "ready");
  for (let round = 1; round <= 5; round++) {
    for (const type of ["normal", "pubsub"]) {
      await redis.call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
    }
    expect(await ticksOf(server.url, run)).toBeLessThan(TICKS_BACK_MS_MAX);
  }
  redis.disconnect();
  await expectGoodEnd(running);
});

test(
  "Redis stopped for 5 s the moment that the deal is complete",
  { timeout: 60_000 },
  async () => {
    const run = freshRun();
    const server = await startRedis();
    const redis = connect(server.url);
    await eventually(() => redis.status === "ready");
    const args = ["--robots", "4", "--quiet-ms", "500", "--redis", server.url, "--json"];
    const running = startHearsay(["run", "--run", run, "--dir", freshFolder(), ...args]);
    await eventually(async () => (await redis.hget(runKeys(run).run, "state")) === "running");
    process.kill(server.pid, "SIGSTOP");
    await new Promise((resolve) => {
      setTimeout(resolve, 5000);
    });
    process.kill(server.pid, "SIGCONT");
    redis.disconnect();
    const done = await running.finished;
    expect(done.code, done.stderr).toBe(0);
    expect(resultOf(done).claims).toBe(1);
  },
);

test("Redis stopped for 5 s with SIGSTOP", { timeout: 60_000 }, async () => {
  const run = freshRun();
  const { server, running } = await startRun(run);
  process.kill(server.pid, "SIGSTOP");
  await new Promise((resolve) => {
    setTimeout(resolve, 5000);
  });
  process.kill(server.pid, "SIGCONT");
  expect(await ticksOf(server.url, run)).toBeLessThan(TICKS_BACK_MS_MAX);
  await expectGoodEnd(running);
});

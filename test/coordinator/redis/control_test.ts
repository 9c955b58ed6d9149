/**
 * The command path: each command reaches a reader once, and nothing else is one.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { ControlReader, sendControl } from "../../../coordinator/redis/control.ts";
import { runKeys } from "../../../coordinator/redis/keys.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { DELAY_MS_MAX } from "../../../robots/faults/plan.ts";
import { freshRun, redisUrl } from "../../support/redis.ts";

async function fixture() {
  const redis: Redis = connect(redisUrl);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  const keys = runKeys(freshRun());
  const kill = (robot: string) =>
    sendControl(redis, keys, { command: "kill", robot: robotId(robot) });
  return { redis, keys, kill, reader: new ControlReader(redis, keys) };
}

test("reads each command once, in order, from the first look on", async () => {
  const { kill, reader } = await fixture();
  await kill("early");
  expect(await reader.read()).toEqual([]);
  for (const robot of ["r1", "r2", "r1"]) await kill(robot);
  expect(await reader.read()).toEqual(
    ["r1", "r2", "r1"].map((robot) => ({ command: "kill", robot })),
  );
  expect(await reader.read()).toEqual([]);
});

test("finds the first command of a run, too", async () => {
  const { kill, reader } = await fixture();
  expect(await reader.read()).toEqual([]);
  await kill("r1");
  expect(await reader.read()).toHaveLength(1);
});

test("every reader gets every command", async () => {
  const { redis, keys, kill, reader } = await fixture();
  const other = new ControlReader(redis, keys);
  await Promise.all([reader.read(), other.read()]);
  await kill("r1");
  expect(await reader.read()).toEqual(await other.read());
});

test("ignores what is no command", async () => {
  const { redis, keys, kill, reader } = await fixture();
  await reader.read();
  await redis.xadd(keys.control, "*", "command", "dance", "robot", "r1");
  await redis.xadd(keys.control, "*", "robot", "r1");
  await redis.xadd(keys.control, "*", "command", "kill", "robot", "not-a-name");
  await redis.xadd(keys.control, "*", "x", "y");
  await kill("r2");
  expect(await reader.read()).toEqual([{ command: "kill", robot: "r2" }]);
});

test("says how long, why, and what to forget; what comes from outside is bounded", async () => {
  const { redis, keys, reader } = await fixture();
  await reader.read();
  const robot = robotId("r1");
  const pause = { command: "pause", robot, forMs: 0.5, reason: "stop r1" } as const;
  const forget = { command: "kill", robot, forMs: 100, forget: true } as const;
  for (const command of [pause, forget]) await sendControl(redis, keys, command);
  await sendControl(redis, keys, { command: "resume", robot });
  for (const forMs of ["1e99", "-5", "soon"]) {
    await redis.xadd(keys.control, "*", "command", "pause", "robot", "r1", "forMs", forMs);
  }
  expect(await reader.read()).toEqual([
    pause,
    forget,
    { command: "resume", robot },
    { command: "pause", robot, forMs: DELAY_MS_MAX },
    { command: "pause", robot },
    { command: "pause", robot },
  ]);
});

test("obeys after Redis has lost its memory", async () => {
  const { redis, keys, kill, reader } = await fixture();
  await reader.read();
  await kill("r1");
  await reader.read();
  await redis.del(keys.control);
  expect(await reader.read()).toEqual([]);
  await kill("r2");
  expect(await reader.read()).toEqual([{ command: "kill", robot: "r2" }]);
});

/**
 * Requests to run a robot: each is worked on once, by a host that has room, and none is forgotten.
 *
 * @module
 */
import { expect, onTestFinished, test } from "vitest";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { EnsureQueue, EnsureWorker, type EnsureOutcome } from "../../coordinator/supervision.ts";
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import { makeLogger } from "../../robots/runtime/logger.ts";
import { eventually } from "../support/eventually.ts";
import { freshRun, redisUrl, startRedis } from "../support/redis.ts";

const [R1, R2, LAST] = ["r1", "r2", "last"].map(robotId) as [RobotId, RobotId, RobotId];

type Ensure = (robot: RobotId) => EnsureOutcome | Promise<EnsureOutcome>;

function fixture(url = redisUrl) {
  const options = {
    prefix: runKeys(freshRun()).bull,
    redisUrl: url,
    logger: makeLogger("silent"),
  };
  const queue = new EnsureQueue(options);
  onTestFinished(() => queue.close());
  return {
    queue,
    /** A host that takes requests, and the robots that it was asked for. */
    host: (ensure: Ensure = () => "started") => {
      const asked: RobotId[] = [];
      const worker = new EnsureWorker(options, async (robot) => {
        asked.push(robot);
        return ensure(robot);
      });
      onTestFinished(() => worker.close());
      return { asked, worker };
    },
  };
}

test("a request that waits already is not repeated", async () => {
  const { queue, host } = fixture();
  for (let i = 0; i < 5; i++) await queue.ensure([R1, R2, R1]);
  await queue.ensure([LAST]);
  const { asked } = host();
  await eventually(() => asked.includes(LAST));
  expect([...asked].sort()).toEqual([LAST, R1, R2]);
});

test("a robot can be asked for again once a request is done", async () => {
  const { queue, host } = fixture();
  const { asked } = host(() => "running");
  for (let times = 1; times <= 3; times++) {
    await eventually(async () => {
      await queue.ensure([R1]);
      return asked.length >= times;
    });
  }
  expect(new Set(asked)).toEqual(new Set([R1]));
});

test("a request waits out its delay, others do not wait for it", async () => {
  const { queue, host } = fixture();
  const { asked } = host();
  const startMs = performance.now();
  await queue.ensure([R1], 300);
  await queue.ensure([R2]);
  await eventually(() => asked.length === 2);
  expect(asked).toEqual([R2, R1]);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(290);
});

test("a request that waits out its delay can be hastened, and others wait on", async () => {
  const { queue, host } = fixture();
  const { asked } = host();
  await queue.ensure([R1, R2], 60_000);
  await queue.ensure([LAST]);
  await eventually(() => asked.length === 1);
  await queue.hasten([R1, LAST]);
  await eventually(() => asked.length === 2);
  expect(asked).toEqual([LAST, R1]);
});

test("a request that a host has no room for goes to one that has", async () => {
  const { queue, host } = fixture();
  const full = host(() => "no-room");
  await queue.ensure([R1]);
  await eventually(() => full.asked.length > 0);
  const roomy = host();
  await eventually(() => roomy.asked.length > 0);
  expect(roomy.asked).toEqual([R1]);
});

test("a host without room is asked again until it has some", async () => {
  const { queue, host } = fixture();
  let room = 0;
  const { asked } = host(() => (room > 0 ? "started" : "no-room"));
  await queue.ensure([R1]);
  await eventually(() => asked.length >= 2);
  room = 1;
  const before = asked.length;
  await eventually(() => asked.length === before + 1);
  expect(new Set(asked)).toEqual(new Set([R1]));
});

test("many requests spread over hosts, each to one of them", async () => {
  const { queue, host } = fixture();
  const robots = Array.from({ length: 50 }, (_, i) => robotId(`r${i}`));
  const hosts = [host(), host(), host()];
  await queue.ensure(robots);
  const asked = () => hosts.flatMap((it) => it.asked);
  await eventually(() => asked().length >= robots.length);
  expect(asked().sort()).toEqual([...robots].sort());
});

test("a request that failed does not stand in the way of the next one", async () => {
  const { queue, host } = fixture();
  let failures = 2;
  const { asked } = host(() => {
    failures -= 1;
    if (failures >= 0) throw new Error("Redis was away");
    return "started";
  });
  await eventually(async () => {
    await queue.ensure([R1]);
    return failures < 0;
  });
  expect(asked.length).toBeGreaterThanOrEqual(3);
});

test("a host that dies in the middle of a request does not block its robot", async () => {
  const { queue, host } = fixture();
  const dying = host(() => new Promise(() => {}));
  await queue.ensure([R1]);
  await eventually(() => dying.asked.length === 1);
  await dying.worker.close();
  const next = host();
  await eventually(async () => {
    await queue.ensure([R1]);
    return next.asked.length > 0;
  }, 5000);
  expect(next.asked).toEqual([R1]);
});

test("requests made before Redis is there are worked on when it is", async () => {
  const first = await startRedis();
  const { queue, host } = fixture(first.url);
  const { asked } = host();
  await queue.ensure([R1]);
  await eventually(() => asked.length === 1);
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  const waiting = queue.ensure([R2]);
  await startRedis({ port: first.port });
  await waiting;
  await eventually(() => asked.length === 2);
  expect(asked).toEqual([R1, R2]);
});

test("closing takes bounded time also when Redis is away", async () => {
  const { url, pid, exited } = await startRedis();
  const { queue, host } = fixture(url);
  const { worker, asked } = host();
  await queue.ensure([R1]);
  await eventually(() => asked.length === 1);
  process.kill(pid, "SIGKILL");
  await exited;
  const beforeMs = performance.now();
  await Promise.all([queue.close(), worker.close()]);
  expect(performance.now() - beforeMs).toBeLessThan(3000);
});

/**
 * The streams that observers read: every report in order, once, also across an outage.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, type RedisRole, whenReady } from "../../../coordinator/redis/connect.ts";
import { appendEvents, EventReader, quarantine } from "../../../coordinator/redis/event_stream.ts";
import { runKeys } from "../../../coordinator/redis/keys.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import type { HearsayEvent } from "../../../robots/runtime/events.ts";
import { freshRun, redisUrl } from "../../support/redis.ts";

async function open(role: RedisRole): Promise<Redis> {
  const redis = connect(redisUrl, { role });
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  return redis;
}

async function fixture() {
  const [redis, blocking] = await Promise.all([open("commands"), open("blocking")]);
  const keys = runKeys(freshRun());
  return { redis, blocking, keys, reader: new EventReader(blocking, keys) };
}

function sent(from: number, count: number): HearsayEvent[] {
  return Array.from({ length: count }, (_, i) => ({ kind: "sent", robot: "r1", count: from + i }));
}

function countsOf(events: readonly HearsayEvent[]): unknown[] {
  return events.map(({ count }) => count);
}

test("reads every event once, in order, in as many steps as it takes", async () => {
  const { redis, keys, reader } = await fixture();
  await appendEvents(redis, keys, sent(1, 25));
  await appendEvents(redis, keys, []);
  await appendEvents(redis, keys, sent(26, 5));
  const steps: number[] = [];
  const all: HearsayEvent[] = [];
  for (;;) {
    const events = await reader.read(1, 10);
    if (events.length === 0) break;
    steps.push(events.length);
    all.push(...events);
  }
  expect(steps).toEqual([10, 10, 10]);
  expect(countsOf(all)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
});

test("waits for what comes, no longer than it was told", async () => {
  const { redis, keys, reader } = await fixture();
  expect(await reader.read(5)).toEqual([]);
  const waiting = reader.read(900);
  await appendEvents(redis, keys, sent(1, 1));
  expect(await waiting).toMatchObject([{ kind: "sent", robot: "r1", count: 1 }]);
});

test("shows people who reports what and how often without decoding", async () => {
  const { redis, keys } = await fixture();
  await appendEvents(redis, keys, [{ kind: "lost", robot: "r2", count: 7 }]);
  const [[, fields]] = (await redis.xrange(keys.events, "-", "+")) as [[string, string[]]];
  expect(fields.slice(0, 6)).toEqual(["kind", "lost", "robot", "r2", "count", "7"]);
});

test("skips what is no event and goes on behind it", async () => {
  const { redis, keys, reader } = await fixture();
  await redis.xadd(keys.events, "*", "garbage", "x");
  await redis.xadd(keys.events, "*", "body", "garbage");
  await appendEvents(redis, keys, sent(1, 1));
  expect(countsOf(await reader.read(1))).toEqual([1]);
  expect(await reader.read(1)).toEqual([]);
});

test("says so when events could not be appended", async () => {
  const { redis, keys } = await fixture();
  await redis.set(keys.events, "no stream");
  await expect(appendEvents(redis, keys, sent(1, 3))).rejects.toThrow("WRONGTYPE");
  await close(redis);
  await expect(appendEvents(redis, keys, sent(1, 3))).rejects.toThrow(Error);
});

test("goes on where it was when Redis still has its memory", async () => {
  const { redis, keys, reader } = await fixture();
  await appendEvents(redis, keys, sent(1, 2));
  await reader.read(1);
  await reader.resynchronize();
  expect(await reader.read(1)).toEqual([]);
  await appendEvents(redis, keys, sent(3, 1));
  await reader.resynchronize();
  expect(countsOf(await reader.read(1))).toEqual([3]);
});

test("begins again when Redis lost its memory and counts from smaller ids", async () => {
  const { redis, keys, reader } = await fixture();
  await redis.xadd(keys.events, "99999999999999-5", "garbage", "from a clock that was ahead");
  await reader.read(1);
  await redis.del(keys.events);
  await appendEvents(redis, keys, sent(1, 2));
  expect(await reader.read(1)).toEqual([]);
  await reader.resynchronize();
  expect(countsOf(await reader.read(1))).toEqual([1, 2]);
});

test("begins again also when it is back before the first event is", async () => {
  const { redis, keys, reader } = await fixture();
  await redis.xadd(keys.events, "99999999999999-5", "garbage", "from a clock that was ahead");
  await reader.read(1);
  await redis.del(keys.events);
  await reader.resynchronize();
  await appendEvents(redis, keys, sent(1, 2));
  expect(countsOf(await reader.read(1))).toEqual([1, 2]);
});

test("keeps the evidence of a refused message byte by byte", async () => {
  const { redis, keys } = await fixture();
  const evidence = Uint8Array.from({ length: 256 }, (_, i) => i);
  const refused = { robot: robotId("r1"), reason: "why not", source: "5-0", evidence };
  await quarantine(redis, keys, refused);
  const [[, fields]] = (await redis.xrangeBuffer(keys.quarantine, "-", "+")) as [
    [Buffer, Buffer[]],
  ];
  expect(fields.slice(0, 6).map(String)).toEqual([
    "robot",
    "r1",
    "reason",
    "why not",
    "source",
    "5-0",
  ]);
  expect(Uint8Array.from(fields[7]!)).toEqual(evidence);
});

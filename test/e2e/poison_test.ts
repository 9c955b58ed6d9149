/**
 * Goal: what is not a message is counted and put aside; what contradicts the known ends one life of
 * one robot, with evidence, and never the run.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { expect, test } from "vitest";

import { connect, whenReady } from "../../coordinator/redis/connect.ts";
import { RunStore } from "../../coordinator/redis/run_store.ts";
import { hearsay as wire } from "../../proto/gen/hearsay.js";
import { robotId } from "../../robots/engine/ids.ts";
import { encodeMessage } from "../../robots/runtime/envelope.ts";
import type { HearsayEvent } from "../../robots/runtime/events.ts";
import { secretCodec } from "../../robots/secret/codec.ts";
import { eventually } from "../support/eventually.ts";
import { freshFolder, onSharedRedis, resultOf, startHearsay } from "../support/hearsay.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

const victim = robotId("r1");

/** Starts a run of four robots that waits a while before it ends; resolves when all of them live. */
async function startRun() {
  const run = freshRun();
  const folder = freshFolder();
  const args = ["--robots", "4", "--quiet-ms", "4000", "--json"];
  const running = startHearsay(["run", ...onSharedRedis(run, folder), ...args]);
  const redis = connect(redisUrl);
  await whenReady(redis, 5000);
  const store = new RunStore(redis, run);
  await eventually(async () => (await redis.xlen(store.keys.events)) > 20, 20_000);
  return { run, folder, running, redis, store };
}

async function eventsOf(folder: string, run: string): Promise<HearsayEvent[]> {
  const lines = (await readFile(join(folder, run, "events.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as HearsayEvent);
}

/** The fields of each message in quarantine. */
async function quarantined(redis: Redis, key: string): Promise<Record<string, string>[]> {
  return (await redis.xrange(key, "-", "+")).map(([, fields]) => {
    const pairs = fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1]!]] : []));
    return Object.fromEntries(pairs) as Record<string, string>;
  });
}

test("garbage in an inbox is counted and quarantined, and the run completes", async () => {
  const { running, redis, store } = await startRun();
  const inbox = store.keys.inbox(victim);
  const { Batch } = wire.v1;
  const tooMany = Batch.encode({
    envelopes: Array.from({ length: 100 }, () => new Uint8Array(1)),
  }).finish();
  const garbage: (string | Buffer)[][] = [
    ["hello", "world"],
    ["body", "this is no protobuf"],
    ["body", Buffer.from(Batch.encode({ envelopes: [Buffer.from("no envelope")] }).finish())],
    ["body", ""],
    ["body", Buffer.from(tooMany)],
  ];
  for (const fields of garbage) await redis.xadd(inbox, "*", ...fields);
  const done = await running.finished;
  const result = resultOf(done);
  expect(done.code, done.stderr).toBe(0);
  expect(result).toMatchObject({ quarantined: garbage.length, violations: 0, restarts: 0 });
  const kept = await quarantined(redis, store.keys.quarantine);
  expect(kept.map(({ robot }) => robot)).toEqual(garbage.map(() => victim));
  expect(kept.every(({ reason }) => reason !== undefined && reason.length > 10)).toBe(true);
  expect(kept[0]!["body"]).toBe("hello=world");
  redis.disconnect();
});

test("a fault plan put into Redis by hand that is none leaves the one in force", async () => {
  const { running, redis, store } = await startRun();
  const plan = JSON.stringify({ rules: [{ kind: "loss", rate: 1, from: "r1" }, null] });
  await redis.hset(store.keys.faults, { version: "by hand", plan });
  const done = await running.finished;
  expect(done.code, done.stderr).toBe(0);
  expect(resultOf(done)).toMatchObject({ restarts: 0, violations: 0, claims: 1 });
  expect(done.stderr).toMatch(/plan-refused/);
  redis.disconnect();
});

test("a forged update that contradicts a known word costs one life and leaves evidence", async () => {
  const { run, folder, running, redis, store } = await startRun();
  const { config } = (await store.describe())!;
  const codec = secretCodec(config.secret.wordCount);
  const known = codec.decodeUpdate((await store.share(victim))!)![0]!;
  const from = robotId("mallory");
  const forged = {
    from,
    boot: 1,
    seq: 1,
    lamport: 7,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update: [{ index: known.index, value: Buffer.from("forged ") }],
  };
  const body = wire.v1.Batch.encode({ envelopes: [encodeMessage(forged, codec)] }).finish();
  await redis.xadd(store.keys.inbox(victim), "*", "from", "mallory", "body", Buffer.from(body));
  const done = await running.finished;
  const result = resultOf(done);
  expect(result).toMatchObject({ violations: 1, restarts: 1, claims: 1 });
  expect(result.sha256).toBe(config.secret.sha256);
  // The file is right, but something broke: whoever runs this must hear of it.
  expect(done.code).toBe(1);
  expect(done.stderr).toMatch(/the run failed: 1 broken invariant/);
  const [violation, ...others] = (await eventsOf(folder, run)).filter(
    ({ kind }) => kind === "invariant-violated",
  );
  expect(others).toEqual([]);
  expect(violation).toMatchObject({
    robot: victim,
    violation: {
      what: "a word must never change",
      index: known.index,
      knownValue: Buffer.from(known.value).toString("base64"),
      givenValue: Buffer.from("forged ").toString("base64"),
      messageId: "mallory-1-1",
    },
  });
  const [evidence] = await quarantined(redis, store.keys.quarantine);
  expect(evidence).toMatchObject({ robot: victim });
  expect(evidence!["reason"]).toMatch(/a word must never change.*mallory-1-1/);
  redis.disconnect();
});

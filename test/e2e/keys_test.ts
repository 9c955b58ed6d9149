/**
 * Goal: whoever looks with redis-cli while a run goes on sees just what ARCHITECTURE.md says.
 */
import { expect, test } from "vitest";

import { connect, whenReady } from "../../coordinator/redis/connect.ts";
import { eventually } from "../support/eventually.ts";
import { freshFolder, hearsay, startHearsay } from "../support/hearsay.ts";
import { freshRun, startRedis } from "../support/redis.ts";

test("redis-cli sees streams, roster, shares, faults and ticks, and clean removes them all", async () => {
  const { url } = await startRedis();
  const run = freshRun();
  const redis = connect(url);
  await whenReady(redis, 5000);
  await redis.set("somebody:else", "stays");
  const dir = freshFolder();
  // Delays keep messages in the inboxes long enough to be seen.
  const args = ["--robots", "4", "--quiet-ms", "3000", "--redis", url, "--dir", dir, "--json"];
  const running = startHearsay(["run", "--run", run, ...args]);
  const key = (name: string): string => `hearsay:${run}:${name}`;
  await eventually(async () => (await redis.xlen(key("events"))) > 30, 20_000);

  const types: Record<string, string> = {};
  for (const name of await redis.keys("*")) types[name] = await redis.type(name);
  expect(types).toMatchObject({
    [key("run")]: "hash",
    [key("roster")]: "hash",
    [key("hosts")]: "hash",
    [key("shares")]: "hash",
    [key("boots")]: "hash",
    [key("faults")]: "hash",
    [key("events")]: "stream",
    [key("lease:{r1}")]: "string",
  });
  const foreign = Object.keys(types).filter(
    (name) => !name.startsWith(key("")) && !name.startsWith(`{hearsay:${run}}:`),
  );
  expect(foreign).toEqual(["somebody:else"]);
  expect(Object.keys(types).some((name) => name.startsWith(`{hearsay:${run}}:ticks`))).toBe(true);

  // What a message looks like: catch one before its owner trims it.
  let fields: string[] = [];
  await eventually(async () => {
    for (const robot of ["r1", "r2", "r3", "r4"]) {
      const [entry] = await redis.xrange(key(`inbox:{${robot}}`), "-", "+", "COUNT", 1);
      if (entry !== undefined) fields = entry[1];
    }
    return fields.length > 0;
  });
  const [from, sender, kinds, kind, ids, id, body] = fields;
  expect([from, kinds, ids, body]).toEqual(["from", "kinds", "ids", "body"]);
  expect(sender).toMatch(/^r[1-4]$/);
  expect(kind).toMatch(/^(summary|update|summary\+update)( |$)/);
  expect(id).toMatch(/^r[1-4]-\d+-\d+/);

  const roster = await redis.hgetall(key("roster"));
  expect(Object.keys(roster).sort()).toEqual(["r1", "r2", "r3", "r4"]);
  expect(JSON.parse(roster["r1"]!)).toEqual({
    host: expect.any(String),
    pid: expect.any(Number),
    boot: 1,
    state: "running",
  });
  const [event] = await redis.xrange(key("events"), "-", "+", "COUNT", 1);
  expect(event![1].slice(0, 6)).toEqual([
    "kind",
    "started",
    "robot",
    expect.any(String),
    "count",
    "1",
  ]);

  // While nobody reads, an inbox is a backlog; a read one is empty.
  await eventually(async () => (await redis.exists(key("winner"))) === 1, 20_000);
  expect(JSON.parse((await redis.get(key("winner")))!)).toEqual({
    claimant: expect.stringMatching(/^r[1-4]$/),
    boot: 1,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect((await running.finished).code).toBe(0);

  const cleaned = await hearsay(["clean", run, "--redis", url]);
  expect(cleaned.code, cleaned.stderr).toBe(0);
  expect(await redis.keys("*")).toEqual(["somebody:else"]);
  redis.disconnect();
});

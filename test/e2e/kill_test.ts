/**
 * Goal: kill -9 of any process costs time, never the secret, and leaves nobody behind.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { connect } from "../../coordinator/redis/connect.ts";
import { RunStore } from "../../coordinator/redis/run_store.ts";
import { robotId } from "../../robots/engine/ids.ts";
import { eventually } from "../support/eventually.ts";
import {
  freshFolder,
  hearsay,
  isAlive,
  onSharedRedis,
  resultOf,
  robotProcessesOf,
  startHearsay,
} from "../support/hearsay.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

const linux = process.platform === "linux";
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("a robot killed every 200 ms: restarts, one claim, the right file, no orphan", async () => {
  const run = freshRun();
  const dir = freshFolder();
  const file = join(import.meta.dirname, "../../LICENSE");
  const args = ["--secret-file", file, "--kill-every-ms", "200", "--robots", "10", "--json"];
  const done = await hearsay(["run", ...onSharedRedis(run, dir), ...args]);
  const result = resultOf(done);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).not.toMatch(/warning/);
  expect(result.restarts).toBeGreaterThan(0);
  expect(result.claims).toBe(1);
  expect(sha256(await readFile(result.file!))).toBe(sha256(await readFile(file)));
  const record = JSON.parse(await readFile(join(dir, run, "run.json"), "utf8"));
  expect(record.config).toMatchObject({ killEveryMs: 200, hosted: 10 });
  if (linux) expect(await robotProcessesOf(run)).toEqual([]);
});

test("kills that leave robots no time to live get a warning, and the run its chance", async () => {
  const args = ["--kill-every-ms", "50", "--quiet-ms", "5000", "--timeout-ms", "1000", "--json"];
  const done = await hearsay(["run", ...onSharedRedis(freshRun(), freshFolder()), ...args]);
  expect(done.stderr.match(/warning: .*/g)).toEqual([
    expect.stringMatching(/--kill-every-ms 50 each of 10 robots lives 500 ms.*at least 100$/),
  ]);
  expect(resultOf(done).winner).toBeNull();
});

test.runIf(linux)("the coordinator killed with SIGKILL leaves no robot and no Redis", async () => {
  const run = freshRun();
  const dir = freshFolder();
  const args = ["--run", run, "--dir", dir, "--quiet-ms", "60000", "--kill-every-ms", "200"];
  const running = startHearsay(["run", ...args]);
  await eventually(async () => (await robotProcessesOf(run)).length >= 5, 20_000);
  const { redis } = JSON.parse(await readFile(join(dir, run, "run.json"), "utf8"));
  const client = connect(redis);
  await eventually(() => client.status === "ready");
  const serverPid = Number(/process_id:(\d+)/.exec(await client.info("server"))![1]);
  client.disconnect();
  expect(await isAlive(serverPid)).toBe(true);
  running.process.kill("SIGKILL");
  await running.finished;
  await eventually(async () => (await robotProcessesOf(run)).length === 0);
  await eventually(async () => !(await isAlive(serverPid)));
});

test("a winner that dies between its claim and its file is started again and finishes", async () => {
  const run = freshRun();
  const dir = freshFolder();
  const running = startHearsay([
    "run",
    ...onSharedRedis(run, dir),
    "--robots",
    "4",
    "--quiet-ms",
    "2500",
    "--json",
  ]);
  // As if r2 had claimed in an earlier life and died before it wrote.
  const redis = connect(redisUrl);
  await eventually(() => redis.status === "ready");
  const store = new RunStore(redis, run);
  await eventually(async () => (await store.roster()).size === 4, 20_000);
  const { config } = (await store.describe())!;
  const claim = { claimant: robotId("r2"), boot: 0, digest: config.secret.sha256 };
  await redis.set(store.keys.winner, JSON.stringify(claim));
  const done = await running.finished;
  redis.disconnect();
  const written = await readFile(join(dir, run, "secret.txt"));
  expect(sha256(written)).toBe(config.secret.sha256);
  const record = JSON.parse(await readFile(join(dir, run, "run.json"), "utf8"));
  expect(record.result.winner).toBe("r2");
  expect(done.code, done.stderr).toBe(0);
});

/**
 * Goal: the main job works as a person runs it: real processes, a real Redis, a real file.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { connect, whenReady } from "../../coordinator/redis/connect.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { freshRun, redisUrl } from "../support/redis.ts";
import { eventually } from "../support/eventually.ts";
import { freshFolder, hearsay, onSharedRedis, resultOf, startHearsay } from "../support/hearsay.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("hearsay run", () => {
  test("starts a Redis of its own, finds the secret and leaves its folder", async () => {
    const dir = freshFolder();
    const done = await hearsay(["run", "--dir", dir, "--run", "alone", "--quiet-ms", "300"]);
    expect(done.stderr).not.toMatch(/at .*\.ts/);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/winner/);
    const record = JSON.parse(await readFile(join(dir, "alone/run.json"), "utf8"));
    expect(record.result.claims).toBe(1);
    const secret = await readFile(join(dir, "alone/secret.txt"));
    expect(sha256(secret)).toBe(record.config.secret.sha256);
    const events = (await readFile(join(dir, "alone/events.jsonl"), "utf8")).trim().split("\n");
    const kinds = new Set(events.map((line) => JSON.parse(line).kind));
    for (const kind of ["sent", "received", "merged", "converged", "quiescent", "winner"]) {
      expect(kinds, kind).toContain(kind);
    }
  });

  test("gives back a real text file to the byte under loss and duplication", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const file = join(import.meta.dirname, "../../package-lock.json");
    const args = ["--secret-file", file, "--robots", "12", "--loss", "0.3", "--duplicate", "0.2"];
    const out = join(dir, "copy.json");
    const done = await hearsay([
      "run",
      ...onSharedRedis(run, dir),
      ...args,
      "--out",
      out,
      "--json",
    ]);
    const result = resultOf(done);
    expect(done.code, done.stderr).toBe(0);
    expect(result).toMatchObject({ run, robots: 12, claims: 1, violations: 0, file: out });
    expect(result.sha256).toBe(sha256(await readFile(file)));
    expect(sha256(await readFile(out))).toBe(result.sha256);
    expect(result.messages.lost).toBeGreaterThan(0);
    expect(result.messages.duplicated).toBeGreaterThan(0);
    expect(result.messages.delayed).toBeGreaterThan(0);
    expect(result.payloadMessages).toBeGreaterThan(0);
    const { config } = JSON.parse(await readFile(join(dir, run, "run.json"), "utf8"));
    expect(config).toMatchObject({ out, hosted: 12 });
    expect(result.convergedMs).toBeGreaterThan(0);
  });

  test("gives back a megabyte of random bytes cut into chunks", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const file = join(dir, "random.bin");
    const bytes = randomBytes(1024 * 1024);
    await writeFile(file, bytes);
    const args = ["--secret-file", file, "--chunk-bytes", "4096", "--robots", "6", "--json"];
    const done = await hearsay(["run", ...onSharedRedis(run, dir), ...args]);
    const result = resultOf(done);
    expect(done.code, done.stderr).toBe(0);
    expect(result.sha256).toBe(sha256(bytes));
    expect(result.bytes).toBe(bytes.length);
    const { config } = JSON.parse(await readFile(join(dir, run, "run.json"), "utf8"));
    expect(config.chunkBytes).toBe(4096);
    expect(config).not.toHaveProperty("killEveryMs");
  });

  test.for(["push", "pull"])("also finds the secret by %s alone", async (exchange) => {
    const run = freshRun();
    const args = ["--exchange", exchange, "--robots", "5", "--quiet-ms", "300", "--json"];
    const done = await hearsay(["run", ...onSharedRedis(run, freshFolder()), ...args]);
    expect(done.code, done.stderr).toBe(0);
  });

  test("ticks by timer as well", async () => {
    const run = freshRun();
    const args = ["--ticks", "timer", "--gossip-ms", "20", "--robots", "4", "--quiet-ms", "200"];
    const done = await hearsay(["run", ...onSharedRedis(run, freshFolder()), ...args, "--json"]);
    expect(done.code, done.stderr).toBe(0);
    expect(resultOf(done).ticks).toBeGreaterThan(0);
  });

  test("takes its options from the environment", async () => {
    const run = freshRun();
    const env = {
      HEARSAY_ROBOTS: "3",
      HEARSAY_QUIET_MS: "100",
      HEARSAY_SECRET: "three words here",
    };
    const args = [...onSharedRedis(run, freshFolder()), "--json"];
    const done = await hearsay(["run", ...args], { env });
    expect(done.code, done.stderr).toBe(0);
    expect(resultOf(done)).toMatchObject({ robots: 3, bytes: 16 });
  });

  test("gives up at its limit, says why and exits 1", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const plan = join(dir, "plan.json");
    await writeFile(
      plan,
      JSON.stringify({ rules: [{ kind: "partition", groups: [["r1"], ["r2"]] }] }),
    );
    const args = ["--faults", plan, "--robots", "2", "--copies", "1", "--timeout-ms", "2500"];
    const done = await hearsay(["run", ...onSharedRedis(run, dir), ...args, "--json"]);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/the run failed: no winner within 2500 ms: 0 of 2 robots/);
    expect(resultOf(done)).toMatchObject({ winner: null, file: null, convergedMs: null });
  });

  test("names the winner that cannot write, and why", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const out = join(dir, "copy.txt");
    const args = ["--out", out, "--robots", "3", "--quiet-ms", "1000", "--timeout-ms", "6000"];
    const running = startHearsay(["run", ...onSharedRedis(run, dir), ...args, "--json"]);
    const record = join(dir, run, "run.json");
    await eventually(() => existsSync(record), 20_000);
    // It could be written when it was looked at.
    await mkdir(out);
    const done = await running.finished;
    const { winner, file } = resultOf(done);
    expect({ code: done.code, file }).toEqual({ code: 1, file: null });
    const cause = `time was up after 6000 ms: ${winner} won but cannot write ${out}: EISDIR`;
    expect(done.stderr.trim().split("\n").at(-1)).toContain(`the run failed: ${cause}`);
    expect(JSON.parse(await readFile(record, "utf8")).problems).toEqual([
      expect.stringContaining(cause),
    ]);
  });

  test("names a winner key that nobody can claim", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const args = ["--robots", "3", "--quiet-ms", "1000", "--timeout-ms", "6000", "--json"];
    const running = startHearsay(["run", ...onSharedRedis(run, dir), ...args]);
    const redis = connect(redisUrl);
    onTestFinished(() => redis.disconnect());
    await whenReady(redis, 5000);
    const key = runKeys(run).winner;
    await eventually(() => existsSync(join(dir, run, "run.json")), 20_000);
    await redis.set(key, "junk");
    const done = await running.finished;
    expect(resultOf(done).winner).toBeNull();
    const last = done.stderr.trim().split("\n").at(-1);
    expect(last).toMatch(/the run failed: time was up after 6000 ms: r\d cannot claim: /);
    expect(last).toContain(`${key} must hold JSON of claimant, boot and digest: got "junk"`);
  });

  test("names the faults of its plan that never fired", async () => {
    const run = freshRun();
    const dir = freshFolder();
    const plan = join(dir, "plan.json");
    await writeFile(plan, JSON.stringify({ rules: [{ kind: "loss", rate: 1, from: ["nobody"] }] }));
    const args = ["--faults", plan, "--robots", "3", "--quiet-ms", "100"];
    const done = await hearsay(["run", ...onSharedRedis(run, dir), ...args, "--json"]);
    expect(done.stderr).toMatch(/this fault never fired: lose .* from nobody/);
  });

  test("ends cleanly on Ctrl-C", async () => {
    const run = freshRun();
    const args = ["--quiet-ms", "60000", "--robots", "3", "--no-live"];
    const running = startHearsay(["run", ...onSharedRedis(run, freshFolder()), ...args]);
    await eventually(() => /knows every word/.test(running.stdout()), 20_000);
    running.process.kill("SIGINT");
    const done = await running.finished;
    expect(done.code).not.toBe(0);
    expect(done.stderr).toMatch(/interrupted by SIGINT/);
  });
});

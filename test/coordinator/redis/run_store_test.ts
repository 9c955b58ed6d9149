/**
 * A run in Redis: what is there is never overwritten by what others remember.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { RunStore } from "../../../coordinator/redis/run_store.ts";
import type { RosterEntry, RunConfig } from "../../../coordinator/run_config.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import type { FaultPlan } from "../../../robots/faults/plan.ts";
import { freshRun, redisUrl, startRedis } from "../../support/redis.ts";

const [R1, R2] = [robotId("r1"), robotId("r2")];

const CONFIG: RunConfig = {
  version: "0.1.0",
  seed: "7",
  robots: 2,
  copies: 2,
  gossipMs: 100,
  quietMs: 1000,
  timeoutMs: 60_000,
  inboxMax: 1024,
  exchange: "push-pull",
  fanout: 1,
  ticks: "bullmq",
  secret: { wordCount: 3, bytes: 9, sha256: "ab" },
};

const LIVING: RosterEntry = { host: "here", pid: 7, boot: 1, state: "running" };
const LOSSY: FaultPlan = { rules: [{ kind: "loss", rate: 0.5 }] };

async function open(url = redisUrl): Promise<Redis> {
  const redis = connect(url);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  return redis;
}

async function freshStore(): Promise<RunStore> {
  return new RunStore(await open(), freshRun());
}

/** A Redis that has lost its memory of the run. */
async function forget(store: RunStore): Promise<void> {
  const { run, shares, roster, boots, faults } = store.keys;
  await store.redis.del(run, shares, roster, boots, faults);
}

test("a name can be taken once, however many try", async () => {
  const store = await freshStore();
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, i) => store.create({ ...CONFIG, seed: `${i}` })),
  );
  expect(taken.filter(Boolean)).toHaveLength(1);
  const { config, state } = (await store.describe())!;
  expect(config.seed).toBe(`${taken.indexOf(true)}`);
  expect(state).toBe("dealing");
});

test("describes what was created, and nothing where nothing is", async () => {
  const store = await freshStore();
  expect(await store.describe()).toBeUndefined();
  await store.create(CONFIG);
  await store.open(1234);
  expect(await store.describe()).toMatchObject({
    config: CONFIG,
    state: "running",
    startedAtMs: 1234,
  });
});

test("shares come back byte by byte", async () => {
  const store = await freshStore();
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await store.deal(new Map([[R1, bytes]]));
  expect(Uint8Array.from((await store.share(R1))!)).toEqual(bytes);
  expect(await store.share(R2)).toBeUndefined();
});

test("a deal that Redis has no memory for is an error", async () => {
  const { url } = await startRedis();
  const redis = await open(url);
  const store = new RunStore(redis, freshRun());
  await redis.config("SET", "maxmemory", "1");
  await expect(store.deal(new Map([[R1, new Uint8Array(1000)]]))).rejects.toThrow(/OOM/);
});

test("restoring puts back what is missing and never changes what is there", async () => {
  const store = await freshStore();
  await store.create(CONFIG);
  await store.open(1234);
  await store.deal(new Map([[R1, Buffer.from("first")]]));
  await store.setState("won");
  const other = { config: { ...CONFIG, seed: "other" }, state: "running", startedAtMs: 9 } as const;
  const shares = new Map([R1, R2].map((robot) => [robot, Buffer.from(`of ${robot}`)]));
  await store.restore(other, shares);
  expect(await store.describe()).toMatchObject({
    config: CONFIG,
    state: "won",
    startedAtMs: 1234,
  });
  expect((await store.share(R1))?.toString()).toBe("first");
  expect((await store.share(R2))?.toString()).toBe("of r2");
});

test("what one process restores after Redis lost its memory another finds", async () => {
  const store = await freshStore();
  await store.create(CONFIG);
  await store.open(1234);
  const run = (await store.describe())!;
  await forget(store);
  expect((await store.pulse()).state).toBeUndefined();
  const epoch = await store.restore(run, new Map([[R1, Buffer.from("share")]]));
  expect(await store.describe()).toEqual({ ...run, epoch });
  const pulse = { state: "running", epoch, faultsVersion: undefined, robots: [R1] };
  expect(await store.pulse()).toEqual(pulse);
  expect(epoch).not.toBe(run.epoch);
  // Whoever comes later adds what it knows, and finds the epoch that has begun.
  expect(await store.restore(run, new Map([[R2, Buffer.from("other")]]))).toBe(epoch);
  expect((await store.share(R2))?.toString()).toBe("other");
});

test("boots count up, and no two callers get the same", async () => {
  const store = await freshStore();
  const boots = await Promise.all(Array.from({ length: 20 }, () => store.nextBoot(R1, 0)));
  expect([...boots].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(await store.nextBoot(R2, 0)).toBe(1);
});

test("a boot is above what the caller knows, also after Redis lost its memory", async () => {
  const store = await freshStore();
  for (let i = 0; i < 5; i++) await store.nextBoot(R1, 0);
  await forget(store);
  expect(await store.nextBoot(R1, 5)).toBe(6);
  expect(await store.nextBoot(R1, 6)).toBe(7);
  await forget(store);
  const boots = await Promise.all(Array.from({ length: 10 }, () => store.nextBoot(R1, 7)));
  expect(new Set(boots).size).toBe(10);
  expect(Math.min(...boots)).toBeGreaterThan(7);
});

test("a robot without a share joins once under its name", async () => {
  const store = await freshStore();
  await store.deal(new Map([[R1, Buffer.from("share")]]));
  expect(await store.addRobot(R2, LIVING)).toBe(true);
  expect(await store.addRobot(R2, { ...LIVING, host: "elsewhere" })).toBe(false);
  expect(await store.roster()).toEqual(new Map([[R2, LIVING]]));
  expect((await store.places()).sort()).toEqual([R1, R2]);
  expect((await store.pulse()).robots).toEqual([R1, R2]);
});

test("names that no robot can have are nobody", async () => {
  const store = await freshStore();
  await store.redis.hset(store.keys.shares, "not-a-name", "x", "r1", "x");
  expect(await store.places()).toEqual([R1]);
  expect((await store.pulse()).robots).toEqual([R1]);
});

test("each plan has a version of its own, also one that was in force before", async () => {
  const store = await freshStore();
  expect(await store.faults()).toEqual({ version: undefined, plan: { rules: [] } });
  const versions = new Set<string | undefined>();
  for (const plan of [LOSSY, { rules: [] }, LOSSY]) {
    await store.setFaults(plan);
    const { version, plan: found } = await store.faults();
    expect(found).toEqual(plan);
    expect((await store.pulse()).faultsVersion).toBe(version);
    versions.add(version);
  }
  expect(versions.size).toBe(3);
});

test("a plan is restored where it was forgotten, never over a newer one", async () => {
  const store = await freshStore();
  await store.setFaults(LOSSY);
  const { version } = await store.faults();
  await forget(store);
  await store.restoreFaults(undefined, { rules: [] });
  expect((await store.faults()).version).toBeUndefined();
  await store.restoreFaults(version, LOSSY);
  expect(await store.faults()).toEqual({ version, plan: LOSSY });
  await store.setFaults({ rules: [] });
  await store.restoreFaults(version, LOSSY);
  expect((await store.faults()).plan).toEqual({ rules: [] });
});

test("a heartbeat without a connection is an error, not a run that was forgotten", async () => {
  const store = await freshStore();
  await store.create(CONFIG);
  await close(store.redis);
  await expect(store.pulse()).rejects.toThrow(Error);
});

test("touches no key outside the run", async () => {
  const { url } = await startRedis();
  const store = new RunStore(await open(url), freshRun());
  await store.create(CONFIG);
  await store.open(1);
  await store.deal(new Map([[R1, Buffer.from("x")]]));
  await store.setRoster(R1, LIVING);
  await store.setFaults(LOSSY);
  await store.nextBoot(R1, 0);
  const keys = await store.redis.keys("*");
  expect(keys.length).toBeGreaterThan(4);
  expect(keys.filter((key) => !key.startsWith(store.keys.prefix))).toEqual([]);
});

test("a run ends once: whoever comes later learns how", async () => {
  const store = await freshStore();
  await store.create(CONFIG);
  await store.open(1234);
  const won = { winner: "r1", file: "/x", bytes: 3, sha256: "ab" };
  expect(await store.end("won", won)).toEqual({ changed: true, state: "won" });
  expect(await store.end("failed", { reason: "late" })).toEqual({ changed: false, state: "won" });
  expect(await store.end("stopped", { reason: "later" })).toEqual({ changed: false, state: "won" });
  const fields = await store.runFields();
  expect(fields).toMatchObject({ state: "won", winner: "r1", bytes: "3" });
  expect(fields["reason"]).toBeUndefined();
});

test("a plan that cannot be used is told from none", async () => {
  const store = await freshStore();
  expect((await store.faults()).plan).toEqual({ rules: [] });
  for (const plan of ["{", "{}", '{"rules":[null]}', '{"rules":[{"kind":"loss","from":"r1"}]}']) {
    await store.redis.hset(store.keys.faults, { version: plan, plan });
    expect(await store.faults(), plan).toEqual({ version: plan, plan: undefined });
  }
});

import { expect, test } from "vitest";

import { runKeys, type RunName } from "../../../coordinator/redis/keys.ts";
import type { RunStore } from "../../../coordinator/redis/run_store.ts";
import { eventually } from "../../support/eventually.ts";
import { freshRun } from "../../support/redis.ts";
import { command, looks, makeRun, openStore, output, r1 } from "./fixture.ts";

/** A key of each kind that a run may have, `many` inboxes among them. */
async function fill({ redis }: RunStore, run: RunName, many: number): Promise<string[]> {
  const keys = runKeys(run);
  const names = [keys.run, keys.events, `${keys.bull}:ticks-x:meta`, `${keys.bull}:supervision:1`];
  for (let i = 0; i < many; i++) names.push(keys.inbox(`r${i}` as typeof r1));
  const pipeline = redis.pipeline();
  for (const name of names) pipeline.hset(name, "field", "value");
  await pipeline.exec();
  return names;
}

test("removes every key of the run, many thousands too, and says how many", async () => {
  const run = freshRun();
  const store = await openStore(run);
  const names = await fill(store, run, 5000);
  expect(await output("clean", run)).toBe(`removed ${names.length} keys of ${run}\n`);
  expect(await store.redis.exists(...names)).toBe(0);
});

test("removes nothing else: neither longer nor shorter names, nor other prefixes", async () => {
  const run = freshRun();
  const store = await openStore(run);
  const parent = run.slice(0, -1);
  const neighbours = [`${run}-b`, `${run}b`, `${run}.1`, parent, `x${run}`] as RunName[];
  const kept = (await Promise.all(neighbours.map((name) => fill(store, name, 1)))).flat();
  const foreign = [
    `hearsay:${run}`,
    `x:hearsay:${run}:run`,
    `{hearsay:${run}}`,
    `HEARSAY:${run}:a`,
  ];
  for (const name of foreign) await store.redis.set(name, "1");
  await fill(store, run, 3);
  const stdout = await output("clean", run, "--json");
  expect(JSON.parse(stdout)).toEqual({ run, keys: 7 });
  expect(await store.redis.exists(...kept)).toBe(kept.length);
  expect(await store.redis.exists(...foreign)).toBe(foreign.length);
  await store.redis.unlink(...kept, ...foreign);
});

test("does not take a dot for any character", async () => {
  const run = `${freshRun()}.1` as RunName;
  const other = run.replace(".1", "x1") as RunName;
  const store = await openStore(run);
  const kept = await fill(store, other, 1);
  await fill(store, run, 1);
  await output("clean", run);
  expect(await store.redis.exists(...kept)).toBe(kept.length);
  await store.redis.unlink(...kept);
});

test("refuses while robots live, and removes nothing", async () => {
  const { run, store, leases } = await makeRun();
  await leases.acquire(r1, "box/1");
  const { code, stdout, stderr } = await command("clean", run);
  expect(stderr).toBe(
    `hearsay: cannot clean ${run} as it must have ended: it is running and has r1 (box/1); stop it with hearsay stop ${run}, or give --force\n`,
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect((await store.describe())?.state).toBe("running");
  expect(await store.share(r1)).toBeDefined();
});

test("--force stops the run first and waits for its robots", async () => {
  const { run, store, leases } = await makeRun();
  await leases.acquire(r1, "box/1");
  const said = command("clean", run, "--force");
  await eventually(async () => (await store.describe())?.state === "stopped");
  await looks(3);
  expect(await store.share(r1)).toBeDefined();
  await leases.release(r1, "box/1");
  expect((await said).stdout).toMatch(/^removed \d+ keys of/);
  expect(await store.redis.keys(`*${run}*`)).toEqual([]);
});

test("waits for the last leases of a run that has ended", async () => {
  const { run, store, leases } = await makeRun();
  await leases.acquire(r1, "box/1");
  await store.setState("won");
  const said = command("clean", run);
  await looks(3);
  expect(await store.share(r1)).toBeDefined();
  await leases.release(r1, "box/1");
  expect(await said).toMatchObject({ code: 0, stderr: "" });
  expect(await store.redis.keys(`*${run}*`)).toEqual([]);
});

test("cleans a run that began and that nobody runs", async () => {
  const { run, store } = await makeRun();
  expect((await command("clean", run)).code).toBe(0);
  expect(await store.describe()).toBeUndefined();
});

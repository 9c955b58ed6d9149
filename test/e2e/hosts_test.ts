/**
 * Goal: a run spread over machines survives the loss of any of them.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { connect } from "../../coordinator/redis/connect.ts";
import { RunStore } from "../../coordinator/redis/run_store.ts";
import { eventually } from "../support/eventually.ts";
import {
  freshFolder,
  onSharedRedis,
  resultOf,
  robotProcessesOf,
  startHearsay,
} from "../support/hearsay.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

test("the robots of a killed host move to the other, and the run ends well", async () => {
  const run = freshRun();
  const folders = [freshFolder(), freshFolder(), freshFolder()] as const;
  const args = ["--hosted", "0", "--robots", "6", "--quiet-ms", "14000", "--json"];
  const coordinator = startHearsay(["run", ...onSharedRedis(run, folders[0]), ...args]);
  const redis = connect(redisUrl);
  await eventually(() => redis.status === "ready");
  const store = new RunStore(redis, run);
  await eventually(async () => (await store.describe())?.state === "running");
  const [earth, mars] = ["earth", "mars"].map((name, i) =>
    startHearsay(
      ["host", run, "--host-name", name, "--robots", "6", "--redis", redisUrl, "--dir", "results"],
      { cwd: folders[i + 1]! },
    ),
  );
  const hosts = async (): Promise<string[]> =>
    [...(await store.roster()).values()]
      .filter(({ state }) => state === "running")
      .map(({ host }) => host);
  // Whoever comes first takes all, and gives half of it up again.
  await eventually(async () => {
    const all = (await hosts()).sort().join(" ");
    return all === "earth earth earth mars mars mars";
  }, 20_000);
  earth!.process.kill("SIGKILL");
  await eventually(async () => (await hosts()).every((host) => host === "mars"), 20_000);
  const done = await coordinator.finished;
  const result = resultOf(done);
  expect(done.code, done.stderr).toBe(0);
  expect(result.restarts).toBeGreaterThan(0);
  expect(result.claims).toBe(1);
  // The winner lived on mars, so its file lies in the folder of mars.
  expect(result.file).toBe(join(folders[2], "results", run, "secret.txt"));
  expect((await mars!.finished).code).toBe(0);
  if (process.platform === "linux") expect(await robotProcessesOf(run)).toEqual([]);
  redis.disconnect();
}, 60_000);

test("without the process that began it a run ends all the same", async () => {
  const run = freshRun();
  const folders = [freshFolder(), freshFolder()] as const;
  const args = ["--hosted", "2", "--robots", "4", "--quiet-ms", "5000"];
  const coordinator = startHearsay(["run", ...onSharedRedis(run, folders[0]), ...args]);
  const redis = connect(redisUrl);
  await eventually(() => redis.status === "ready");
  const store = new RunStore(redis, run);
  await eventually(async () => (await store.describe())?.state === "running");
  const host = ["host", run, "--host-name", "venus", "--robots", "4"];
  const other = startHearsay([...host, "--redis", redisUrl, "--dir", folders[1]]);
  await eventually(async () => (await store.roster()).size === 4, 20_000);
  coordinator.process.kill("SIGKILL");
  expect((await other.finished).code).toBe(0);
  const { config, state } = (await store.describe())!;
  expect(state).toBe("won");
  const written = await readFile(join(folders[1], run, "secret.txt"));
  expect(written.length).toBe(config.secret.bytes);
  redis.disconnect();
});

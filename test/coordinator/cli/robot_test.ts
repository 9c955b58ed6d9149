/**
 * Goal: one `hearsay robot` is a full member of a run, whatever happens to it and around it. Real
 * processes, as the containers of docker-compose.yml would run them.
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { everyEntry } from "../../../coordinator/cli/scan_stream.ts";
import { RENEW_MS } from "../../../coordinator/redis/leases.ts";
import type { RunStore } from "../../../coordinator/redis/run_store.ts";
import type { RosterEntry } from "../../../coordinator/run_config.ts";
import type { RobotId } from "../../../robots/engine/ids.ts";
import { decodeEvent, type HearsayEvent } from "../../../robots/runtime/events.ts";
import { eventually } from "../../support/eventually.ts";
import { freshFolder, hearsay, type Running, startHearsay } from "../../support/hearsay.ts";
import { freshRun, redisUrl, startRedis } from "../../support/redis.ts";
import { command, makeRun, message, post, r1, r2, SECRET } from "./fixture.ts";

/** So quiet that nobody wins before the test has seen what it wants to see. */
const NEVER_QUIET = { quietMs: 3_600_000 };

/** A process on a busy machine takes seconds to start. */
const START_MS_MAX = 20_000;

function startRobot(run: string, ...more: string[]): Running {
  const url = more.includes("--redis") ? [] : ["--redis", redisUrl];
  return startHearsay(["robot", run, "--dir", freshFolder(), ...url, ...more]);
}

async function rosterOf(store: RunStore, robot: RobotId): Promise<RosterEntry | undefined> {
  return (await store.roster()).get(robot);
}

async function eventsOf({ redis, keys }: RunStore): Promise<HearsayEvent[]> {
  const events: HearsayEvent[] = [];
  for await (const { fields } of everyEntry(redis, keys.events)) {
    events.push(decodeEvent(fields.get("body")!)!);
  }
  return events;
}

/** Waits until `robot` lives in `process`. */
async function livesIn(store: RunStore, robot: RobotId, { pid }: Running): Promise<void> {
  await eventually(async () => {
    const started = (await eventsOf(store)).some(
      (event) => event.kind === "started" && event.robot === robot,
    );
    return started && (await rosterOf(store, robot))?.pid === pid;
  }, START_MS_MAX);
}

async function killHard({ process: child }: Running): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("robots that come one by one reconstruct the secret and end with the run", async () => {
  const { run, store } = await makeRun({ robots: 2 });
  const dir = freshFolder();
  const robots = [1, 2].map(() => startHearsay(["robot", run, "--dir", dir, "--redis", redisUrl]));
  const ends = await Promise.all(robots.map(({ finished }) => finished));
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect((await store.describe())?.state).toBe("won");
  expect(await readFile(join(dir, run, "secret.txt"), "utf8")).toBe(SECRET);
  expect((await rosterOf(store, r1))?.state).toBe("stopped");
  expect((await rosterOf(store, r2))?.state).toBe("stopped");
});

test("ticks by timer need no BullMQ", async () => {
  const { run, store } = await makeRun({ robots: 1, config: { ticks: "timer", gossipMs: 2 } });
  const { code } = await startRobot(run).finished;
  expect(code).toBe(0);
  expect((await store.describe())?.state).toBe("won");
  expect(await store.redis.keys(`${store.keys.bull}:*`)).toEqual([]);
});

test("SIGTERM ends it cleanly and frees its place", async () => {
  const { run, store, leases } = await makeRun({ config: NEVER_QUIET });
  const robot = startRobot(run);
  await livesIn(store, r1, robot);
  robot.process.kill("SIGTERM");
  expect((await robot.finished).code).toBe(0);
  expect((await leases.holders([r1])).get(r1)).toBeUndefined();
  expect(await rosterOf(store, r1)).toMatchObject({ state: "stopped", boot: 1 });
  expect((await eventsOf(store)).at(-1)).toMatchObject({ kind: "stopped", robot: "r1" });
});

test("after kill -9 the next one takes its place in a new life, with its share", async () => {
  const { run, store } = await makeRun({ robots: 2, config: NEVER_QUIET });
  const first = startRobot(run, "--host-name", "box");
  await livesIn(store, r1, first);
  await killHard(first);
  const second = startRobot(run, "--host-name", "box");
  await livesIn(store, r1, second);
  expect(await rosterOf(store, r1)).toEqual({
    host: "box",
    pid: second.pid,
    boot: 2,
    state: "running",
  });
  await eventually(async () => (await eventsOf(store)).some(({ boot }) => boot === 2));
  const events = await eventsOf(store);
  expect(events.filter(({ kind }) => kind === "restarted")).toMatchObject([
    { robot: "r1", boot: 2, host: "box" },
  ]);
  await eventually(async () =>
    (await eventsOf(store)).some(
      ({ kind, boot, known }) => kind === "started" && boot === 2 && known === 4,
    ),
  );
});

test("after the death of a machine another one takes its place when its lease runs out", async () => {
  const { run, store } = await makeRun({ robots: 1, config: NEVER_QUIET });
  const first = startRobot(run, "--host-name", "box-a");
  await livesIn(store, r1, first);
  await killHard(first);
  const second = startRobot(run, "--host-name", "box-b");
  await livesIn(store, r1, second);
  expect(await store.places()).toEqual(["r1"]);
});

test("joins with an empty share when every place is kept, and learns it all", async () => {
  const { run, store } = await makeRun({ robots: 1, config: NEVER_QUIET });
  const first = startRobot(run);
  await livesIn(store, r1, first);
  const second = startRobot(run);
  await livesIn(store, r2, second);
  await eventually(async () =>
    (await eventsOf(store)).some(({ robot, kind }) => robot === "r2" && kind === "converged"),
  );
  const started = (await eventsOf(store)).find(
    ({ robot, kind }) => robot === "r2" && kind === "started",
  );
  expect(started?.known).toBe(0);
  expect(await store.share(r2)).toBeUndefined();
});

test("ends at once when another process holds its lease", async () => {
  const { run, store } = await makeRun({ config: NEVER_QUIET });
  const robot = startRobot(run);
  await livesIn(store, r1, robot);
  await store.redis.set(store.keys.lease(r1), "thief/1");
  const { code, stderr } = await robot.finished;
  expect(code).toBe(1);
  expect(stderr).toContain(`hearsay: r1 of ${run} is run by thief/1 now\n`);
  expect(await store.redis.get(store.keys.lease(r1))).toBe("thief/1");
  expect(await rosterOf(store, r1)).toMatchObject({ state: "running" });
});

test("obeys hearsay kill, and only for itself", async () => {
  const { run, store } = await makeRun({ robots: 2, config: NEVER_QUIET });
  const [first, second] = [startRobot(run, "--robot", "r1"), startRobot(run, "--robot", "r2")];
  await Promise.all([livesIn(store, r1, first), livesIn(store, r2, second)]);
  const { code, stdout, stderr } = await command("kill", run, "r1");
  expect(stderr).toBe("");
  expect(stdout).toMatch(
    new RegExp(`^killed r1 \\(process ${first.pid} on .+, life 1\\); nobody runs it now\n$`),
  );
  expect(code).toBe(0);
  await first.finished;
  expect(first.process.signalCode).toBe("SIGKILL");
  const killedMs = Date.now();
  const isLaterTick = ({ robot, kind, atMs }: HearsayEvent): boolean =>
    robot === "r2" && kind === "ticked" && (atMs ?? 0) > killedMs + RENEW_MS;
  await eventually(async () => (await eventsOf(store)).some(isLaterTick));
});

test("a violated invariant ends it with exit code 70 and leaves the evidence", async () => {
  const { run, store, leases } = await makeRun({ config: NEVER_QUIET });
  const robot = startRobot(run, "--robot", "r1");
  await livesIn(store, r1, robot);
  await post(store, r1, [message(r2, [{ index: 0, value: Buffer.from("forged ") }])]);
  expect((await robot.finished).code).toBe(70);
  expect((await leases.holders([r1])).get(r1)).toBeUndefined();
  const { stdout } = await command("inspect", run, "--stream", "events");
  expect(stdout).toMatch(/invariant-violated .*word 0 known "one " given "forged " by r2-1-7/);
  const evidence = await command("inspect", run, "--stream", "quarantine");
  expect(evidence.stdout).toMatch(/a word must never change/);
});

test("waits for a run that begins after it", async () => {
  const run = freshRun();
  const robot = startRobot(run, "--wait-ms", "60000");
  await eventually(() => robot.stderr().includes(`there is no run ${run}`), START_MS_MAX);
  const { store } = await makeRun({ run, robots: 1 });
  expect((await robot.finished).code).toBe(0);
  expect((await store.describe())?.state).toBe("won");
});

test("waits for a Redis that starts after it", async () => {
  const run = freshRun();
  const { port, stop } = await startRedis();
  await stop();
  const url = `redis://127.0.0.1:${port}`;
  const robot = startRobot(run, "--wait-ms", "60000", "--redis", url);
  await eventually(() => robot.stderr().includes("cannot reach Redis"), START_MS_MAX);
  await startRedis({ port });
  await makeRun({ run, robots: 1, url });
  expect((await robot.finished).code).toBe(0);
});

test("SIGTERM ends the wait for a run", async () => {
  const robot = startRobot(freshRun(), "--wait-ms", "3600000");
  await eventually(() => robot.stderr().includes("robot-waiting"), START_MS_MAX);
  robot.process.kill("SIGTERM");
  expect((await robot.finished).code).toBe(0);
});

describe("a place that cannot be had", () => {
  test("because another keeps it", async () => {
    const { run, leases } = await makeRun();
    await leases.acquire(r1, "there/1");
    expect(await command("robot", run, "--robot", "r1")).toEqual({
      code: 1,
      stdout: "",
      stderr: `hearsay: cannot run r1 of ${run} as it is run by there/1\n`,
    });
  });

  test("because there is none of that name", async () => {
    const { run } = await makeRun();
    expect((await command("robot", run, "--robot", "r9")).stderr).toBe(
      `hearsay: cannot run r9 as run ${run} has no robot r9: it has r1, r2\n`,
    );
  });
});

test("has nothing to do in a run that has ended", async () => {
  const { run, store } = await makeRun();
  await store.setState("won");
  const { code } = await command("robot", run, "--log-level", "silent");
  expect(code).toBe(0);
  expect(await store.roster()).toEqual(new Map());
});

test("tells a Redis that has lost its memory who it is", async () => {
  const { url } = await startRedis();
  const { run, store, leases } = await makeRun({ url, config: NEVER_QUIET });
  await store.nextBoot(r1, 4);
  const robot = startRobot(run, "--redis", url);
  await livesIn(store, r1, robot);
  await store.redis.flushall();
  await eventually(async () => (await rosterOf(store, r1))?.pid === robot.pid);
  await eventually(async () => (await leases.holders([r1])).get(r1) !== undefined);
  await eventually(async () => (await store.share(r1)) !== undefined);
  await eventually(async () => (await store.redis.hget(store.keys.boots, "r1")) === "6");
  const { code } = await hearsay(["stop", run, "--redis", url]);
  expect(code).toBe(0);
  expect((await robot.finished).code).toBe(0);
});

/**
 * The nemesis of a fault plan: whom it strikes, with what, and what it leaves alone.
 *
 * @module
 */
import { expect, onTestFinished, test } from "vitest";
import { FaultNemesis } from "../../coordinator/fault_nemesis.ts";
import { type ControlCommand, ControlReader } from "../../coordinator/redis/control.ts";
import { claimWinner } from "../../coordinator/winner.ts";
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import { makeLogger } from "../../robots/runtime/logger.ts";
import { describeRule } from "../../robots/faults/describe.ts";
import type { Rule } from "../../robots/faults/plan.ts";
import { monotonicNowMs } from "../../robots/runtime/clock.ts";
import { sleep } from "../../robots/transport/deadline.ts";
import { eventually } from "../support/eventually.ts";
import { makeRun } from "./cli/fixture.ts";

const R1 = robotId("r1");
const R2 = robotId("r2");
const ENTRY = { host: "h", pid: 1, boot: 1, state: "running" } as const;

/** A nemesis of a run whose two robots live, with every order that it gives. */
async function fixture(...rules: Rule[]) {
  const { store } = await makeRun();
  for (const robot of [R1, R2]) await store.setRoster(robot, ENTRY);
  await store.setFaults({ rules });
  const { config } = (await store.describe())!;
  const orders: ControlCommand[] = [];
  const hastened: RobotId[] = [];
  const forgotten: RobotId[] = [];
  const nemesis = new FaultNemesis({
    store,
    config,
    startedAtMs: monotonicNowMs(),
    obey: (command) => orders.push(command) > 0,
    hasten: async (robots) => void hastened.push(...robots),
    forgot: (robot) => void forgotten.push(robot),
    logger: makeLogger("silent"),
  });
  const control = new ControlReader(store.redis, store.keys);
  await control.read();
  onTestFinished(() => nemesis.stop());
  nemesis.start();
  return { nemesis, store, orders, hastened, forgotten, control };
}

test("strikes as the rules say, and says which one it was", async () => {
  const crash: Rule = { kind: "crash", everyMs: 100, downMs: 70, robots: [R1] };
  const pause: Rule = { kind: "pause", everyMs: 100, forMs: 30, robots: [R2] };
  const { orders } = await fixture({ kind: "loss", rate: 1 }, crash, pause);
  await eventually(() => new Set(orders.map(({ command }) => command)).size === 2);
  const kill = orders.find(({ command }) => command === "kill");
  const stop = orders.find(({ command }) => command === "pause");
  expect(kill).toEqual({ command: "kill", robot: R1, forMs: 70, reason: describeRule(crash) });
  expect(stop).toEqual({ command: "pause", robot: R2, forMs: 30, reason: describeRule(pause) });
});

test("a power cut strikes everybody at once, but not the dead", async () => {
  const { orders, store } = await fixture();
  await store.setRoster(R2, { ...ENTRY, state: "restarting" });
  await store.addRobot(robotId("zoe"), ENTRY);
  await store.setFaults({ rules: [{ kind: "power-cut", everyMs: 300, downMs: 9 }] });
  await eventually(() => orders.length >= 2);
  // The one that joined is in it, too.
  expect(orders.slice(0, 2).map(({ robot }) => robot)).toEqual([R1, "zoe"]);
});

test("who stands still is not stopped again, and another plan lets all go on", async () => {
  const pause: Rule = { kind: "pause", everyMs: 60_000, forMs: 60_000, robots: [R1] };
  const crash: Rule = { kind: "crash", everyMs: 300, downMs: 60_000, robots: [R2] };
  // Of so many that come once a minute one comes soon, and others soon after.
  const { orders, store, hastened } = await fixture(
    crash,
    ...Array.from({ length: 200 }, () => pause),
  );
  await eventually(() => orders.filter(({ command }) => command === "kill").length >= 3);
  await eventually(() => orders.some(({ command }) => command === "pause"));
  expect(orders.filter(({ command }) => command === "pause")).toHaveLength(1);
  await store.setFaults({ rules: [] });
  await eventually(() => hastened.length > 0);
  expect(orders.at(-1)).toEqual({ command: "resume", robot: R1 });
  expect(hastened).toEqual([R2]);
});

test("destroys a share only while others have its words, and tells every host", async () => {
  const rule: Rule = { kind: "crash-amnesia", everyMs: 100, downMs: 5, robots: [R1] };
  const { orders, store, forgotten, control } = await fixture(rule);
  // Its words are nobody else's: nothing must happen, for two strikes at least.
  await sleep(300);
  expect(await store.redis.hlen(store.keys.shares)).toBe(2);
  const share = (await store.share(R1))!;
  await store.redis.hset(store.keys.shares, "r3", Buffer.from(share));
  await eventually(() => forgotten.length > 0);
  expect(forgotten[0]).toBe(R1);
  await eventually(async () => (await store.share(R1)) === undefined);
  let heard: ControlCommand[] = [];
  await eventually(async () => (heard = await control.read()).length > 0);
  const reason = describeRule(rule);
  expect(heard[0]).toEqual({ command: "kill", robot: R1, forMs: 5, forget: true, reason });
  expect(orders).toEqual([]);
});

test("a store that forgets its claim begins a new epoch, and one without a claim does not", async () => {
  const { store, nemesis } = await fixture({ kind: "store-amnesia", everyMs: 100 });
  const { epoch } = (await store.describe())!;
  await sleep(300);
  expect(nemesis.forgotClaims).toBe(0);
  expect((await store.describe())!.epoch).toBe(epoch);
  await claimWinner(store.redis, store.keys, { claimant: R1, boot: 1, digest: "d" });
  await eventually(() => nemesis.forgotClaims === 1);
  expect(await store.redis.exists(store.keys.winner)).toBe(0);
  expect((await store.describe())!.epoch).toBeUndefined();
  expect(await store.redis.xlen(store.keys.events)).toBe(1);
});

test("a crash loop ends as many lives as it says, soon after each begins", async () => {
  const rule: Rule = { kind: "crash-loop", times: 2, downMs: 40, robots: [R1] };
  const { orders, nemesis, store } = await fixture(rule);
  await eventually(() => orders.length === 1);
  for (const boot of [2, 3, 4]) {
    await store.setRoster(R1, { ...ENTRY, boot });
    // A report that comes twice is of one life.
    for (let i = 0; i < 2; i++) nemesis.heard({ kind: "started", robot: R1, boot });
    nemesis.heard({ kind: "started", robot: R2, boot });
    if (boot < 4) await eventually(() => orders.length >= boot);
    // No loop lets anybody live for longer than this.
    await sleep(200);
    expect(orders).toHaveLength(Math.min(boot, 3));
  }
  expect(new Set(orders.map(({ robot }) => robot))).toEqual(new Set([R1]));
});

test("strikes no more once it is stopped", async () => {
  const { nemesis, orders } = await fixture({ kind: "crash", everyMs: 20, downMs: 1 });
  await eventually(() => orders.length > 0);
  await nemesis.stop();
  const before = orders.length;
  await sleep(150);
  expect(orders).toHaveLength(before);
});

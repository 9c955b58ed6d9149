/**
 * Goal: a fault plan does to real processes what it says: they die, stand still, come late, forget,
 * and lose their way to the store, and the run still ends with the right file.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { connect, whenReady } from "../../coordinator/redis/connect.ts";
import type { RunName } from "../../coordinator/redis/keys.ts";
import { RunStore } from "../../coordinator/redis/run_store.ts";
import { robotId } from "../../robots/engine/ids.ts";
import { type Rule, RULE_KINDS } from "../../robots/faults/plan.ts";
import type { HearsayEvent } from "../../robots/runtime/events.ts";
import { secretCodec } from "../../robots/secret/codec.ts";
import { eventually } from "../support/eventually.ts";
import {
  freshFolder,
  hearsay,
  onSharedRedis,
  resultOf,
  robotProcessesOf,
  startHearsay,
} from "../support/hearsay.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

const linux = process.platform === "linux";
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Starts a run of four robots under `rules`; times of the rules count from its start. */
async function startRun(rules: readonly Rule[], ...more: string[]) {
  const run = freshRun();
  const dir = freshFolder();
  const plan = join(dir, "plan.json");
  await writeFile(plan, JSON.stringify({ seed: "e2e", rules }));
  const only = ["--loss", "0", "--duplicate", "0", "--delay-ms", "0", "--faults", plan];
  const args = ["--robots", "4", "--quiet-ms", "300", ...only, "--json", ...more];
  const running = startHearsay(["run", ...onSharedRedis(run, dir), ...args]);
  return { run, dir, running };
}

/** The run in Redis, as soon as it is open. */
async function openStore(run: RunName): Promise<RunStore> {
  const redis = connect(redisUrl);
  onTestFinished(() => redis.disconnect());
  await whenReady(redis, 5000);
  const store = new RunStore(redis, run);
  await eventually(async () => (await store.describe())?.state === "running");
  return store;
}

/** The run in Redis, as soon as all its robots live. */
async function storeOf(run: RunName): Promise<RunStore> {
  const store = await openStore(run);
  await eventually(async () => (await store.roster()).size === 4, 20_000);
  return store;
}

/** Whether a process stands still (SIGSTOP). */
async function isStopped(pid: number): Promise<boolean> {
  return /\) T /.test(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
}

/** Waits for the end, which must be a good one, and returns what the run left behind. */
async function end({ run, dir, running }: Awaited<ReturnType<typeof startRun>>) {
  const done = await running.finished;
  const path = join(dir, run, "run.json");
  const record = JSON.parse(await readFile(path, "utf8").catch(() => '{"fired":{}}'));
  expect(done.code, `${done.stderr}\n${JSON.stringify(record.fired, undefined, 1)}`).toBe(0);
  const result = resultOf(done);
  expect(sha256(await readFile(result.file!))).toBe(record.config.secret.sha256);
  // Nothing half-written, nothing torn.
  expect((await readdir(join(dir, run))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  if (linux) expect(await robotProcessesOf(run)).toEqual([]);
  const lines = (await readFile(join(dir, run, "events.jsonl"), "utf8")).trim().split("\n");
  const events = lines.map((line) => JSON.parse(line) as HearsayEvent);
  return { result, record, events, fired: Object.values(record.fired as Record<string, number>) };
}

/** Here end the faults of processes. */
const CALM_MS = 6500;
/** Here ends what keeps messages from all robots; then they have time to agree, and claim in vain. */
const WHOLE_MS = CALM_MS + 1000;
/** From here on claims arrive. */
const CLAIM_MS = WHOLE_MS + 3000;
/** From here on the file can be written. */
const WRITE_MS = CLAIM_MS + 2500;

/** One rule of each kind. Those that divide robots take turns, so that all get to fire. */
const EVERY_KIND: readonly Rule[] = [
  { kind: "loss", rate: 0.05 },
  { kind: "burst-loss", enterRate: 0.02, leaveRate: 0.5 },
  { kind: "periodic-loss", every: 11 },
  { kind: "oversize-loss", bytesMax: 16, from: ["r4"], to: ["r3"] },
  { kind: "duplicate", rate: 0.1, copies: 1 },
  { kind: "replay", rate: 0.1, delayMs: 50 },
  { kind: "echo", rate: 0.1 },
  { kind: "reorder", rate: 0.1, delayMs: 20 },
  { kind: "delay", delayMs: 2, jitterMs: 2, rate: 0.2 },
  { kind: "exponential-delay", meanMs: 5, rate: 0.2 },
  { kind: "pareto-delay", minMs: 1, shape: 2, rate: 0.2 },
  { kind: "clog", everyMs: 500, forMs: 100 },
  { kind: "throttle", messagesPerSec: 5, from: ["r1"], to: ["r4"] },
  { kind: "corrupt", rate: 0.05 },
  { kind: "truncate", rate: 0.05 },
  { kind: "pad", rate: 0.05, bytes: 8 },
  { kind: "blank", rate: 0.05, bytes: 4 },
  { kind: "garbage", rate: 0.05 },
  { kind: "saturate", rate: 0.05 },
  // When all live and nobody dies any more: so small a share of the links is easily missed.
  { kind: "partition", groups: [["r1"]], afterMs: CALM_MS, untilMs: WHOLE_MS },
  { kind: "cut", from: ["r2"], to: ["r1"], untilMs: CALM_MS },
  { kind: "halves", everyMs: 200, afterMs: 1300, untilMs: 3100 },
  { kind: "isolate", everyMs: 200, afterMs: 2200, untilMs: 4000 },
  { kind: "one-way", everyMs: 200, afterMs: 3100, untilMs: 4900 },
  { kind: "bridge", everyMs: 200, afterMs: 4000, untilMs: 5800 },
  { kind: "majorities-ring", everyMs: 200, afterMs: 4900, untilMs: 6700 },
  { kind: "flapping", everyMs: 200, forMs: 100, afterMs: 5800, untilMs: WHOLE_MS },
  { kind: "deaf", robots: ["r3"], afterMs: 1000, untilMs: CALM_MS },
  { kind: "mute", robots: ["r3"], afterMs: 1000, untilMs: CALM_MS },
  { kind: "crash", everyMs: 2000, downMs: 100, robots: ["r1"], untilMs: CALM_MS },
  { kind: "crash-amnesia", everyMs: 2000, downMs: 100, robots: ["r2"], untilMs: CALM_MS },
  { kind: "crash-loop", times: 1, downMs: 100, robots: ["r3"], afterMs: 3000, untilMs: CALM_MS },
  { kind: "power-cut", everyMs: 3000, downMs: 100, afterMs: 3000, untilMs: 6000 },
  { kind: "crash-at-claim", times: 1 },
  { kind: "crash-at-write", times: 1 },
  { kind: "pause", everyMs: 1000, forMs: 300, robots: ["r4"], untilMs: CALM_MS },
  { kind: "slow", delayMs: 2, robots: ["r2"] },
  { kind: "late-start", delayMs: 500, robots: ["r4"] },
  { kind: "clock-skew", skewMs: -3_600_000, robots: ["r1"] },
  { kind: "clock-jump", everyMs: 1000, jumpMs: -10_000, robots: ["r2", "r3"] },
  { kind: "clock-drift", rate: 1.5, robots: ["r3"] },
  { kind: "clock-freeze", everyMs: 1000, forMs: 500, robots: ["r4"] },
  { kind: "tick-loss", rate: 0.1 },
  { kind: "tick-burst", rate: 0.1, copies: 1 },
  { kind: "tick-jitter", jitterMs: 10 },
  { kind: "claim-reply-loss", rate: 1, untilMs: WRITE_MS - 500 },
  { kind: "claim-delay", delayMs: 20 },
  { kind: "store-outage", everyMs: 1000, forMs: 999, untilMs: CLAIM_MS },
  { kind: "store-amnesia", everyMs: 500, afterMs: CLAIM_MS, untilMs: WRITE_MS },
  { kind: "write-error", rate: 1, untilMs: WRITE_MS },
];

test("one plan with every kind of rule on a real run: each fires, and the file is right", async () => {
  expect(EVERY_KIND.map(({ kind }) => kind)).toEqual(RULE_KINDS);
  const run = await startRun(EVERY_KIND);
  const { result, record, fired } = await end(run);
  expect(record.neverFired).toEqual([]);
  expect(fired).toHaveLength(RULE_KINDS.length);
  expect(fired.every((count) => count > 0)).toBe(true);
  expect(result.restarts).toBeGreaterThan(3);
});

test("a claimant and a writer die, and their next lives finish what they began", async () => {
  const run = await startRun([
    { kind: "crash-at-claim", times: 1 },
    { kind: "crash-at-write", times: 1 },
  ]);
  let half: readonly string[] = [];
  const looking = eventually(async () => {
    const names: string[] = await readdir(join(run.dir, run.run)).catch(() => []);
    half = names.filter((name) => name.endsWith(".tmp"));
    return half.length > 0 && !names.includes("secret.txt");
  }, 20_000);
  const { result, events, fired } = await end(run);
  await looking;
  expect(fired).toEqual([1, 1]);
  const [atClaim, atWrite] = events.filter(({ kind }) => kind === "faulted");
  // The claim stands, so nobody else can finish.
  expect(result).toMatchObject({ winner: atClaim!.robot, claims: 1, restarts: 2 });
  expect(atWrite).toMatchObject({ robot: atClaim!.robot, boot: (atClaim!.boot ?? 0) + 1 });
  expect(half).toEqual([expect.stringContaining(`.secret.txt.${atWrite!.robot}.`)]);
});

test("shares are forgotten for good as long as no word is lost", async () => {
  // Nobody can write before everybody has been hit several times.
  const run = await startRun([
    { kind: "crash-amnesia", everyMs: 250, downMs: 50, untilMs: 4000 },
    { kind: "write-error", rate: 1, untilMs: 5500 },
  ]);
  const store = await storeOf(run.run);
  const { config, startedAtMs } = (await store.describe())!;
  const codec = secretCodec(config.secret.wordCount);
  const words = async (): Promise<number[]> => {
    const shares = Object.values(await store.redis.hgetallBuffer(store.keys.shares));
    return shares.flatMap((share) => codec.decodeUpdate(share)!.map(({ index }) => index));
  };
  const holders = async () => (await store.redis.hkeys(store.keys.shares)).sort();
  await eventually(() => Date.now() > startedAtMs + 4200);
  const left = await holders();
  expect(left.length).toBeLessThan(4);
  // As if Redis had lost its memory: everybody tells it again what they know.
  await store.redis.hdel(store.keys.run, "epoch");
  await eventually(async () => (await store.describe())?.epoch !== undefined);
  const { result } = await end(run);
  expect(await holders()).toEqual(left);
  expect(new Set(await words()).size).toBe(config.secret.wordCount);
  expect(result.claims).toBe(1);
});

test("a store out of reach delays the winner, clocks set back do not, and the dead stay down", async () => {
  const rules: Rule[] = [
    { kind: "store-outage", everyMs: 10_000, forMs: 9999, untilMs: 4000 },
    { kind: "clock-jump", everyMs: 200, jumpMs: -60_000 },
    { kind: "crash", everyMs: 400, downMs: 1500, robots: ["r3"], untilMs: 4000 },
  ];
  const run = await startRun(rules, "--hosted", "0");
  // Robots of other machines are hit as well.
  const where = ["--redis", redisUrl, "--dir", run.dir];
  await openStore(run.run);
  const host = startHearsay(["host", run.run, "--robots", "4", ...where]);
  const hosted = await host.finished;
  expect(hosted.code, hosted.stderr).toBe(0);
  const { result, events } = await end(run);
  expect(result.elapsedMs).toBeGreaterThanOrEqual(3900);
  expect(result.elapsedMs).toBeLessThan(10_000);
  // What people see has the true time.
  expect(result.convergedMs ?? 0).toBeGreaterThanOrEqual(0);
  const killed = events.find(({ kind, reason }) => kind === "faulted" && reason?.includes("kill"))!;
  const begun = events.find(({ kind, boot }) => kind === "restarted" && boot === killed.boot! + 1);
  expect(killed.robot).toBe("r3");
  expect(begun === undefined || begun.atMs! - killed.atMs! >= 1500).toBe(true);
});

/** A minute's pause, soon: of sixty that come once a minute one comes within a second or so. */
function longPauses(robot: string): Rule[] {
  const pause = { kind: "pause", everyMs: 60_000, forMs: 60_000, robots: [robot] } as const;
  return Array.from({ length: 60 }, () => pause);
}

test.runIf(linux)("a plan set later stops and kills, and the next one lets all go on", async () => {
  const waiting: Rule = { kind: "write-error", rate: 1 };
  const started = await startRun([waiting]);
  const { run, dir } = started;
  const store = await storeOf(run);
  const r1 = robotId("r1");
  const r2 = robotId("r2");
  const faults = async (...rules: Rule[]): Promise<void> => {
    const plan = join(dir, "next.json");
    await writeFile(plan, JSON.stringify({ rules }));
    const done = await hearsay(["faults", run, "set", plan, "--redis", redisUrl]);
    expect(done.code, done.stderr).toBe(0);
  };
  const crash: Rule = { kind: "crash", everyMs: 200, downMs: 60_000, robots: [r2] };
  await faults(waiting, crash, ...longPauses(r1));
  const { pid } = (await store.rosterEntry(r1))!;
  await eventually(() => isStopped(pid));
  await eventually(async () => (await store.rosterEntry(r2))?.state === "restarting");
  await faults(waiting);
  await eventually(async () => !(await isStopped(pid)));
  await eventually(async () => (await store.rosterEntry(r2))?.state === "running");
  expect((await store.rosterEntry(r1))!.pid).toBe(pid);
  await faults({ kind: "delay", delayMs: 1 });
  const { events } = await end(started);
  const struck = events.filter(
    ({ kind, reason }) => kind === "faulted" && /kill|stop/.test(reason!),
  );
  expect(struck.map(({ robot }) => robot).sort()).toEqual([r1, r2]);
});

test.runIf(linux)("a robot that stands still does not outlive its host", async () => {
  const r1 = robotId("r1");
  const { run, running } = await startRun([...longPauses(r1), { kind: "write-error", rate: 1 }]);
  const store = await storeOf(run);
  const { pid } = (await store.rosterEntry(r1))!;
  await eventually(() => isStopped(pid));
  running.process.kill("SIGKILL");
  await eventually(async () => (await robotProcessesOf(run)).length === 0);
  expect(await isStopped(pid)).toBe(false);
});

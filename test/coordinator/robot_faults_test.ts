/**
 * A fault plan in one robot's own process.
 *
 * @module
 */
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { ClaimOutcome } from "../../coordinator/claim.ts";
import { close, connect, whenReady } from "../../coordinator/redis/connect.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { RobotFaults, type RobotFaultsOptions } from "../../coordinator/robot_faults.ts";
import { robotId } from "../../robots/engine/ids.ts";
import type { Rule } from "../../robots/faults/plan.ts";
import { monotonicNowMs } from "../../robots/runtime/clock.ts";
import { eventually } from "../support/eventually.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

const [R1, R2] = ["r1", "r2"].map(robotId) as [
  ReturnType<typeof robotId>,
  ReturnType<typeof robotId>,
];

afterEach(() => void vi.restoreAllMocks());

async function fixture(...rules: Rule[]) {
  const redis = connect(redisUrl);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  const keys = runKeys(freshRun());
  const fired: number[] = rules.map(() => 0);
  const make = (more: Partial<RobotFaultsOptions> = {}): RobotFaults => {
    const faults = new RobotFaults({
      plan: { rules },
      version: "v1",
      seed: "7",
      robot: R1,
      boot: 1,
      places: [R1, R2],
      startedAtMs: monotonicNowMs(),
      redis,
      keys,
      fired: (rule, count) => (fired[rule]! += count),
      report: async () => {},
      ...more,
    });
    onTestFinished(() => faults.close());
    return faults;
  };
  return { make, fired, redis, keys };
}

const won = async (): Promise<ClaimOutcome> => "won";

/** Catches the kill of this very process. */
function deaths(): string[] {
  const killed: string[] = [];
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    killed.push(`${pid === process.pid} ${signal}`);
    return true;
  });
  return killed;
}

test("its clock is off, and right again when the rule's time is over", async () => {
  const { make, fired } = await fixture({ kind: "clock-skew", skewMs: -3_600_000, untilMs: 5000 });
  const faults = make();
  expect(monotonicNowMs() - faults.now()).toBeCloseTo(3_600_000, -2);
  expect(make({ robot: R2 }).now()).toBeLessThan(monotonicNowMs() - 3_000_000);
  expect(fired).toEqual([2]);
  const later = make({ startedAtMs: monotonicNowMs() - 6000 });
  expect(Math.abs(monotonicNowMs() - later.now())).toBeLessThan(100);
});

test("a robot that joined without a place is hit by rules about all", async () => {
  const { make, fired } = await fixture({ kind: "slow", delayMs: 5 });
  expect(make({ robot: robotId("guest") }).slowMs()).toBe(5);
  expect(fired).toEqual([1]);
});

test("ticks are left out, doubled and late", async () => {
  const lost = await fixture({ kind: "tick-loss", rate: 1 });
  const tick = vi.fn<() => void>();
  lost.make().tick(tick);
  expect(tick).not.toHaveBeenCalled();
  const doubled = await fixture({ kind: "tick-burst", rate: 1, copies: 2 });
  doubled.make().tick(tick);
  expect(tick).toHaveBeenCalledTimes(3);
  const late = await fixture({ kind: "tick-jitter", jitterMs: 20 });
  const faults = late.make();
  faults.tick(tick);
  expect(tick).toHaveBeenCalledTimes(3);
  await eventually(() => tick.mock.calls.length === 4);
  faults.tick(tick);
  faults.close();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(tick).toHaveBeenCalledTimes(4);
  expect([lost.fired, doubled.fired, late.fired]).toEqual([[1], [1], [2]]);
});

test("a claim whose answer gets lost has been made", async () => {
  const { make, fired } = await fixture({ kind: "claim-reply-loss", rate: 1 });
  const ask = vi.fn<() => Promise<ClaimOutcome>>(won);
  await expect(make().claim(ask)).rejects.toThrow(/answer to the claim got lost/);
  expect(ask).toHaveBeenCalledOnce();
  expect(fired).toEqual([1]);
});

test("an answer comes late", async () => {
  const { make } = await fixture({ kind: "claim-delay", delayMs: 50 });
  const beforeMs = performance.now();
  expect(await make().claim(won)).toBe("won");
  expect(performance.now() - beforeMs).toBeGreaterThanOrEqual(49);
});

test("while the store is away no claim reaches it, and afterwards it does", async () => {
  const outage = { kind: "store-outage", everyMs: 1000, forMs: 1000, untilMs: 5000 } as const;
  const { make, fired } = await fixture(outage);
  const ask = vi.fn<() => Promise<ClaimOutcome>>(won);
  const faults = make();
  await expect(faults.claim(ask)).rejects.toThrow(/the store is away/);
  expect(() => faults.reach()).toThrow(/the store is away/);
  expect(ask).not.toHaveBeenCalled();
  expect(fired).toEqual([2]);
  expect(await make({ startedAtMs: monotonicNowMs() - 6000 }).claim(ask)).toBe("won");
});

test("the disk is full", async () => {
  const { make } = await fixture({ kind: "write-error", rate: 1 });
  expect(() => make().openFile()).toThrow(expect.objectContaining({ code: "ENOSPC" }));
});

test("dies after its claim, as often as the rule says, over all lives and robots", async () => {
  const { make, fired } = await fixture({ kind: "crash-at-claim", times: 2 });
  const killed = deaths();
  const report = vi.fn<() => Promise<void>>(async () => {});
  void make({ report }).claim(won);
  await eventually(() => killed.length === 1);
  // It says so before.
  expect(report).toHaveBeenCalledOnce();
  void make({ robot: R2, report }).claim(won);
  await eventually(() => killed.length === 2);
  expect(await make({ boot: 2 }).claim(won)).toBe("won");
  expect(killed).toEqual(["true SIGKILL", "true SIGKILL"]);
  expect(fired).toEqual([2]);
  // Another plan counts by itself.
  void make({ version: "v2" }).claim(won);
  await eventually(() => killed.length === 3);
});

test("dies also when its last words do not get out, and not where no rule says so", async () => {
  const { make } = await fixture({ kind: "crash-at-write", times: 1, robots: ["r2"] });
  const killed = deaths();
  await make().halfWritten();
  expect(await make({ robot: R2 }).claim(won)).toBe("won");
  expect(killed).toEqual([]);
  void make({ robot: R2, report: () => Promise.reject(new Error("away")) }).halfWritten();
  await eventually(() => killed.length === 1);
});

test("late starts are for those that the rule names", async () => {
  const { make, fired } = await fixture({ kind: "late-start", delayMs: 300, robots: ["r2"] });
  expect([make().lateStartMs(), make({ robot: R2 }).lateStartMs()]).toEqual([0, 300]);
  expect(fired).toEqual([1]);
});

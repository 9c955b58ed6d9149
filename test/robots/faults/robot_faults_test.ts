/**
 * What rules do to ticks, lives, claims and files.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { LifeFaults } from "../../../robots/faults/life_faults.ts";
import type { FaultPlan, Rule } from "../../../robots/faults/plan.ts";
import { ANSWERED, StoreFaults } from "../../../robots/faults/store_faults.ts";
import { ON_TIME, TickFaults } from "../../../robots/faults/tick_faults.ts";

const ROBOTS = ["r1", "r2", "r3"];

type Note = (rule: number, count?: number) => void;

/** What one of the classes says of a plan, and what it notes. */
function under<T>(
  Faults: new (plan: FaultPlan, seed: string, robots: readonly string[], note: Note) => T,
  ...rules: Rule[]
): { faults: T; fired: number[] } {
  const fired = rules.map(() => 0);
  const faults = new Faults({ rules }, "7", ROBOTS, (rule, count = 1) => {
    fired[rule]! += count;
  });
  return { faults, fired };
}

/** Of 10,000, within five standard deviations of a share of 0.3. */
function expectThreeInTen(count: number): void {
  expect(Math.abs(count - 3000)).toBeLessThan(230);
}

const MANY = Array.from({ length: 10_000 }, (_, i) => i);

test("plans without such rules are idle and change nothing", () => {
  const loss: Rule = { kind: "loss", rate: 1 };
  const ticks = under(TickFaults, loss).faults;
  const lives = under(LifeFaults, loss).faults;
  const store = under(StoreFaults, loss).faults;
  expect([ticks.idle, lives.idle, store.idle]).toEqual([true, true, true]);
  expect(ticks.fate(0, 1, 0)).toBe(ON_TIME);
  expect([lives.lateStartMs(0), lives.slowMs(0, 0)]).toEqual([0, 0]);
  expect(lives.deathAfterStart(0, 0)).toBeUndefined();
  expect([lives.diesAtClaim(0, 0), lives.diesAtWrite(0, 0)]).toEqual([false, false]);
  expect(store.claim(0, 1, 0)).toBe(ANSWERED);
  expect([store.failsToWrite(0, 1, 0), store.awayMs(0, 0)]).toEqual([false, 0]);
});

describe("ticks", () => {
  test("are left out at the rate of tick-loss, each robot's by itself", () => {
    const { faults, fired } = under(TickFaults, { kind: "tick-loss", rate: 0.3 });
    const lost = (robot: number) => MANY.map((tick) => faults.fate(robot, tick, 0).ticks === 0);
    const [first, second] = [lost(0), lost(1)];
    expectThreeInTen(first.filter(Boolean).length);
    expect(first).not.toEqual(second);
    expect(lost(0)).toEqual(first);
    const all = [...first, ...second, ...first];
    expect(fired).toEqual([all.filter(Boolean).length]);
  });

  test("come several times at the rate of tick-burst", () => {
    const { faults, fired } = under(TickFaults, { kind: "tick-burst", rate: 0.3, copies: 2 });
    const ticks = MANY.map((tick) => faults.fate(0, tick, 0).ticks);
    expect(new Set(ticks)).toEqual(new Set([1, 3]));
    expectThreeInTen(ticks.filter((count) => count === 3).length);
    expect(fired[0]).toBe(ticks.filter((count) => count === 3).length);
  });

  test("come late by up to the jitter, uniform", () => {
    const { faults } = under(TickFaults, { kind: "tick-jitter", jitterMs: 30 });
    const delays = MANY.map((tick) => faults.fate(0, tick, 0).delayMs);
    expect(Math.max(...delays)).toBeLessThan(30);
    expectThreeInTen(delays.filter((delayMs) => delayMs < 9).length);
  });

  test("rules add up, but one that leaves a tick out decides alone", () => {
    const burst: Rule = { kind: "tick-burst", rate: 1, copies: 2 };
    const both = under(TickFaults, burst, { kind: "tick-jitter", jitterMs: 5 }, burst);
    const fate = both.faults.fate(0, 1, 0);
    expect(fate.ticks).toBe(5);
    expect(fate.delayMs).toBeGreaterThan(0);
    expect(both.fired).toEqual([1, 1, 1]);
    const alone = under(TickFaults, burst, { kind: "tick-loss", rate: 1 });
    expect(alone.faults.fate(0, 1, 0)).toEqual({ ticks: 0, delayMs: 0 });
    expect(alone.fired).toEqual([0, 1]);
  });

  test("rules are about certain robots and times", () => {
    const window = { robots: ["r2"], afterMs: 10, untilMs: 20 };
    const { faults } = under(TickFaults, { kind: "tick-loss", rate: 1, ...window });
    const lost = (robot: number, atMs: number) => faults.fate(robot, 1, atMs).ticks === 0;
    expect([lost(1, 9), lost(1, 10), lost(1, 19), lost(1, 20), lost(0, 10)]).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("lives", () => {
  test("robots start late and are slow, by the sum of the rules about them", () => {
    const { faults, fired } = under(
      LifeFaults,
      { kind: "late-start", delayMs: 100, robots: ["r1", "r2"] },
      { kind: "late-start", delayMs: 50, robots: ["r2"] },
      { kind: "slow", delayMs: 3, afterMs: 10 },
    );
    expect(ROBOTS.map((_, robot) => faults.lateStartMs(robot))).toEqual([100, 150, 0]);
    expect([faults.slowMs(0, 9), faults.slowMs(0, 10)]).toEqual([0, 3]);
    expect(fired).toEqual([2, 1, 1]);
  });

  test("a crash loop ends its victim's next lives, so many times", () => {
    const rule: Rule = { kind: "crash-loop", times: 3, downMs: 20, robots: ["r2"], afterMs: 100 };
    const { faults, fired } = under(LifeFaults, rule);
    expect(faults.deathAfterStart(1, 0), "before the window").toBeUndefined();
    expect(faults.deathAfterStart(1, 100), "before the death that begins it").toBeUndefined();
    expect(faults.deathAfterStart(0, 200), "another robot").toBeUndefined();
    const deaths = [1, 2, 3].map(() => faults.deathAfterStart(1, 200)!);
    for (const { afterMs, downMs } of deaths) {
      expect(afterMs).toBeGreaterThanOrEqual(0);
      expect(afterMs).toBeLessThan(20);
      expect(downMs).toBe(20);
    }
    expect(new Set(deaths.map(({ afterMs }) => afterMs)).size).toBe(3);
    expect(faults.deathAfterStart(1, 200), "the fourth").toBeUndefined();
    expect(fired).toEqual([3]);
  });

  test("a crash loop has one victim", () => {
    const { faults } = under(LifeFaults, { kind: "crash-loop", times: 3, downMs: 20 });
    const dies = ROBOTS.map((_, robot) => faults.deathAfterStart(robot, 200) !== undefined);
    expect(dies.filter(Boolean)).toHaveLength(1);
  });

  test("a crash loop ends with its window, and never begins in one that is too short", () => {
    const rule: Rule = { kind: "crash-loop", times: 3, downMs: 20, robots: ["r2"], untilMs: 100 };
    const { faults } = under(LifeFaults, rule);
    expect(faults.deathAfterStart(1, 99)).toBeDefined();
    expect(faults.deathAfterStart(1, 100)).toBeUndefined();
    const never = under(LifeFaults, { ...rule, untilMs: 1e-9 });
    expect(never.faults.deathAfterStart(1, 0)).toBeUndefined();
  });

  test("claimants and writers die so often, whoever they are", () => {
    const { faults, fired } = under(
      LifeFaults,
      { kind: "crash-at-claim", times: 2 },
      { kind: "crash-at-write", times: 1, robots: ["r3"] },
      { kind: "crash-at-claim", times: 1, robots: ["r1"] },
    );
    expect([0, 1, 1, 0, 0].map((robot) => faults.diesAtClaim(robot, 0))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect([0, 2, 2].map((robot) => faults.diesAtWrite(robot, 0))).toEqual([false, true, false]);
    expect(fired).toEqual([2, 1, 1]);
  });

  test("deaths before this process count", () => {
    const rules: Rule[] = [{ kind: "crash-at-claim", times: 3 }];
    const faults = new LifeFaults({ rules }, "7", ROBOTS, () => {}, [2]);
    expect([faults.diesAtClaim(0, 0), faults.diesAtClaim(0, 0)]).toEqual([true, false]);
  });
});

describe("the store", () => {
  test("loses answers to claims at their rate, and delays them", () => {
    const { faults, fired } = under(
      StoreFaults,
      { kind: "claim-reply-loss", rate: 0.3 },
      { kind: "claim-delay", delayMs: 40, robots: ["r1"] },
    );
    const lost = MANY.filter((attempt) => faults.claim(1, attempt, 0).replyLost);
    expectThreeInTen(lost.length);
    expect(faults.claim(0, 1, 0).delayMs).toBe(40);
    expect(fired[1]).toBe(1);
  });

  test("writes fail at their rate", () => {
    const { faults, fired } = under(StoreFaults, { kind: "write-error", rate: 0.3 });
    const failed = MANY.filter((attempt) => faults.failsToWrite(1, attempt, 0));
    expectThreeInTen(failed.length);
    expect(fired).toEqual([failed.length]);
  });

  test("is away for a while in every period, for all alike, and says how long", () => {
    const { faults, fired } = under(StoreFaults, { kind: "store-outage", everyMs: 100, forMs: 30 });
    const times = Array.from({ length: 1000 }, (_, i) => i);
    const away = times.map((atMs) => faults.awayMs(0, atMs));
    expect(away.filter((awayMs) => awayMs > 0)).toHaveLength(300);
    expect(fired).toEqual([300]);
    expect(times.map((atMs) => faults.awayMs(1, atMs))).toEqual(away);
    const begins = times.findIndex((atMs) => atMs > 0 && away[atMs]! > 0 && away[atMs - 1] === 0);
    expect(away[begins]).toBeGreaterThan(29);
    expect(faults.awayMs(0, begins + away[begins]! + 0.001)).toBe(0);
  });

  test("is away at other times under another seed", () => {
    const rules: Rule[] = [{ kind: "store-outage", everyMs: 100, forMs: 30 }];
    const begins = ["7", "8", "9", "10"].map((seed) => {
      const faults = new StoreFaults({ rules }, seed, ROBOTS, () => {});
      return MANY.findIndex((atMs) => faults.awayMs(0, atMs) > 29);
    });
    expect(new Set(begins).size).toBeGreaterThan(2);
  });

  test("an outage ends with its rule and spares other robots", () => {
    const { faults } = under(StoreFaults, {
      kind: "store-outage",
      everyMs: 100,
      forMs: 100,
      robots: ["r1"],
      untilMs: 50,
    });
    expect(faults.awayMs(0, 49)).toBe(1);
    expect(faults.awayMs(0, 50)).toBe(0);
    expect(faults.awayMs(1, 0)).toBe(0);
  });
});

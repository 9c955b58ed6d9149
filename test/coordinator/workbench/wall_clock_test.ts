/**
 * Goal: things happen in order, soon after they are due and never before, without spinning, and many
 * of them do not keep others waiting.
 */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Agenda } from "../../../coordinator/workbench/agenda.ts";
import { NS_PER_MS, sleep } from "../../../coordinator/workbench/clock.ts";
import { WallClock } from "../../../coordinator/workbench/wall_clock.ts";
import { eventually } from "../../support/eventually.ts";

let clock: WallClock;

describe("a wall clock", () => {
  beforeEach(async () => {
    clock = new WallClock();
    // Its thread has begun when it has rung once.
    await sleep(clock, NS_PER_MS);
  });

  afterEach(() => clock.stop());

  it("never acts at once, and soon when the time has passed", async () => {
    let done = "";
    clock.at(0, () => {
      done = "yes";
    });
    expect(done).toBe("");
    await new Promise((resolve) => void setImmediate(resolve));
    expect(done).toBe("yes");
  });

  it("acts in the order of times, and of asking when they are equal", async () => {
    const done: number[] = [];
    const dueNs = clock.nowNs() + 5 * NS_PER_MS;
    for (const i of [3, 4, 5]) clock.at(dueNs + 1, () => void done.push(i));
    for (const i of [1, 2]) clock.at(dueNs, () => void done.push(i));
    clock.at(0, () => void done.push(0));
    await eventually(() => done.length === 6);
    expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("is never early, and mostly less than a millisecond late", async () => {
    const lateNs: number[] = [];
    for (let i = 0; i < 200; i++) {
      const dueNs = clock.nowNs() + (0.1 + (i % 50) / 10) * NS_PER_MS;
      await new Promise<void>((resolve) => void clock.at(dueNs, resolve));
      lateNs.push(clock.nowNs() - dueNs);
    }
    lateNs.sort((a, b) => a - b);
    expect(lateNs[0]).toBeGreaterThanOrEqual(0);
    // A half and not all of them: the machine has other guests.
    expect(lateNs[100]).toBeLessThan(NS_PER_MS);
  });

  it("sleeps while nothing is due", async () => {
    const before = process.cpuUsage();
    await sleep(clock, 300 * NS_PER_MS);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(150_000);
  });

  it("hears of what is due earlier than all before", async () => {
    const done: string[] = [];
    clock.at(clock.nowNs() + 50 * NS_PER_MS, () => void done.push("late"));
    clock.at(clock.nowNs() + 5 * NS_PER_MS, () => void done.push("early"));
    await eventually(() => done.length === 1);
    expect(done).toEqual(["early"]);
    await eventually(() => done.length === 2);
  });

  it("lets others have their turn while much is due", async () => {
    let done = 0;
    for (let i = 0; i < 50_000; i++) clock.at(0, () => void (done += 1));
    const stream = new PassThrough();
    const heard = once(stream, "data").then(() => done);
    setImmediate(() => stream.write("x"));
    expect(await heard).toBeLessThan(10_000);
    await eventually(() => done === 50_000);
  });

  it("goes on after an action that asks for the next one", async () => {
    let done = 0;
    const again = (): void => {
      done += 1;
      if (done < 1000) clock.at(0, again);
    };
    clock.at(0, again);
    await eventually(() => done === 1000);
    expect(clock.waiting).toBe(0);
  });

  it("forgets what is taken back, and everything when it is stopped", async () => {
    const done: string[] = [];
    const cancel = clock.at(0, () => void done.push("cancelled"));
    clock.at(clock.nowNs() + 5 * NS_PER_MS, () => void done.push("stopped"));
    expect(clock.waiting).toBe(2);
    cancel();
    cancel();
    expect(clock.waiting).toBe(1);
    clock.stop();
    clock.at(0, () => void done.push("too late"));
    expect(clock.waiting).toBe(0);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(done).toEqual([]);
  });
});

describe("an agenda", () => {
  it("gives what was not taken back, sorted and stable", () => {
    const entry = fc.record({ dueNs: fc.nat({ max: LATEST_NS }), isCancelled: fc.boolean() });
    fc.assert(fc.property(fc.array(entry), givesInOrder));
  });
});

const LATEST_NS = 20;

function givesInOrder(entries: { dueNs: number; isCancelled: boolean }[]): void {
  const agenda = new Agenda();
  const done: number[] = [];
  const cancels = entries.map(({ dueNs }, i) => agenda.add(dueNs, () => void done.push(i)));
  for (const [i, { isCancelled }] of entries.entries()) if (isCancelled) cancels[i]!();
  const kept = entries.map((each, i) => ({ ...each, i })).filter((each) => !each.isCancelled);
  expect(agenda.size).toBe(kept.length);
  expect(agenda.nextNs).toBe(Math.min(Infinity, ...kept.map(({ dueNs }) => dueNs)));
  for (let nowNs = 0; nowNs <= LATEST_NS; nowNs++) {
    for (let action = agenda.take(nowNs); action !== undefined; action = agenda.take(nowNs)) {
      action();
    }
    if (agenda.nextNs <= nowNs) throw new Error(`something due at ${nowNs} was not given`);
  }
  expect(done).toEqual(kept.sort((a, b) => a.dueNs - b.dueNs).map(({ i }) => i));
  expect(agenda.size).toBe(0);
}

/**
 * Goal: virtual time is in order, waits for promises, and ends when the work does.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sleep } from "../../../coordinator/workbench/clock.ts";
import { VirtualClock } from "../../../coordinator/workbench/virtual_clock.ts";

describe("a virtual clock", () => {
  it("does everything in the order of time, and of asking", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 })), async (times) => {
        const clock = new VirtualClock();
        const done: [number, number][] = [];
        for (const [i, ns] of times.entries()) clock.at(ns, () => done.push([clock.nowNs(), i]));
        await clock.run(() => sleep(clock, 21));
        const wanted = times
          .map((ns, i): [number, number] => [ns, i])
          .toSorted(([a, i], [b, j]) => a - b || i - j);
        expect(done).toEqual(wanted);
      }),
    );
  });

  it("carries on promises before it moves", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    await clock.run(async () => {
      clock.at(5, () => {
        void (async () => {
          await Promise.resolve();
          await Promise.resolve();
          await Promise.resolve();
          seen.push(`later at ${clock.nowNs()}`);
        })();
      });
      clock.at(6, () => seen.push("at 6"));
      await sleep(clock, 10);
    });
    expect(seen).toEqual(["later at 5", "at 6"]);
  });

  it("does not do what was taken back, nor anything at once", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.at(1, () => seen.push("never"))();
    clock.at(0, () => seen.push("soon"));
    expect(seen).toEqual([]);
    await clock.run(() => sleep(clock, 2));
    expect(seen).toEqual(["soon"]);
  });

  it("does what should have been done before as soon as it can", async () => {
    const clock = new VirtualClock();
    await clock.run(() => sleep(clock, 10));
    let atNs = -1;
    clock.at(3, () => {
      atNs = clock.nowNs();
    });
    await clock.run(() => sleep(clock, 1));
    expect(atNs).toBe(10);
  });

  it("says when nothing can happen any more", async () => {
    const clock = new VirtualClock();
    await expect(clock.run(() => new Promise(() => {}))).rejects.toThrow(/nothing is left/);
  });

  it("hands on what the work throws", async () => {
    const clock = new VirtualClock();
    await expect(clock.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});

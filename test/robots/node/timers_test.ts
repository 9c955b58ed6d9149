/**
 * Goal: what is to happen later happens when it should, and no more often.
 */
import { describe, expect, it } from "vitest";

import { readyNode } from "./fixture.ts";

describe("timers", () => {
  it("repeat on a grid without drift, until they are taken back", async () => {
    const atMs: number[] = [];
    const driven = readyNode((node) => {
      const cancel = node.every(100, () => {
        atMs.push(node.now());
        if (atMs.length === 3) cancel();
      });
    });
    await driven.pass(1000);
    expect(atMs).toEqual([100, 200, 300]);
    expect(driven.waiting).toBe(0);
  });

  it("do not make up for a pause, and stay on the grid", async () => {
    const atMs: number[] = [];
    const driven = readyNode((node) => void node.every(100, () => void atMs.push(node.now())));
    driven.nowMs = 300;
    await driven.pass(0);
    driven.nowMs = 1234;
    await driven.pass(166);
    expect(atMs).toEqual([300, 1234, 1300, 1400]);
  });

  it("refuse a time that is none, or too short to let time pass", () => {
    const node = readyNode(() => {}).node;
    expect(() => node.every(0, () => {})).toThrow("cannot wait as periodMs must be >= 1: got 0");
    expect(() => node.every(NaN, () => {})).toThrow("got NaN");
    expect(() => node.after(NaN, () => {})).toThrow("cannot wait as delayMs must be >= 0: got NaN");
    expect(() => node.after("5" as never, () => {})).toThrow(RangeError);
  });

  it("take a time that has passed as now", async () => {
    let done = false;
    const driven = readyNode((node) => void node.after(-5, () => void (done = true)));
    expect(done).toBe(false);
    await driven.pass(0);
    expect(done).toBe(true);
  });
});

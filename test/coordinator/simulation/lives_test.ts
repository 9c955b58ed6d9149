/**
 * Goal: process faults do to robots what they say, and all robots are back when they are over.
 */
import { describe, expect, test } from "vitest";

import type { Scenario } from "../../../coordinator/simulation/scenario.ts";
import type { Rule } from "../../../robots/faults/plan.ts";
import { play, type Played, stepsOf } from "./steps.ts";

/** Each run is sound, whatever happens in it. */
function sound(rules: readonly Rule[], changed: Partial<Scenario> = {}): Played {
  const played = play(rules, changed);
  expect(played.outcome.violations).toEqual([]);
  return played;
}

describe("a crash", () => {
  test("ends a life; the next one begins after the time down, with the share", () => {
    const played = sound([{ kind: "crash", everyMs: 400, downMs: 150, robots: ["r2"] }]);
    const deaths = stepsOf(played, "life-ended");
    expect(deaths.length).toBeGreaterThan(0);
    const births = stepsOf(played, "life-began").filter(({ robot }) => robot === 1);
    expect(births.map(({ boot }) => boot)).toEqual(births.map((_, i) => i + 1));
    for (const [i, { robot, atMs }] of deaths.entries()) {
      expect(robot).toBe(1);
      const next = births[i + 1]!;
      expect(next.atMs).toBeCloseTo(Math.min(atMs + 150, 1000), 6);
      expect(next.knows).toEqual(births[0]!.knows);
    }
    expect(played.outcome.lives).toBe(3 + deaths.length);
    expect(played.outcome.fired).toEqual([deaths.length]);
  });

  test("lets a robot do nothing while it is down", () => {
    const played = sound([{ kind: "crash", everyMs: 300, downMs: 200 }]);
    const down = new Set<number>();
    for (const step of played.steps) {
      if (step.kind === "life-ended") down.add(step.robot);
      if (step.kind === "life-began") down.delete(step.robot);
      if (step.kind === "ticked" || step.kind === "sent" || step.kind === "received") {
        expect(down).not.toContain(step.robot);
      }
    }
    expect(stepsOf(played, "life-ended").length).toBeGreaterThan(1);
  });

  test("with amnesia takes the share away, and no word with it", () => {
    const rule: Rule = { kind: "crash-amnesia", everyMs: 400, downMs: 50, robots: ["r1"] };
    const played = sound([rule]);
    const [forgot] = stepsOf(played, "forgot-share");
    expect(forgot?.robot).toBe(0);
    const births = stepsOf(played, "life-began").filter(({ robot }) => robot === 0);
    expect(births.slice(1).map(({ knows }) => knows)).toEqual(births.slice(1).map(() => []));
    // With single copies every share is needed: nothing happens.
    const single = sound([rule], { copies: 1 });
    expect(stepsOf(single, "life-ended")).toEqual([]);
    expect(single.outcome.fired).toEqual([0]);
  });

  test("of everyone at once is a power cut", () => {
    const played = sound([{ kind: "power-cut", everyMs: 600, downMs: 100 }]);
    const deaths = stepsOf(played, "life-ended");
    expect(new Set(deaths.map(({ robot }) => robot)).size).toBe(3);
    expect(new Set(deaths.map(({ atMs }) => atMs)).size).toBe(deaths.length / 3);
  });

  test("in a loop comes again after as many starts as it should", () => {
    const played = sound([{ kind: "crash-loop", times: 3, downMs: 50, robots: ["r3"] }]);
    const deaths = stepsOf(played, "life-ended");
    expect(deaths.map(({ robot }) => robot)).toEqual([2, 2, 2, 2]);
  });
});

describe("a pause", () => {
  const RULE: Rule = { kind: "pause", everyMs: 500, forMs: 250, robots: ["r1"] };

  test("stops a robot for its time, and what came meanwhile is taken in afterwards", () => {
    const played = sound([RULE]);
    const paused = stepsOf(played, "paused");
    const resumed = stepsOf(played, "resumed");
    expect(paused.length).toBeGreaterThan(0);
    expect(resumed).toHaveLength(paused.length);
    for (const [i, { atMs }] of paused.entries()) {
      const until = resumed[i]!.atMs;
      expect(until).toBeCloseTo(Math.min(atMs + 250, 1000), 6);
      const within = played.steps.filter(
        (step) =>
          (step.kind === "ticked" || step.kind === "received" || step.kind === "sent") &&
          step.robot === 0 &&
          step.atMs > atMs &&
          step.atMs < until,
      );
      expect(within).toEqual([]);
    }
    expect(stepsOf(played, "life-ended")).toEqual([]);
  });

  test("ends when all faults do", () => {
    const played = sound([{ ...RULE, forMs: 5000 }]);
    expect(stepsOf(played, "resumed").map(({ atMs }) => atMs)).toEqual([1000]);
  });
});

test("a late start delays the first life", () => {
  const played = sound([{ kind: "late-start", delayMs: 300, robots: ["r2"] }]);
  const births = stepsOf(played, "life-began");
  expect(births.map(({ robot }) => robot)).toEqual([0, 2, 1]);
  expect(births[2]!.atMs).toBeGreaterThan(0);
  expect(births[2]!.atMs).toBeLessThanOrEqual(300);
});

test("whoever is down when faults end begins again at once", () => {
  const played = sound([{ kind: "crash", everyMs: 400, downMs: 60_000 }]);
  const deaths = stepsOf(played, "life-ended").length;
  expect(deaths).toBeGreaterThan(0);
  const late = stepsOf(played, "life-began").filter(({ boot }) => boot > 1);
  expect(late.map(({ atMs }) => atMs)).toEqual(late.map(() => 1000));
  expect(late).toHaveLength(deaths);
});

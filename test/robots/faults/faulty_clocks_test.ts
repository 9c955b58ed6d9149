/**
 * Clocks that are wrong, worked out by hand.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyedRandom } from "../../../robots/engine/random.ts";
import { ruleKeys } from "../../../robots/faults/draws.ts";
import { FaultyClocks } from "../../../robots/faults/faulty_clocks.ts";
import type { Rule } from "../../../robots/faults/plan.ts";
import { strikes, type StrikingRule } from "../../../robots/faults/process_schedule.ts";

const ROBOTS = ["r1", "r2", "r3"];

interface Watched {
  readonly clocks: FaultyClocks;
  /** Firings by rule. */
  readonly fired: number[];
}

function watched(rules: readonly Rule[], robots: readonly string[] = ROBOTS): Watched {
  const fired = rules.map(() => 0);
  const note = (rule: number, count = 1): void => {
    fired[rule]! += count;
  };
  return { clocks: new FaultyClocks({ rules }, "7", robots, note), fired };
}

/** What the clock of the first robot shows at these times. */
function shown(rules: readonly Rule[], ...timesMs: number[]): number[] {
  const { clocks } = watched(rules, ["r1"]);
  return timesMs.map((trueMs) => clocks.read(0, trueMs));
}

/** When one of several rules strikes the only robot. */
function timesOf(rules: readonly StrikingRule[], untilMs: number, index = 0): number[] {
  const key = ruleKeys(rules)[index]!;
  const all = strikes(rules[index]!, key, new KeyedRandom("7"), ["r1"], 0, untilMs);
  return all.map(({ atMs }) => atMs);
}

test("without rules about clocks they show true time", () => {
  const { clocks } = watched([{ kind: "loss", rate: 1 }]);
  expect(clocks.idle).toBe(true);
  expect(clocks.read(1, 1234.5)).toBe(1234.5);
});

test("skew is there while the rule applies, forward or back", () => {
  const rule: Rule = { kind: "clock-skew", skewMs: -500, afterMs: 100, untilMs: 200 };
  expect(shown([rule], 99, 100, 199, 200)).toEqual([99, -400, -301, 200]);
  expect(shown([rule, { kind: "clock-skew", skewMs: 3_600_000 }], 150)).toEqual([3_599_650]);
});

test("drift grows through its window and is gone after it", () => {
  const fast: Rule = { kind: "clock-drift", rate: 3, afterMs: 100, untilMs: 200 };
  expect(shown([fast], 100, 150, 199, 200)).toEqual([100, 250, 397, 200]);
  const slow: Rule = { kind: "clock-drift", rate: 0.5 };
  expect(shown([slow], 0, 100, 1000)).toEqual([0, 50, 500]);
});

describe("jumps", () => {
  const forth: StrikingRule = { kind: "clock-jump", everyMs: 100, jumpMs: 1000, untilMs: 1000 };
  const back: StrikingRule = { ...forth, jumpMs: -250 };

  test("add up, each from its moment on, until the rule ends", () => {
    const [first, second] = timesOf([forth], 1000);
    expect(shown([forth], first! - 0.01, first!, second! - 0.01, second!, 999, 1000)).toEqual([
      first! - 0.01,
      first! + 1000,
      second! - 0.01 + 1000,
      second! + 2000,
      10_999,
      1000,
    ]);
  });

  test("backward: the same time is shown again", () => {
    const [first] = timesOf([back], 1000);
    const [before, after] = shown([back], first! - 1, first! + 1);
    expect(before).toBe(first! - 1);
    expect(after).toBe(first! - 249);
  });

  test("are each counted once, however long the run", () => {
    const often: Rule = { kind: "clock-jump", everyMs: 10, jumpMs: 1 };
    const { clocks, fired } = watched([often], ["r1"]);
    for (const trueMs of [100, 500, 1000, 5000]) {
      expect(clocks.read(0, trueMs)).toBe(trueMs + trueMs / 10);
      expect(fired).toEqual([trueMs / 10]);
    }
  });

  test("hit the drawn robot only", () => {
    const { clocks, fired } = watched([forth]);
    const jumps = ROBOTS.map((_, robot) => (clocks.read(robot, 999) - 999) / 1000);
    expect(jumps.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(Math.max(...jumps)).toBeLessThan(10);
    expect(fired).toEqual([10]);
  });
});

describe("a freeze", () => {
  const freeze: StrikingRule = { kind: "clock-freeze", everyMs: 1000, forMs: 100 };

  test("holds the time at which it began, then shows what it should", () => {
    const [atMs] = timesOf([freeze], 1000);
    expect(shown([freeze], atMs! - 1, atMs!, atMs! + 50, atMs! + 99, atMs! + 101)).toEqual([
      atMs! - 1,
      atMs,
      atMs,
      atMs,
      atMs! + 101,
    ]);
  });

  test("ends with its rule", () => {
    const [atMs] = timesOf([freeze], 1000);
    const ended: Rule = { ...freeze, untilMs: atMs! + 10 };
    expect(shown([ended], atMs! + 9, atMs! + 10)).toEqual([atMs, atMs! + 10]);
  });

  test("holds the whole clock: what jumps meanwhile shows only after it", () => {
    const [atMs] = timesOf([freeze], 1000);
    const skew: Rule = { kind: "clock-skew", skewMs: 7, afterMs: atMs! + 50 };
    expect(shown([freeze, skew], atMs! + 60, atMs! + 101)).toEqual([atMs, atMs! + 108]);
  });

  test("that begins while one of the same rule holds goes on with that one's time", () => {
    const always: StrikingRule = { kind: "clock-freeze", everyMs: 100, forMs: 100 };
    const times = timesOf([always], 10_000);
    // The first of those that follow each other without a gap.
    let first = times[0]!;
    let chains = 0;
    for (const [i, atMs] of times.entries()) {
      const goesOn = i > 0 && atMs < times[i - 1]! + 100;
      if (goesOn) chains += 1;
      else first = atMs;
      expect(shown([always], atMs + 99.9)).toEqual([first]);
    }
    expect(chains).toBeGreaterThan(20);
  });

  test("that nobody sees is not noted", () => {
    const { clocks, fired } = watched([freeze], ["r1"]);
    const times = timesOf([freeze], 10_000);
    clocks.read(0, times[4]! + 1);
    expect(fired).toEqual([1]);
    clocks.read(0, times[4]! + 2);
    clocks.read(0, times[6]! + 1);
    expect(fired).toEqual([2]);
  });

  test("that begins while another holds goes on with that one's time", () => {
    const long: StrikingRule = { kind: "clock-freeze", everyMs: 1000, forMs: 130, untilMs: 1000 };
    const [atMs] = timesOf([long], 1000);
    const next: StrikingRule = { ...long, everyMs: 100, forMs: 100, afterMs: atMs! + 20 };
    const [nextMs] = timesOf([long, next], 1000, 1);
    // It begins within the first and ends after it.
    expect(nextMs! + 100).toBeGreaterThan(atMs! + 130);
    expect(shown([long, next], nextMs! + 99)).toEqual([atMs]);
  });
});

test("reading is a pure function of true time, in whatever order", () => {
  const rules: Rule[] = [
    { kind: "clock-jump", everyMs: 100, jumpMs: -70, afterMs: 200, untilMs: 1500 },
    { kind: "clock-freeze", everyMs: 150, forMs: 100 },
    { kind: "clock-freeze", everyMs: 60, forMs: 60, afterMs: 300, robots: ["r2", "r3"] },
    { kind: "clock-drift", rate: 1.5, untilMs: 900 },
    { kind: "clock-skew", skewMs: 11, robots: ["r1"] },
  ];
  const anyReading = fc.record({
    robot: fc.nat(2),
    trueMs: fc.double({ min: 0, max: 3000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 1, maxLength: 20 }), (readings) => {
      const { clocks } = watched(rules);
      for (const { robot, trueMs } of readings) {
        expect(clocks.read(robot, trueMs)).toBe(watched(rules).clocks.read(robot, trueMs));
      }
    }),
  );
});

test("each effect is noted once, when it is first seen", () => {
  const rules: Rule[] = [
    { kind: "clock-skew", skewMs: 5, afterMs: 1000, robots: ["r1", "r3"] },
    { kind: "clock-drift", rate: 2, afterMs: 1000 },
    { kind: "clock-jump", everyMs: 100, jumpMs: 1, robots: ["r1"], untilMs: 1000 },
    { kind: "clock-freeze", everyMs: 100, forMs: 100, robots: ["r1"], untilMs: 1000 },
    { kind: "clock-skew", skewMs: 0 },
  ];
  const { clocks, fired } = watched(rules);
  const readAll = (): void => {
    for (let trueMs = 0; trueMs < 2000; trueMs += 0.5) {
      for (const robot of ROBOTS.keys()) clocks.read(robot, trueMs);
    }
  };
  readAll();
  expect(fired).toEqual([2, 3, 10, 10, 0]);
  readAll();
  expect(fired).toEqual([2, 3, 10, 10, 0]);
});

test("a jump that nobody reads before its rule ends has no effect", () => {
  const { clocks, fired } = watched([
    { kind: "clock-jump", everyMs: 100, jumpMs: 1, untilMs: 1000 },
  ]);
  expect(clocks.read(0, 1000)).toBe(1000);
  expect(fired).toEqual([0]);
});

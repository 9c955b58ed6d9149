/**
 * When and whom rules strike that come about every so often.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyedRandom } from "../../../robots/engine/random.ts";
import { ruleKeys } from "../../../robots/faults/draws.ts";
import { RULE_KINDS } from "../../../robots/faults/plan.ts";
import {
  isStrikingRule,
  NO_ROBOT,
  type Strike,
  strikes,
  type StrikingRule,
} from "../../../robots/faults/process_schedule.ts";
import { examplePlan } from "../../support/example_plan.ts";

const ROBOTS = ["r1", "r2", "r3", "r4", "r5"];
const CRASH: StrikingRule = { kind: "crash", everyMs: 100, downMs: 20 };

function between(rule: StrikingRule, fromMs: number, untilMs: number, seed = "7"): Strike[] {
  return strikes(rule, ruleKeys([rule])[0]!, new KeyedRandom(seed), ROBOTS, fromMs, untilMs);
}

describe("times", () => {
  test("one in each period, somewhere in it", () => {
    const all = between({ ...CRASH, afterMs: 50 }, 0, 10_050);
    expect(all).toHaveLength(100);
    const into = all.map(({ atMs }, n) => atMs - 50 - n * 100);
    expect(Math.min(...into)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...into)).toBeLessThan(10);
    expect(Math.max(...into)).toBeGreaterThan(90);
    expect(Math.max(...into)).toBeLessThan(100);
  });

  test("are the same in whatever pieces one asks for them", () => {
    const anyCuts = fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), { maxLength: 10 });
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), 2000];
        const pieces = ends.slice(1).map((untilMs, i) => between(CRASH, ends[i]!, untilMs));
        expect(pieces.flat()).toEqual(between(CRASH, 0, 2000));
      }),
    );
  });

  test("are those of the rule's window only, and the window moves none but with its beginning", () => {
    const all = between(CRASH, 0, 5000);
    const until = between({ ...CRASH, untilMs: 2500 }, 0, 5000);
    expect(until).toEqual(all.filter(({ atMs }) => atMs < 2500));
    expect(until.length).toBeGreaterThan(20);
    const later = between({ ...CRASH, afterMs: 500 }, 0, 5500);
    expect(later.map(({ atMs }) => atMs - 500)).toEqual(
      all.map(({ atMs }) => expect.closeTo(atMs, 6) as number),
    );
  });

  test("end: a span without one is refused, but not when the rule has its own", () => {
    expect(() => between(CRASH, 0, Infinity)).toThrow(
      "cannot list strikes as untilMs must be finite: got Infinity",
    );
    expect(between({ ...CRASH, untilMs: 1000 }, 0, Infinity)).toHaveLength(10);
    // As only a plan that nobody checked could have it.
    expect(between({ ...CRASH, everyMs: 0 }, 0, 50)).toHaveLength(50);
  });
});

describe("victims", () => {
  test("everybody about equally often", () => {
    const counts = ROBOTS.map(
      (_, robot) => between(CRASH, 0, 500_000).filter((strike) => strike.robot === robot).length,
    );
    // 1,000 each; five standard deviations are 141.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(141);
  });

  test("only those that the rule names, by their place, as far as the run has them", () => {
    const rule: StrikingRule = { ...CRASH, robots: ["r5", "r9", "r2"] };
    expect(new Set(between(rule, 0, 5000).map(({ robot }) => robot))).toEqual(new Set([1, 4]));
    expect(between({ ...CRASH, robots: ["r9"] }, 0, 5000)).toEqual([]);
  });

  test("a power cut hits all of them at once", () => {
    const rule: StrikingRule = { kind: "power-cut", everyMs: 100, downMs: 20 };
    const cuts = Map.groupBy(between(rule, 0, 500), ({ atMs }) => atMs);
    expect(cuts.size).toBe(5);
    for (const cut of cuts.values()) expect(cut.map(({ robot }) => robot)).toEqual([0, 1, 2, 3, 4]);
    const some = between({ ...rule, robots: ["r4", "r1"] }, 0, 100);
    expect(some.map(({ robot }) => robot)).toEqual([3, 0]);
  });

  test("nobody when the store forgets", () => {
    const forgot = between({ kind: "store-amnesia", everyMs: 100 }, 0, 300);
    expect(forgot.map(({ robot, forMs }) => [robot, forMs])).toEqual([
      [NO_ROBOT, 0],
      [NO_ROBOT, 0],
      [NO_ROBOT, 0],
    ]);
  });

  test("a crash loop begins once", () => {
    const rule: StrikingRule = { kind: "crash-loop", times: 5, downMs: 20, afterMs: 100 };
    const [first, ...others] = between(rule, 0, 100_000);
    expect(others).toEqual([]);
    expect(first!.atMs).toBeGreaterThanOrEqual(100);
    expect(first!.atMs).toBeLessThan(120);
    expect(between(rule, first!.atMs + 0.001, 100_000)).toEqual([]);
  });
});

test("a strike says how long it lasts", () => {
  const rules: StrikingRule[] = [
    { kind: "crash", everyMs: 100, downMs: 20 },
    { kind: "pause", everyMs: 100, forMs: 30 },
    { kind: "clock-freeze", everyMs: 100, forMs: 40 },
    { kind: "clock-jump", everyMs: 100, jumpMs: -5 },
  ];
  expect(rules.map((rule) => between(rule, 0, 1000)[0]!.forMs)).toEqual([20, 30, 40, 0]);
});

test("eight kinds strike by themselves", () => {
  const kinds = examplePlan()
    .rules.filter(isStrikingRule)
    .map(({ kind }) => kind);
  expect(kinds).toEqual([
    "crash",
    "crash-amnesia",
    "crash-loop",
    "power-cut",
    "pause",
    "clock-jump",
    "clock-freeze",
    "store-amnesia",
  ]);
  expect(RULE_KINDS).toEqual(expect.arrayContaining(kinds));
});

test("seeds and rules have times of their own", () => {
  const [one, other] = ["7", "8"].map((seed) => between(CRASH, 0, 1000, seed));
  expect(one).not.toEqual(other);
  expect(between({ kind: "pause", everyMs: 100, forMs: 20 }, 0, 1000)).not.toEqual(one);
});

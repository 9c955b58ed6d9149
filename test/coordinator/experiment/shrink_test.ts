/**
 * Goal: whatever made a scenario fail is all that is left of it, found in few attempts, and always
 * the same.
 */
import { describe, expect, test } from "vitest";

import { type Fails, shrink, type Shrunk } from "../../../coordinator/experiment/shrink.ts";
import { scenarioSchema } from "../../../coordinator/experiment/scenario_schema.ts";
import type { Violation } from "../../../coordinator/checkers/checker.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { swarmScenario } from "../../../coordinator/simulation/swarm.ts";
import type { Rule } from "../../../robots/faults/plan.ts";

const LOSS: Rule = {
  kind: "loss",
  rate: 0.4,
  from: ["r1", "r2"],
  carrying: "update",
  afterMs: 100,
  untilMs: 900,
};
const DUPLICATE: Rule = { kind: "duplicate", rate: 0.2, copies: 3, to: ["r9"] };

const BIG: Scenario = {
  ...DEFAULT_SCENARIO,
  seed: "7",
  copies: 3,
  fanout: 2,
  synchronous: true,
  exchange: "pull",
  quietMs: 500,
  inboxMax: 3,
  latencyMs: 4,
  plan: { rules: [{ kind: "truncate", rate: 0.1 }, LOSS, DUPLICATE, { kind: "halves" }] },
  faultsMs: 1000,
  convergenceRoundsMax: 80,
};

function violation(atMs = 444.4): Violation {
  return { checker: "fake", atMs, robot: 0, what: "bad" };
}

/** Fails while `condition` holds. */
function whenever(condition: (scenario: Scenario) => boolean): Fails {
  return (scenario) => (condition(scenario) ? violation() : undefined);
}

/** Fails some time after healing. */
const failsLate: Fails = ({ faultsMs, convergenceRoundsMax, gossipMs }) =>
  faultsMs === 1000 && 1000 + convergenceRoundsMax * gossipMs > 1444 ? violation(1444) : undefined;

function shrunk(fails: Fails, options: Parameters<typeof shrink>[2] = {}, from = BIG): Shrunk {
  return shrink(from, fails, options)!;
}

describe("what is left", () => {
  test("is next to nothing when nothing is needed", () => {
    const { scenario, attempts } = shrunk(whenever(() => true));
    expect(scenario).toEqual({
      ...DEFAULT_SCENARIO,
      seed: "7",
      robots: 1,
      words: 1,
      copies: 1,
      latencyJitterMs: 0,
      convergenceRoundsMax: 80,
    });
    expect(attempts).toBeLessThan(30);
  });

  test("is the scenario itself when all of it is needed", () => {
    const text = JSON.stringify(BIG);
    const { scenario } = shrunk(whenever((each) => JSON.stringify(each) === text));
    expect(scenario).toEqual(BIG);
  });

  test("has as many robots, words, copies and peers as are needed", () => {
    const { scenario } = shrunk(
      whenever(
        ({ robots, words, copies, fanout }) => robots > 3 && words > 10 && copies > 1 && fanout > 1,
      ),
    );
    expect(scenario).toMatchObject({ robots: 4, words: 11, copies: 2, fanout: 2 });
    expect(scenario.plan.rules).toEqual([]);
    expect(scenario.faultsMs).toBe(0);
  });

  test("has the rules that are needed, without fields that are not, and only for robots there are", () => {
    const { scenario } = shrunk(
      whenever(({ plan: { rules } }) => {
        const loss = rules.find((rule) => rule.kind === "loss");
        const duplicate = rules.find((rule) => rule.kind === "duplicate");
        return loss?.from?.includes("r2") === true && duplicate !== undefined;
      }),
    );
    expect(scenario.robots).toBe(2);
    expect(scenario.plan.rules).toEqual([
      expect.objectContaining({ kind: "loss", rate: 1, from: ["r2"] }),
      expect.objectContaining({ kind: "duplicate", rate: 1, copies: 1 }),
    ]);
  });

  test("has the shortest window around the moment that matters", () => {
    const { scenario } = shrunk(
      whenever(({ plan: { rules }, faultsMs }) =>
        rules.some(
          ({ afterMs = 0, untilMs = faultsMs }) =>
            afterMs <= 437 && untilMs > 441 && faultsMs > 441,
        ),
      ),
    );
    const [rule] = scenario.plan.rules;
    expect(rule!.afterMs).toBeGreaterThan(437 - 20);
    expect(rule!.untilMs).toBeLessThan(441 + 20);
    expect(scenario.faultsMs).toBe(500);
  });

  test("has only the ticks that matter", () => {
    const needed = [
      { robot: 0, tick: 3 },
      { robot: 2, tick: 7 },
    ];
    const { scenario } = shrunk(
      whenever(({ skippedTicks = [], robots, faultsMs }) => {
        const skips = (each: { robot: number; tick: number }): boolean =>
          skippedTicks.some(({ robot, tick }) => robot === each.robot && tick === each.tick);
        return robots > 2 && faultsMs >= 800 && !needed.some(skips);
      }),
    );
    expect(scenario.robots).toBe(3);
    expect(scenario.skippedTicks).toHaveLength(3 * 8 - 2);
    expect(scenario.skippedTicks).not.toContainEqual(needed[0]);
    expect(scenario.skippedTicks).not.toContainEqual(needed[1]);
  });

  test("is always a scenario that a replay file may hold, on the way there, too", () => {
    const bad: Scenario[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const from = swarmScenario(DEFAULT_SCENARIO, String(seed), ["copies"]);
      // Something arbitrary, but the same each time.
      const fails = whenever((each) => {
        if (!scenarioSchema.safeParse(each).success) bad.push(each);
        return (JSON.stringify(each.plan).length + each.words) % 3 !== 0;
      });
      shrink(from, fails, { attemptsMax: 300 });
    }
    expect(bad).toEqual([]);
  });
});

describe("ending early", () => {
  test("cuts what comes after the violation", () => {
    const fails = whenever(({ faultsMs }) => faultsMs >= 445);
    const { scenario } = shrunk(fails, { mayEndEarly: true });
    expect(scenario).toMatchObject({ faultsMs: 446, convergenceRoundsMax: 0 });
  });

  test("keeps the time after healing that leads to the violation", () => {
    const { scenario } = shrunk(failsLate, { mayEndEarly: true });
    expect(scenario).toMatchObject({ faultsMs: 1000, convergenceRoundsMax: 5 });
  });

  test("is not for what a run has not come to", () => {
    const { scenario } = shrunk(whenever(() => true));
    expect(scenario.convergenceRoundsMax).toBe(BIG.convergenceRoundsMax);
  });
});

test("tries other seeds when a smaller world does not fail with its own", () => {
  const { scenario } = shrunk(
    whenever(({ seed, robots }) => robots === 10 || (seed === "7~3" && robots > 1)),
  );
  expect(scenario).toMatchObject({ seed: "7~3", robots: 2, words: 1 });
});

test("goes as far as it fails, and is nothing for what does not", () => {
  const fails = whenever(({ robots }) => robots >= 5);
  expect(shrunk(fails).scenario.robots).toBe(5);
  expect(shrink(BIG, () => undefined)).toBeUndefined();
});

test("is deterministic, bounded, and never runs the same scenario twice", () => {
  const seen: string[] = [];
  const fails: Fails = (scenario) => {
    seen.push(JSON.stringify(scenario));
    return scenario.robots > 2 && JSON.stringify(scenario).length % 4 > 0 ? violation() : undefined;
  };
  const first = shrunk(fails);
  const count = seen.length;
  expect(new Set(seen).size).toBe(count);
  expect(first.attempts).toBe(count);
  expect(shrunk(fails)).toEqual(first);
  expect(seen.slice(count)).toEqual(seen.slice(0, count));
  expect(shrunk(fails, { attemptsMax: 10 }).attempts).toBe(10);
});

test("stops with what it has when it is late, and tells of each step", () => {
  const told: Shrunk[] = [];
  const result = shrunk(
    whenever(() => true),
    { isLate: () => told.length === 2, onSmaller: (smaller) => told.push(smaller) },
  );
  expect(told).toHaveLength(2);
  expect(told.at(-1)!.scenario).toEqual(result.scenario);
  expect(result.scenario).not.toEqual(BIG);
});

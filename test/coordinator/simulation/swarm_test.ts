/**
 * Goal: a swarm draws every kind of fault, in plans that make sense, the same for the same seed.
 */
import { describe, expect, test } from "vitest";

import { ROBOTS_MAX, VIRTUAL_MS_MAX, endMsMax } from "../../../coordinator/experiment/limits.ts";
import { scenarioSchema } from "../../../coordinator/experiment/scenario_schema.ts";
import { robotsNamed } from "../../../coordinator/cli/fault_flags.ts";
import {
  convergenceRounds,
  DEFAULT_SCENARIO,
  type Scenario,
} from "../../../coordinator/simulation/scenario.ts";
import {
  type Adjustable,
  roundsAllowed,
  swarmScenario,
} from "../../../coordinator/simulation/swarm.ts";
import { hash32 } from "../../../robots/engine/random.ts";
import { RULE_KINDS } from "../../../robots/faults/plan.ts";

function scenarios(
  count: number,
  base = DEFAULT_SCENARIO,
  fixed: readonly Adjustable[] = [],
): Scenario[] {
  return Array.from({ length: count }, (_, i) => swarmScenario(base, String(i + 1), fixed));
}

const MANY = scenarios(500);

/** How many of {@linkcode MANY} have each value. */
function histogram<T>(value: (scenario: Scenario) => T): Map<T, number> {
  const counts = new Map<T, number>();
  for (const scenario of MANY) counts.set(value(scenario), (counts.get(value(scenario)) ?? 0) + 1);
  return counts;
}

describe("what is drawn", () => {
  test("is decided by the seed alone", () => {
    expect(scenarios(50)).toEqual(MANY.slice(0, 50));
    expect(new Set(MANY.map((scenario) => JSON.stringify({ ...scenario, seed: "" }))).size).toBe(
      500,
    );
  });

  test("never changes: golden values for ever", () => {
    expect(hash32(JSON.stringify(MANY))).toBe(-389_958_880);
  });

  test("has each of the 50 kinds often, two to eight a plan, none twice", () => {
    const kinds = MANY.flatMap(({ plan }) => plan.rules.map(({ kind }) => kind));
    expect(RULE_KINDS).toHaveLength(50);
    for (const kind of RULE_KINDS) {
      expect(kinds.filter((each) => each === kind).length, kind).toBeGreaterThan(20);
    }
    for (const { plan } of MANY) {
      const own = plan.rules.map(({ kind }) => kind);
      expect(own.length).toBeGreaterThanOrEqual(2);
      expect(own.length).toBeLessThanOrEqual(8);
      expect(new Set(own).size).toBe(own.length);
    }
  });

  test("is a valid scenario, about robots that there are, in a phase of 5 to 15 periods", () => {
    for (const scenario of MANY) {
      expect(scenarioSchema.parse(scenario)).toEqual(scenario);
      const names = Array.from({ length: 10 }, (_, i) => `r${i + 1}`);
      for (const name of robotsNamed(scenario.plan)) expect(names).toContain(name);
      expect(scenario.faultsMs).toBeGreaterThanOrEqual(500);
      expect(scenario.faultsMs).toBeLessThanOrEqual(1500);
      for (const { afterMs = 0, untilMs = scenario.faultsMs } of scenario.plan.rules) {
        expect(afterMs).toBeLessThan(untilMs);
        expect(untilMs).toBeLessThanOrEqual(scenario.faultsMs);
      }
      expect(scenario.convergenceRoundsMax).toBe(roundsAllowed(scenario));
    }
  });

  test("varies how robots are set", () => {
    expect([...histogram(({ exchange }) => exchange).keys()].toSorted()).toEqual([
      "pull",
      "push",
      "push-pull",
    ]);
    expect(new Set(histogram(({ copies }) => copies).keys())).toEqual(new Set([1, 2, 3, 4]));
    const fanouts = histogram(({ fanout }) => fanout);
    expect(fanouts.get(1)!).toBeGreaterThan(250);
    expect([...fanouts.keys()].some((fanout) => fanout > 3)).toBe(true);
    expect(histogram(({ quietMs }) => quietMs).size).toBe(5);
    expect(histogram(({ inboxMax }) => inboxMax < 20).get(true)!).toBeGreaterThan(50);
    expect(histogram(({ synchronous }) => synchronous).get(true)!).toBeGreaterThan(20);
    expect(histogram(({ latencyJitterMs }) => latencyJitterMs).size).toBe(4);
  });

  test("leaves alone what is fixed", () => {
    const base: Scenario = {
      ...DEFAULT_SCENARIO,
      exchange: "push",
      fanout: 5,
      copies: 4,
      faultsMs: 777,
    };
    for (const scenario of scenarios(50, base, ["exchange", "fanout", "copies", "faultsMs"])) {
      expect(scenario).toMatchObject({ exchange: "push", fanout: 5, copies: 4, faultsMs: 777 });
    }
    expect(new Set(scenarios(50, base).map(({ exchange }) => exchange)).size).toBe(3);
  });

  test("comes after the rules that are given", () => {
    const given = { kind: "loss", rate: 0.5 } as const;
    const base: Scenario = { ...DEFAULT_SCENARIO, plan: { seed: "s", rules: [given] } };
    for (const { plan } of scenarios(20, base)) {
      expect(plan.seed).toBe("s");
      expect(plan.rules[0]).toEqual(given);
      expect(plan.rules.length).toBeGreaterThanOrEqual(3);
    }
  });
});

test.for([1, 2, 3, 4, 1000, ROBOTS_MAX])("fits %d robots", (robots) => {
  for (const scenario of scenarios(200, { ...DEFAULT_SCENARIO, robots })) {
    expect(scenarioSchema.parse(scenario)).toEqual(scenario);
    for (const name of robotsNamed(scenario.plan)) {
      expect(Number(name.slice(1))).toBeLessThanOrEqual(robots);
    }
  }
});

test.for([2, 3, 10])("names some of %d robots in a list, never all, and none twice", (robots) => {
  const rules = scenarios(300, { ...DEFAULT_SCENARIO, robots }).flatMap(({ plan }) => plan.rules);
  const lists = rules.flatMap((rule) =>
    Object.values(rule).filter((value): value is string[] => Array.isArray(value)),
  );
  expect(lists.length).toBeGreaterThan(50);
  for (const list of lists) {
    expect(new Set(list).size).toBe(list.length);
    expect(list.flat().length).toBeLessThan(robots);
  }
});

test("the time to converge grows with what may hold robots up", () => {
  const allowed = roundsAllowed({ ...DEFAULT_SCENARIO, quietMs: 500, faultsMs: 1000 });
  expect(allowed).toBeGreaterThanOrEqual(convergenceRounds(10) + 20);
  expect(
    endMsMax({ ...DEFAULT_SCENARIO, faultsMs: 1000, convergenceRoundsMax: allowed }),
  ).toBeLessThan(VIRTUAL_MS_MAX);
});

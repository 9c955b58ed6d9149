import { describe, expect, test } from "vitest";

import { Tally, VIOLATIONS_KEPT_MAX } from "../../../coordinator/experiment/tally.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "./fake_simulator.ts";

function scenarioOf(seed: number, plan: Scenario["plan"] = { rules: [] }): Scenario {
  return { ...DEFAULT_SCENARIO, seed: String(seed), plan };
}

function tallyOf(seeds: readonly number[], plan?: Scenario["plan"]): Tally {
  const tally = new Tally();
  for (const seed of seeds) {
    const scenario = scenarioOf(seed, plan);
    tally.add(scenario, simulate(scenario));
  }
  return tally;
}

const SEEDS = Array.from({ length: 250 }, (_, i) => i);

const PLAN: Scenario["plan"] = {
  seed: JSON.stringify({ failing: SEEDS.filter((seed) => seed % 5 === 0) }),
  rules: [
    { kind: "loss", rate: 0.5 },
    { kind: "truncate", rate: 0.5 },
    { kind: "loss", rate: 1 },
  ],
};

test("of one run has its own trace", () => {
  expect(tallyOf([7]).traceHash).toBe(simulate(scenarioOf(7)).traceHash);
  expect(tallyOf([]).traceHash).toBe("0".repeat(16));
  const merged = new Tally();
  merged.merge(tallyOf([7]).toData());
  merged.merge(tallyOf([]).toData());
  expect(merged.traceHash).toBe(tallyOf([7]).traceHash);
});

describe("adding tallies", () => {
  test("says the same however runs are grouped and wherever they were counted", () => {
    const whole = tallyOf(SEEDS, PLAN);
    const parts = new Tally();
    for (const [from, to] of [
      [0, 7],
      [7, 8],
      [8, 200],
      [200, 250],
    ] as const) {
      parts.merge(structuredClone(tallyOf(SEEDS.slice(from, to), PLAN).toData()));
    }
    expect(parts.toData()).toEqual(whole.toData());
    expect(parts.traceHash).toBe(whole.traceHash);
    expect(parts.rounds).toEqual(whole.rounds);
  });

  test("has a hash that does not depend on order, but on every seed and every trace", () => {
    const hash = tallyOf([1, 2, 3]).traceHash;
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(tallyOf([3, 1, 2]).traceHash).toBe(hash);
    expect(tallyOf([1, 2, 4]).traceHash).not.toBe(hash);
    expect(tallyOf([1, 2]).traceHash).not.toBe(hash);
    const swapped = new Tally();
    const [one, two] = [simulate(scenarioOf(1)), simulate(scenarioOf(2))];
    swapped.add(scenarioOf(1), two);
    swapped.add(scenarioOf(2), one);
    swapped.add(scenarioOf(3), simulate(scenarioOf(3)));
    expect(swapped.traceHash).not.toBe(hash);
  });
});

test("adds up what runs had", () => {
  const { runs, events, messages, payloads, lives, done, earlyDone } = tallyOf([1, 2, 3]);
  expect({ runs, events, messages, payloads, lives, done, earlyDone }).toEqual({
    runs: 3,
    events: 9,
    messages: 9,
    payloads: 6,
    lives: 30,
    done: 30,
    earlyDone: 2,
  });
});

test("counts rules by kind and by their place", () => {
  const { rules, firedByIndex } = tallyOf([1, 2, 3, 4], PLAN);
  expect(Object.fromEntries(rules)).toEqual({
    loss: { runs: 4, fired: 4 },
    truncate: { runs: 4, fired: 0 },
  });
  expect(firedByIndex).toEqual([4, 0, 0]);
});

test("has the median, the 99th percentile and the maximum of rounds", () => {
  const tally = new Tally();
  const outcome = simulate(scenarioOf(1));
  const add = (rounds: number | undefined): void =>
    tally.add(scenarioOf(1), { ...outcome, rounds });
  expect(tally.rounds).toBeUndefined();
  for (let i = 1; i <= 200; i++) add(i / 10);
  add(undefined);
  expect(tally.rounds).toEqual({ median: 10, p99: 19.8, max: 20 });
  expect(tally.unconverged).toBe(1);
});

test("keeps the first violations and counts all", () => {
  const tally = tallyOf(SEEDS, PLAN);
  expect(tally.failures).toBe(50);
  expect(tally.found).toHaveLength(VIOLATIONS_KEPT_MAX);
  expect(tally.found.slice(0, 2)).toEqual([
    { seed: "0", violation: { checker: "fake", atMs: 2, robot: 1, what: "bad" } },
    { seed: "5", violation: { checker: "fake", atMs: 2, robot: 1, what: "bad" } },
  ]);
});

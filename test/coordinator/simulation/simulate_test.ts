/**
 * Goal: a run has two phases. Faults happen in the first one only, and every kind of them can; in the
 * second one robots come together within the bound, or there is a violation.
 */
import { describe, expect, test } from "vitest";

import { DEFAULT_SCENARIO } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "../../../coordinator/simulation/simulate.ts";
import type { Step } from "../../../coordinator/simulation/step.ts";
import { swarmScenario } from "../../../coordinator/simulation/swarm.ts";
import { TimingWheel } from "../../../coordinator/simulation/timing_wheel.ts";
import { RULE_KINDS } from "../../../robots/faults/plan.ts";
import { play, scenarioWith, stepsOf } from "./steps.ts";

/** Steps that only a fault brings about. */
const FAULTS: ReadonlySet<Step["kind"]> = new Set([
  "lost",
  "rejected",
  "altered",
  "tick-lost",
  "paused",
  "forgot-share",
  "store-forgot",
]);

const SEEDS = 60;

/** When the first three ticks are. */
function firsts(synchronous: boolean): Set<number> {
  const ticks = stepsOf(play([], { synchronous }), "ticked").slice(0, 3);
  return new Set(ticks.map(({ atMs }) => atMs));
}

describe("a swarm", () => {
  test("goes the same way when all robots share one body", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const base = { ...DEFAULT_SCENARIO, robots: 2 + (seed % 11), words: 1 + ((seed * 7) % 100) };
      const scenario = swarmScenario(base, String(seed));
      const [own, one] = [false, true].map((oneBody) => {
        return simulate(scenario, { checked: false, oneBody });
      });
      expect(one, `seed ${seed}`).toEqual(own);
    }
  });

  test("has no fault after healing, and converges within the bound", () => {
    let faults = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const scenario = swarmScenario(DEFAULT_SCENARIO, String(seed));
      const steps: Step[] = [];
      const { violations, rounds } = simulate(scenario, { recorder: (step) => steps.push(step) });
      expect(violations).toEqual([]);
      expect(rounds).toBeLessThanOrEqual(scenario.convergenceRoundsMax);
      const healedAt = steps.findIndex(({ kind }) => kind === "healed");
      expect(steps[healedAt]!.atMs).toBe(scenario.faultsMs);
      const late = steps.filter(({ kind }, i) => i > healedAt && FAULTS.has(kind));
      expect(late).toEqual([]);
      faults += steps.filter(({ kind }) => FAULTS.has(kind)).length;
    }
    expect(faults).toBeGreaterThan(SEEDS * 10);
  });

  test("makes every kind of fault fire", () => {
    const fired = new Map<string, number>(RULE_KINDS.map((kind) => [kind, 0]));
    const wheel = new TimingWheel();
    let seed = 0;
    while (seed < 3000 && [...fired.values()].includes(0)) {
      const scenario = swarmScenario(DEFAULT_SCENARIO, String((seed += 1)));
      const counts = simulate(scenario, { wheel, checked: false }).fired;
      for (const [index, { kind }] of scenario.plan.rules.entries()) {
        fired.set(kind, fired.get(kind)! + counts[index]!);
      }
    }
    expect([...fired].filter(([, count]) => count === 0)).toEqual([]);
    expect(fired.size).toBe(50);
  });
});

describe("the end", () => {
  test("comes when all are done and the file is there, not later", () => {
    const { steps, outcome } = play([]);
    expect(outcome.violations).toEqual([]);
    expect(stepsOf({ steps }, "wrote")).toHaveLength(1);
    expect(new Set(stepsOf({ steps }, "done").map(({ robot }) => robot)).size).toBe(3);
    expect(outcome.virtualMs).toBeLessThan(2000);
    expect([outcome.done, outcome.lives]).toEqual([3, 3]);
  });

  test("comes with a violation when patience is over", () => {
    const { outcome } = play([], { robots: 20, convergenceRoundsMax: 1 });
    expect(outcome.virtualMs).toBe(100);
    expect(outcome.rounds).toBeUndefined();
    expect(outcome.violations.map(({ checker }) => checker)).toEqual(["convergence"]);
  });

  test("comes as soon as everyone knows everything, if that is asked for", () => {
    const scenario = scenarioWith([], { robots: 20 });
    const outcome = simulate(scenario, { untilConverged: true, checked: false });
    expect(outcome.rounds).toBeGreaterThan(1);
    expect([outcome.done, outcome.violations]).toEqual([0, []]);
    expect(outcome.virtualMs).toBeLessThanOrEqual(outcome.rounds! * 100);
  });
});

describe("options change nothing but what they say", () => {
  test("one wheel serves many runs", () => {
    const wheel = new TimingWheel();
    const scenario = swarmScenario(DEFAULT_SCENARIO, "3");
    const alone = simulate(scenario);
    expect(simulate(scenario, { wheel })).toEqual(alone);
    simulate(swarmScenario(DEFAULT_SCENARIO, "4"), { wheel });
    expect(simulate(scenario, { wheel })).toEqual(alone);
  });

  test("a tick that is left out does not happen", () => {
    const robot = 1;
    const skippedTicks = [0, 1, 2].map((tick) => ({ robot, tick }));
    const ticksMs = (steps: readonly Step[]): number[] =>
      stepsOf({ steps }, "ticked").flatMap((step) => (step.robot === robot ? [step.atMs] : []));
    const all = ticksMs(play([]).steps);
    expect(ticksMs(play([], { skippedTicks }).steps)[0]).toBe(all[3]);
  });

  test("synchronous robots tick together, others do not", () => {
    expect(firsts(true)).toEqual(new Set([0]));
    expect(firsts(false).size).toBe(3);
  });
});

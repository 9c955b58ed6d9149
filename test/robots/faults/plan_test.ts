/**
 * Fifty kinds of rules, and each of them can be made to fire.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { KeyedRandom } from "../../../robots/engine/random.ts";
import { drawNames, ruleKeys } from "../../../robots/faults/draws.ts";
import { faultOf } from "../../../robots/faults/fault.ts";
import { FaultyClocks } from "../../../robots/faults/faulty_clocks.ts";
import { LifeFaults } from "../../../robots/faults/life_faults.ts";
import {
  appliesAt,
  familyOf,
  type FaultPlan,
  isMessageRule,
  isPartitionRule,
  isProcessRule,
  isStoreRule,
  type Rule,
  RULE_KINDS,
} from "../../../robots/faults/plan.ts";
import { isStrikingRule, strikes } from "../../../robots/faults/process_schedule.ts";
import { StoreFaults } from "../../../robots/faults/store_faults.ts";
import { TickFaults } from "../../../robots/faults/tick_faults.ts";
import { FaultInjector } from "../../../robots/faults/verdict.ts";
import { EXAMPLE_ROBOTS, examplePlan } from "../../support/example_plan.ts";
import { BYTES } from "../../support/fates.ts";

const MINUTE_MS = 60_000;

describe("kinds", () => {
  test("there are fifty, in four families, and the example plan has one of each in order", () => {
    expect(examplePlan().rules.map(({ kind }) => kind)).toEqual(RULE_KINDS);
    const counts = Map.groupBy(RULE_KINDS, familyOf);
    expect([...counts].map(([family, kinds]) => [family, kinds.length])).toEqual([
      ["message", 19],
      ["partition", 10],
      ["process", 16],
      ["store", 5],
    ]);
  });

  test("each rule is of one family", () => {
    for (const rule of examplePlan().rules) {
      const guards = {
        message: isMessageRule(rule),
        partition: isPartitionRule(rule),
        process: isProcessRule(rule),
        store: isStoreRule(rule),
      };
      const of = Object.entries(guards).flatMap(([family, is]) => (is ? [family] : []));
      expect(of).toEqual([familyOf(rule.kind)]);
    }
  });

  test("what is no kind has no family", () => {
    expect(familyOf("earthquake")).toBeUndefined();
    expect(familyOf("toString")).toBeUndefined();
  });

  test("observers hear of each that is about messages, and of no other", () => {
    for (const rule of examplePlan().rules) {
      if (isMessageRule(rule) || isPartitionRule(rule)) expect(faultOf(rule)).toMatch(/^[a-z]+$/);
      else expect(() => faultOf(rule)).toThrow(`got ${rule.kind}`);
    }
  });
});

test("a window is closed at its beginning and open at its end", () => {
  const window = { afterMs: 10, untilMs: 20 };
  expect([9, 10, 19, 20].map((atMs) => appliesAt(window, atMs))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(appliesAt({}, 0)).toBe(true);
  expect(appliesAt({}, -1)).toBe(false);
});

test("draws are named by kind and by whom rules are about, and equal ones are numbered", () => {
  const rules: Rule[] = [
    { kind: "loss", rate: 0.1 },
    { kind: "loss", rate: 0.2, carrying: "update", afterMs: 5 },
    { kind: "loss", rate: 0.1, to: ["r1"] },
    { kind: "halves", robots: ["r1", "r2"] },
    { kind: "halves" },
  ];
  expect(drawNames(rules)).toEqual([
    '["loss",0,0]#0',
    '["loss",0,0]#1',
    '["loss",0,["r1"]]#0',
    '["halves",0,0,["r1","r2"]]#0',
    '["halves",0,0]#0',
  ]);
});

/** Does to one rule what a minute of a busy run does, and says how often it fired. */
function firings(rule: Rule): number {
  const plan: FaultPlan = { ...examplePlan(), rules: [rule] };
  const injector = new FaultInjector(plan, "", EXAMPLE_ROBOTS);
  const { note } = injector;
  const ticks = new TickFaults(plan, "", EXAMPLE_ROBOTS, note);
  const clocks = new FaultyClocks(plan, "", EXAMPLE_ROBOTS, note);
  const lives = new LifeFaults(plan, "", EXAMPLE_ROBOTS, note);
  const store = new StoreFaults(plan, "", EXAMPLE_ROBOTS, note);
  if (isStrikingRule(rule) && !rule.kind.startsWith("clock-")) {
    const draws = new KeyedRandom(plan.seed!);
    note(0, strikes(rule, ruleKeys(plan.rules)[0]!, draws, EXAMPLE_ROBOTS, 0, MINUTE_MS).length);
  }
  for (let atMs = 0, n = 0; atMs < MINUTE_MS; atMs += 50) {
    for (const [robot, from] of EXAMPLE_ROBOTS.entries()) {
      n += 1;
      if (atMs === 0) lives.lateStartMs(robot);
      clocks.read(robot, atMs);
      ticks.fate(robot, n, atMs);
      lives.slowMs(robot, atMs);
      for (const to of EXAMPLE_ROBOTS.filter((other) => other !== from)) {
        injector.fate(from, to, atMs, BYTES, n % 2 === 0);
      }
      if (atMs % 1000 > 0) continue;
      lives.deathAfterStart(robot, atMs);
      store.claim(robot, n, atMs);
      store.awayMs(robot, atMs);
      lives.diesAtClaim(robot, atMs);
      store.failsToWrite(robot, n, atMs);
      lives.diesAtWrite(robot, atMs);
    }
  }
  return injector.fired[0]!;
}

test.each(examplePlan().rules)("$kind fires", (rule) => {
  expect(firings(rule)).toBeGreaterThan(0);
});

/**
 * Plans from outside: the good ones pass unchanged, each bad one gets one line that says what to do.
 *
 * @module
 */
import { describe, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import {
  type FaultPlan,
  type Rule,
  RULE_KINDS,
  type RuleKind,
} from "../../../robots/faults/plan.ts";
import { parsePlan, type planSchema } from "../../../robots/faults/plan_schema.ts";
import { examplePlan } from "../../support/example_plan.ts";

const KINDS = RULE_KINDS.join(", ");

const EVERY_RULE: Rule[] = [
  { kind: "loss", rate: 0, from: ["r1"], to: ["r2", "r_3.x"], afterMs: 0, untilMs: 0.5 },
  { kind: "duplicate", rate: 1, copies: 16 },
  { kind: "delay", delayMs: 600_000, jitterMs: 0, rate: 0.5 },
  { kind: "delay", delayMs: 0 },
  { kind: "reorder", rate: 0.1, delayMs: 20 },
  { kind: "corrupt", rate: 0.1, bytes: 3 },
  { kind: "corrupt", rate: 0.1 },
  { kind: "truncate", rate: 0.1 },
  { kind: "saturate", rate: 0.1 },
  { kind: "partition", groups: [["r1"], ["r2", "r3"]] },
  { kind: "cut", from: ["r1"], to: ["r2"], afterMs: 1000 },
];

/** The problem with a plan of `rules`. */
function problem(...rules: unknown[]): string {
  const parsed = parsePlan({ rules });
  return parsed.ok ? "none" : parsed.problem;
}

test("takes the example of each kind as it is, also through JSON", () => {
  const plan = examplePlan();
  expect(parsePlan(structuredClone(plan))).toEqual({ ok: true, plan });
  expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
});

test("asks of each kind for every field that is not optional, and takes no other", () => {
  for (const rule of examplePlan().rules) {
    expect(problem({ ...rule, colour: "red" })).toMatch(
      /^rules\[0\] must have only the fields kind,/,
    );
    const { afterMs: _, untilMs: __, ...fields } = rule;
    for (const field of Object.keys(fields)) {
      const { [field]: left, ...others } = fields as Record<string, unknown>;
      const without = problem(others);
      const isOptional = without === "none";
      expect(isOptional || without.startsWith(`rules[0].${field} must be `), without).toBe(true);
      expect(problem({ ...others, [field]: [] }), `${rule.kind}.${field}`).toMatch(
        new RegExp(`^rules\\[0\\]\\.${field} must be .*: got \\[\\]$`),
      );
      expect(left).toBeDefined();
    }
  }
});

test("takes the shortest and the longest of values", () => {
  const plan = { seed: "7", rules: EVERY_RULE };
  expect(parsePlan(structuredClone(plan))).toEqual({ ok: true, plan });
  expect(parsePlan({ rules: [] })).toEqual({ ok: true, plan: { rules: [] } });
});

test("the validator and the types agree, field by field", () => {
  type Parsed = z.output<typeof planSchema>;
  type Fields<R> = R extends { kind: infer K extends RuleKind }
    ? `${K}.${keyof R & string}`
    : never;
  expectTypeOf<Parsed>().toExtend<FaultPlan>();
  expectTypeOf<FaultPlan>().toExtend<Parsed>();
  // Optional fields that one side lacks would pass the two lines above.
  expectTypeOf<Fields<Parsed["rules"][number]>>().toEqualTypeOf<Fields<Rule>>();
  expectTypeOf<keyof Parsed>().toEqualTypeOf<keyof FaultPlan>();
});

describe("names the rule, the field, what is required and what was given", () => {
  test.each([
    [{ kind: "loss", rate: 1.5 }, "rules[0].rate must be a number from 0 to 1: got 1.5"],
    [{ kind: "loss", rate: -0.1 }, "rules[0].rate must be a number from 0 to 1: got -0.1"],
    [{ kind: "loss", rate: Number.NaN }, "rules[0].rate must be a number from 0 to 1: got NaN"],
    [{ kind: "loss", rate: "0.1" }, 'rules[0].rate must be a number from 0 to 1: got "0.1"'],
    [{ kind: "loss", rate: null }, "rules[0].rate must be a number from 0 to 1: got null"],
    [{ kind: "loss", rate: 1n }, "rules[0].rate must be a number from 0 to 1: got 1"],
    [{ kind: "loss" }, "rules[0].rate must be a number from 0 to 1: got nothing"],
    [{ kind: "looss" }, 'rules[0].kind must be a kind of rule such as loss: got "looss"'],
    [
      { kind: "Burst_Loss" },
      'rules[0].kind must be a kind of rule such as burst-loss: got "Burst_Loss"',
    ],
    [{ kind: "earthquake" }, `rules[0].kind must be one of ${KINDS}: got "earthquake"`],
    [{ kind: 7 }, `rules[0].kind must be one of ${KINDS}: got 7`],
    [{}, `rules[0].kind must be one of ${KINDS}: got nothing`],
    [7, "rules[0] must be an object with a kind: got 7"],
    [
      { kind: "duplicate", rate: 1, copies: 17 },
      "rules[0].copies must be a whole number from 1 to 16: got 17",
    ],
    [
      { kind: "duplicate", rate: 1, copies: 1.5 },
      "rules[0].copies must be a whole number from 1 to 16: got 1.5",
    ],
    [
      { kind: "delay", delayMs: 600_001 },
      "rules[0].delayMs must be a number from 0 to 600000: got 600001",
    ],
    [
      { kind: "corrupt", rate: 1, bytes: 0 },
      "rules[0].bytes must be a whole number from 1 to 1024: got 0",
    ],
    [{ kind: "loss", rate: 0, afterMs: -1 }, "rules[0].afterMs must be a number >= 0: got -1"],
    [
      { kind: "loss", rate: 0, afterMs: 5, untilMs: 5 },
      "rules[0].untilMs must be later than afterMs (5): got 5",
    ],
    [
      { kind: "loss", rate: 0, untilMs: 0 },
      "rules[0].untilMs must be later than afterMs (0): got 0",
    ],
    [
      { kind: "loss", rate: 0, from: ["r-1"] },
      'rules[0].from[0] must be a robot\'s name: 1 to 64 letters, digits, "_" or ".": got "r-1"',
    ],
    [{ kind: "loss", rate: 0, to: [] }, "rules[0].to must be a list of at least one robot: got []"],
    [
      { kind: "cut", from: ["r1"] },
      "rules[0].to must be a list of at least one robot: got nothing",
    ],
    [
      { kind: "partition", groups: [] },
      "rules[0].groups must be a list of at least one group of robots: got []",
    ],
    [
      { kind: "partition", groups: [["r1"], ["r1"]] },
      'rules[0].groups must be groups that share no robot: got [["r1"],["r1"]]',
    ],
    [
      { kind: "loss", rate: 0, rat: 1 },
      'rules[0] must have only the fields kind, from, to, afterMs, untilMs, carrying, rate: got "rat"',
    ],
    [
      { kind: "loss", rate: 0, carrying: "words" },
      'rules[0].carrying must be "summary" or "update": got "words"',
    ],
    [
      { kind: "clog", everyMs: 10, forMs: 11 },
      "rules[0].forMs must be at most everyMs (10): got 11",
    ],
    [
      { kind: "pause", everyMs: 0, forMs: 0 },
      "rules[0].everyMs must be a number from 1 to 600000: got 0",
    ],
    [
      { kind: "halves", robots: ["r1"] },
      'rules[0].robots must be a list of at least 2 different robots: got ["r1"]',
    ],
    [
      { kind: "bridge", robots: ["r1", "r2", "r1"] },
      'rules[0].robots must be a list of at least 3 different robots: got ["r1","r2","r1"]',
    ],
    [{ kind: "deaf" }, "rules[0].robots must be a list of at least one robot: got nothing"],
    [
      { kind: "throttle", messagesPerSec: 0 },
      "rules[0].messagesPerSec must be a number from 0.01 to 1000000: got 0",
    ],
    [{ kind: "clock-drift", rate: 11 }, "rules[0].rate must be a number from 0.1 to 10: got 11"],
    [
      { kind: "clock-skew", skewMs: -1e9 },
      "rules[0].skewMs must be a number from -86400000 to 86400000: got -1000000000",
    ],
    [
      { kind: "crash", everyMs: 1000, downMs: -1 },
      "rules[0].downMs must be a number from 0 to 600000: got -1",
    ],
    [
      { kind: "crash-loop", times: 0, downMs: 1 },
      "rules[0].times must be a whole number from 1 to 1000: got 0",
    ],
    [
      { kind: "store-amnesia", everyMs: 5, robots: ["r1"] },
      'rules[0] must have only the fields kind, afterMs, untilMs, everyMs: got "robots"',
    ],
  ])("$1", (rule, expected) => {
    expect(problem(rule)).toBe(expected);
  });

  test("of a later rule too", () => {
    expect(problem(EVERY_RULE[0], EVERY_RULE[1], { kind: "truncate", rate: 2 })).toBe(
      "rules[2].rate must be a number from 0 to 1: got 2",
    );
  });
});

test.each([
  [null, "the plan must be an object with rules: got null"],
  ["loss", 'the plan must be an object with rules: got "loss"'],
  [{}, "rules must be a list of rules: got nothing"],
  [{ rules: {} }, "rules must be a list of rules: got {}"],
  [{ rules: [], sed: "7" }, 'the plan must have only the fields seed, rules: got "sed"'],
  [{ rules: [], seed: 7 }, "seed must be a text: got 7"],
])("refuses %j, which is no plan", (input, expected) => {
  expect(parsePlan(input)).toEqual({ ok: false, problem: expected });
});

test("keeps a problem to one short line, whatever was given", () => {
  const rules = Array.from({ length: 257 }, () => ({ kind: "loss", rate: 1 }));
  const text = problem(...rules);
  expect(text).toMatch(/^rules must be a list of at most 256 rules: got \[.*…$/);
  expect(text.length).toBeLessThan(150);
  expect(problem({ kind: "loss", rate: "a\nb" })).not.toContain("\n");
});

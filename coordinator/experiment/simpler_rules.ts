/**
 * Fault plans that are easier to understand than a given one, to be tried one after the other. Pure.
 *
 * @module
 */
import type { Rule } from "../../robots/faults/plan.ts";
import { parsePlan } from "../../robots/faults/plan_schema.ts";
import type { Scenario } from "../simulation/scenario.ts";

/** A rule by its fields, whatever its kind. */
type Fields = Readonly<Record<string, unknown>>;

/** Fields of which 1 is the simplest value. */
const COUNTS = ["rate", "enterRate", "leaveRate", "lossRate", "copies", "bytes", "times"];

/** Windows are narrowed down to this. */
const WINDOW_MS_MIN = 10;

/** The name of robot `index`. */
export function robotName(index: number): string {
  return `r${index + 1}`;
}

/**
 * `scenario` with the first `robots` of its robots. Rules that were about others alone are left out,
 * and so are ticks.
 */
export function withRobots(scenario: Scenario, robots: number): Scenario {
  const names = new Set(Array.from({ length: robots }, (_, index) => robotName(index)));
  const rules = scenario.plan.rules.flatMap((rule) => withNames(rule, (name) => names.has(name)));
  return withTicks(
    {
      ...scenario,
      robots,
      copies: Math.min(scenario.copies, robots),
      plan: { ...scenario.plan, rules },
    },
    scenario.skippedTicks?.filter(({ robot }) => robot < robots) ?? [],
  );
}

/** `scenario` with these ticks left out, and no others. */
export function withTicks(
  scenario: Scenario,
  skipped: NonNullable<Scenario["skippedTicks"]>,
): Scenario {
  const { skippedTicks: _, ...rest } = scenario;
  return skipped.length > 0 ? { ...rest, skippedTicks: skipped } : rest;
}

/** `scenario` with another rule at `index`. */
export function withRule(scenario: Scenario, index: number, rule: Rule): Scenario {
  const rules = scenario.plan.rules.map((each, i) => (i === index ? rule : each));
  return { ...scenario, plan: { ...scenario.plan, rules } };
}

/** Simpler forms of a rule: without an optional field, with counts and rates of 1, about fewer robots. */
export function* simplerForms(rule: Rule): Generator<Rule> {
  const fields = rule as unknown as Fields;
  for (const name of Object.keys(fields)) {
    if (name === "kind" || name === "afterMs" || name === "untilMs") continue;
    const { [name]: _, ...rest } = fields;
    yield* valid(rest);
  }
  for (const name of COUNTS) {
    if (typeof fields[name] === "number" && fields[name] !== 1)
      yield* valid({ ...fields, [name]: 1 });
  }
  for (const name of robotsOf(rule)) yield* withNames(rule, (other) => other !== name);
}

/** The rule in shorter windows: halves first, then smaller and smaller pieces cut off at both ends. */
export function* narrowerWindows(rule: Rule, endMs: number): Generator<Rule> {
  const { afterMs = 0 } = rule;
  const untilMs = Math.min(rule.untilMs ?? endMs, endMs);
  for (let cutMs = (untilMs - afterMs) / 2; cutMs >= WINDOW_MS_MIN; cutMs /= 2) {
    yield { ...rule, afterMs, untilMs: Math.ceil(untilMs - cutMs) };
    yield { ...rule, afterMs: Math.floor(afterMs + cutMs), untilMs };
  }
}

/** Every robot that a rule names, in whatever field. */
function robotsOf(rule: Rule): string[] {
  const named = Object.entries(rule).flatMap(([name, value]: [string, unknown]) =>
    name !== "kind" && Array.isArray(value) ? (value.flat() as string[]) : [],
  );
  return [...new Set(named)];
}

/** The rule about those robots only that are `kept`; none when nobody is left in one of its lists. */
function withNames(rule: Rule, kept: (name: string) => boolean): Rule[] {
  const fields: Record<string, unknown> = { ...rule };
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) fields[name] = keep(value as readonly (string | string[])[], kept);
  }
  return valid(fields);
}

function keep(list: readonly (string | string[])[], kept: (name: string) => boolean): unknown[] {
  if (!list.some(Array.isArray)) return (list as readonly string[]).filter(kept);
  const groups = list as readonly string[][];
  return groups.map((group) => group.filter(kept)).filter((group) => group.length > 0);
}

/** The rule, if these fields make one. */
function valid(fields: Fields): Rule[] {
  const parsed = parsePlan({ rules: [fields] });
  return parsed.ok ? [...parsed.plan.rules] : [];
}

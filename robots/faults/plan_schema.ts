/**
 * Takes fault plans from outside: files, commands, Redis. Apart from `plan.ts`, because the validator
 * costs 40 ms to load and robots that are started a hundred times should not pay for it.
 *
 * @module
 */
import { z } from "zod";
import { nearest } from "./nearest.ts";
import { type FaultPlan, RULE_KINDS, RULES_MAX } from "./plan.ts";
import { RULE_SHAPES } from "./rule_shapes.ts";

/** Longest text of a given value that a problem quotes: it must stay one readable line. */
const QUOTE_CHARS_MAX = 60;

const rule = z
  .discriminatedUnion("kind", RULE_SHAPES, {
    error: (issue) =>
      issue.code === "invalid_union" ? kindWanted(issue.input) : "an object with a kind",
  })
  .refine(({ afterMs = 0, untilMs = Infinity }) => untilMs > afterMs, {
    path: ["untilMs"],
    error: (issue) => `later than afterMs (${(issue.input as { afterMs?: number }).afterMs ?? 0})`,
  })
  // What lasts longer than its period would overlap with itself and never end.
  .refine((given) => !("forMs" in given) || given.forMs <= given.everyMs, {
    path: ["forMs"],
    error: (issue) => `at most everyMs (${(issue.input as { everyMs: number }).everyMs})`,
  });

/** All fifty kinds are too long a line for a slip of the finger. */
function kindWanted(input: unknown): string {
  const { kind } = input as { kind?: unknown };
  const meant = typeof kind === "string" ? nearest(kind, RULE_KINDS) : undefined;
  return meant === undefined
    ? `one of ${RULE_KINDS.join(", ")}`
    : `a kind of rule such as ${meant}`;
}

/** A fault plan, strictly. */
export const planSchema = z.strictObject(
  {
    seed: z.string("a text").exactOptional(),
    rules: z
      .array(rule, "a list of rules")
      .max(RULES_MAX, `a list of at most ${RULES_MAX} rules`)
      .readonly(),
  },
  { error: (issue) => (issue.code === "invalid_type" ? "an object with rules" : undefined) },
);

export type ParsedPlan =
  | { readonly ok: true; readonly plan: FaultPlan }
  /** One line: the field, what it must be, what was given. */
  | { readonly ok: false; readonly problem: string };

/**
 * Takes `input`, such as parsed JSON, as a fault plan.
 *
 * @example
 * ```ts
 * import { parsePlan } from "./plan_schema.ts";
 * console.log(parsePlan({ rules: [{ kind: "loss", rate: 1.5 }] }));
 * // { ok: false, problem: "rules[0].rate must be a number from 0 to 1: got 1.5" }
 * ```
 */
export function parsePlan(input: unknown): ParsedPlan {
  const parsed = planSchema.safeParse(input);
  if (parsed.success) return { ok: true, plan: parsed.data };
  return { ok: false, problem: describeIssue(parsed.error.issues[0]!, input) };
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const field = pathText(issue.path);
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  if (issue.code === "unrecognized_keys") {
    const known = fieldsOf((given as { kind?: unknown }).kind).join(", ");
    return `${field} must have only the fields ${known}: got ${quote(issue.keys[0])}`;
  }
  return `${field} must be ${issue.message}: got ${quote(given)}`;
}

/** The fields of a rule of `kind`, or those of a plan. */
function fieldsOf(kind: unknown): string[] {
  const shape = RULE_SHAPES.find((candidate) => candidate.shape.kind.value === kind);
  return Object.keys(shape?.shape ?? planSchema.shape);
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    text += typeof key === "number" ? `[${key}]` : `${text && "."}${String(key)}`;
  }
  return text === "" ? "the plan" : text;
}

function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  // JSON has neither NaN nor big integers.
  const numeric = typeof value === "number" || typeof value === "bigint";
  const text = numeric ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > QUOTE_CHARS_MAX ? `${text.slice(0, QUOTE_CHARS_MAX)}…` : text;
}

/**
 * Takes fault plans from outside: files, commands, Redis. Apart from `plan.ts`, because the validator
 * costs 40 ms to load and robots that are started a hundred times should not pay for it.
 *
 * @module
 */
import { z } from "zod";
import { isRobotId } from "../engine/ids.ts";
import { DELAY_MS_MAX, DUPLICATE_COPIES_MAX, type FaultPlan, RULES_MAX } from "./plan.ts";

/** Longest text of a given value that a problem quotes: it must stay one readable line. */
const QUOTE_CHARS_MAX = 60;

/** Bytes that one rule may corrupt in a message: beyond, nothing of it is left anyway. */
const CORRUPT_BYTES_MAX = 1024;

/** Every message of these schemas completes "<field> must be". */
function between(min: number, max: number): z.ZodNumber {
  const required = `a number from ${min} to ${max}`;
  return z.number(required).min(min, required).max(max, required);
}

function whole(min: number, max: number): z.ZodNumber {
  const required = `a whole number from ${min} to ${max}`;
  return z.number(required).int(required).min(min, required).max(max, required);
}

const timeMs = z.number("a number >= 0").min(0, "a number >= 0");
const rate = between(0, 1);
const delayMs = between(0, DELAY_MS_MAX);
const NAME_RULE = 'a robot\'s name: 1 to 64 letters, digits, "_" or "."';
const robot = z.string(NAME_RULE).refine((name): boolean => isRobotId(name), NAME_RULE);
const ROBOTS_RULE = "a list of at least one robot";
const robots = z.array(robot, ROBOTS_RULE).min(1, ROBOTS_RULE).readonly();
const GROUPS_RULE = "a list of at least one group of robots";
const groups = z
  .array(robots, GROUPS_RULE)
  .min(1, GROUPS_RULE)
  .refine((all) => new Set(all.flat()).size === all.flat().length, {
    error: "groups that share no robot",
  })
  .readonly();

const scope = {
  from: robots.exactOptional(),
  to: robots.exactOptional(),
  afterMs: timeMs.exactOptional(),
  untilMs: timeMs.exactOptional(),
};

const RULE_SHAPES = [
  z.strictObject({ kind: z.literal("loss"), ...scope, rate }),
  z.strictObject({
    kind: z.literal("duplicate"),
    ...scope,
    rate,
    copies: whole(1, DUPLICATE_COPIES_MAX),
  }),
  z.strictObject({
    kind: z.literal("delay"),
    ...scope,
    delayMs,
    jitterMs: delayMs.exactOptional(),
    rate: rate.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("reorder"), ...scope, rate, delayMs }),
  z.strictObject({
    kind: z.literal("corrupt"),
    ...scope,
    rate,
    bytes: whole(1, CORRUPT_BYTES_MAX).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("truncate"), ...scope, rate }),
  z.strictObject({ kind: z.literal("saturate"), ...scope, rate }),
  z.strictObject({ kind: z.literal("partition"), ...scope, groups }),
  z.strictObject({ kind: z.literal("cut"), ...scope, from: robots, to: robots }),
] as const;

const KINDS: readonly string[] = RULE_SHAPES.map((shape) => shape.shape.kind.value);

const rule = z
  .discriminatedUnion("kind", RULE_SHAPES, {
    error: (issue) =>
      issue.code === "invalid_union" ? `one of ${KINDS.join(", ")}` : "an object with a kind",
  })
  .refine(({ afterMs = 0, untilMs = Infinity }) => untilMs > afterMs, {
    path: ["untilMs"],
    error: (issue) => `later than afterMs (${(issue.input as { afterMs?: number }).afterMs ?? 0})`,
  });

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

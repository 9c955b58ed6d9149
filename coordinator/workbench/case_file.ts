/**
 * A failed test as a file: everything that is needed to see it again with the same module.
 *
 * @module
 */
import { z } from "zod";
import { MODELS } from "../checkers/history/transactions/models.ts";
import { UserError } from "../user_error.ts";
import type { Script } from "./conduct.ts";
import {
  DELIVERIES,
  FAULT_KINDS,
  LATENCY_DISTRIBUTIONS,
  type TestPlan,
  TOPOLOGIES,
  WORKLOADS,
} from "./plan.ts";
import type { Case } from "./shrink_case.ts";

/** The form of the file; a program refuses those that it does not know. */
const FILE_VERSION = 1;

/** Longest name of a field that a problem quotes. */
const QUOTE_CHARS_MAX = 80;

/** A case and what is known of it. */
export interface CaseFile extends Case {
  /** The module, relative to the file. */
  readonly module: string;
  readonly anomaly: string;
  /** Of the run: the same program gives the same. */
  readonly trace: string;
  /** The version that wrote it. */
  readonly hearsay: string;
}

const positive = z.number().positive();
const share = z.number().min(0).max(1);
const count = z.int().positive();

const plan = z.strictObject({
  workload: z.enum(WORKLOADS),
  nodes: z.array(z.string()).min(1),
  args: z.array(z.string()),
  seed: z.string(),
  timeLimitMs: z.number().min(0),
  rate: z.number().min(0),
  concurrency: count,
  latency: z.strictObject({
    meanMs: z.number().min(0),
    distribution: z.enum(LATENCY_DISTRIBUTIONS),
  }),
  // Cases of earlier versions were delivered so.
  delivery: z.enum(DELIVERIES).default("exact"),
  loss: share,
  duplicate: share,
  nemesis: z.strictObject({ faults: z.array(z.enum(FAULT_KINDS)), intervalMs: positive }),
  topology: z.enum(TOPOLOGIES),
  availability: z.union([share, z.literal("total")]).optional(),
  consistencyModels: z.array(z.enum(MODELS)),
  keyCount: count.optional(),
  maxTxnLength: count,
  maxWritesPerKey: count,
  judgement: z.enum(["compat", "strict"]),
  expectations: z.array(
    z.strictObject({
      metric: z.string(),
      comparison: z.enum(["<", "<=", ">", ">=", "="]),
      bound: z.number(),
    }),
  ),
});

const script = z.strictObject({
  operations: z.array(
    z.strictObject({
      atNs: z.number().min(0),
      thread: z.int().min(0),
      ask: z.strictObject({
        f: z.string(),
        value: z.json(),
        final: z.boolean().optional(),
        hint: z.json().optional(),
      }),
    }),
  ),
  strikes: z.array(
    z.strictObject({
      atNs: z.number().min(0),
      f: z.enum(["cut", "heal", "kill", "restart", "pause", "resume"]),
      what: z.string(),
      cuts: z.array(z.tuple([z.string(), z.string()])).optional(),
      nodes: z.array(z.string()).optional(),
    }),
  ),
});

const schema = z.strictObject({
  version: z.literal(FILE_VERSION),
  hearsay: z.string(),
  module: z.string(),
  anomaly: z.string(),
  trace: z.string(),
  plan,
  script,
});

/** The content of the file: JSON, an operation and a strike a line. */
export function caseText(file: CaseFile): string {
  const { script: parts, ...rest } = file;
  const head = JSON.stringify({ version: FILE_VERSION, ...rest }, undefined, 2).slice(0, -2);
  const lists = [
    `"operations": ${linesOf(parts.operations)}`,
    `"strikes": ${linesOf(parts.strikes)}`,
  ];
  return `${head},\n  "script": {\n    ${lists.join(",\n    ")}\n  }\n}\n`;
}

function linesOf(items: readonly unknown[]): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `      ${JSON.stringify(item)}`).join(",\n")}\n    ]`;
}

/**
 * Reads a file's content.
 *
 * @param name Of the file, for problems.
 * @throws UserError when it is not such a file.
 */
export function parseCase(text: string, name: string): CaseFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`cannot replay ${name} as it must be JSON: it is not`, 2);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = (issue?.path ?? []).join(".").slice(0, QUOTE_CHARS_MAX) || "the whole";
    throw new UserError(`cannot replay ${name} as ${field} is not right: ${issue?.message}`, 2);
  }
  const { version: _version, plan: given, ...rest } = parsed.data;
  const whole: TestPlan = { ...given, availability: given.availability, keyCount: given.keyCount };
  return { ...rest, plan: whole, script: rest.script as Script };
}

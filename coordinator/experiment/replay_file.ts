/**
 * A failure as a file: everything that is needed to see it again, on any machine.
 *
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Violation } from "../checkers/checker.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { UserError } from "../user_error.ts";
import { VERSION } from "../version.ts";
import { scenarioSchema } from "./scenario_schema.ts";

/** The form of the file; a program refuses those that it does not know. */
const FILE_VERSION = 1;

/** Longest text of a given value that a problem quotes. */
const QUOTE_CHARS_MAX = 60;

export interface Replay {
  readonly scenario: Scenario;
  readonly violation: Violation;
  /** Of the run with the violation. */
  readonly traceHash: string;
  /** The program that found it: another one may go another way. */
  readonly hearsay: string;
}

const HASH_RULE = "16 hexadecimal digits";

const replaySchema = z.strictObject(
  {
    version: z.literal(FILE_VERSION, `${FILE_VERSION}, the form that this program knows`),
    hearsay: z.string("a text"),
    scenario: scenarioSchema,
    violation: z.strictObject(
      {
        checker: z.string("a text"),
        atMs: z.number("a number"),
        robot: z.number("a number"),
        what: z.string("a text"),
      },
      "an object",
    ),
    traceHash: z.string(HASH_RULE).regex(/^[0-9a-f]{16}$/, HASH_RULE),
  },
  "an object",
);

export type ParsedReplay =
  | { readonly ok: true; readonly replay: Replay }
  /** One line: the field, what it must be, what was given. */
  | { readonly ok: false; readonly problem: string };

/** A tick left out, as it is written over four lines. There may be hundreds. */
const SKIPPED_TICK = /\{\s+"robot": (\d+),\s+"tick": (\d+)\s+\}/g;

/** The content of a replay file: JSON that people can read. */
export function replayText(replay: Omit<Replay, "hearsay">): string {
  const content = { version: FILE_VERSION, hearsay: VERSION, ...replay };
  const text = JSON.stringify(content, undefined, 2);
  return `${text.replaceAll(SKIPPED_TICK, '{ "robot": $1, "tick": $2 }')}\n`;
}

/** Takes the content of a replay file. */
export function parseReplay(text: string): ParsedReplay {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `it is not JSON: ${(error as SyntaxError).message}` };
  }
  const parsed = replaySchema.safeParse(content);
  if (!parsed.success) return { ok: false, problem: describe(parsed.error.issues[0]!, content) };
  const { version: _, ...replay } = parsed.data;
  return { ok: true, replay };
}

/**
 * Writes a replay file; its folder is made if only that is missing.
 *
 * @throws UserError when it cannot be written.
 */
export async function writeReplay(path: string, replay: Omit<Replay, "hearsay">): Promise<void> {
  try {
    await mkdir(dirname(path)).catch(() => {});
    await writeFile(path, replayText(replay));
  } catch (error) {
    throw new UserError(`cannot write the replay file ${path}: ${(error as Error).message}`);
  }
}

function describe(issue: z.core.$ZodIssue, content: unknown): string {
  const field = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return `${field} must not have the field ${quote(issue.keys[0])}`;
  }
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    content,
  );
  return `${field} must be ${issue.message}: got ${quote(given)}`;
}

function pathText(path: readonly PropertyKey[]): string {
  const keys = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return keys.join("").replace(/^\./, "") || "it";
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > QUOTE_CHARS_MAX ? `${text.slice(0, QUOTE_CHARS_MAX)}…` : text;
}

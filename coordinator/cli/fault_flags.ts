/**
 * `hearsay faults RUN set`: fault rules from flags and from a plan file.
 *
 * @module
 */
import { Option } from "commander";
import {
  DELAY_MS_MAX,
  DUPLICATE_COPIES_MAX,
  type FaultPlan,
  type Rule,
} from "../../robots/faults/plan.ts";
import { parsePlan } from "../../robots/faults/plan_schema.ts";
import { flagRules } from "../run_options.ts";
import { UserError } from "../user_error.ts";
import { readInput } from "./read_input.ts";
import { rate, wholeNumber } from "./values.ts";

/** What commander makes of the flags. */
export interface FaultFlags {
  readonly loss?: number;
  readonly duplicate?: number;
  readonly duplicateCount?: number;
  readonly delayMs?: number;
  readonly corrupt?: number;
  readonly truncate?: number;
  readonly reorder?: number;
  readonly saturate?: number;
}

/** Gossip periods that a reordered message is held back at most: then newer ones overtake it. */
const REORDER_PERIODS = 2;

export function faultOptions(): Option[] {
  return [
    share("--loss <rate>", "share of messages that get lost"),
    share("--duplicate <rate>", "share of messages that arrive several times"),
    new Option(
      "--duplicate-count <n>",
      "how often a duplicated message arrives (default: 2)",
    ).argParser(wholeNumber(2, DUPLICATE_COPIES_MAX + 1)),
    new Option("--delay-ms <n>", "delay messages by n to 2n milliseconds").argParser(
      wholeNumber(0, DELAY_MS_MAX),
    ),
    share("--corrupt <rate>", "share of messages in which a byte changes"),
    share("--truncate <rate>", "share of messages that lose their end"),
    share("--reorder <rate>", "share of messages that others overtake"),
    share("--saturate <rate>", "share of messages refused as if the inbox were full"),
  ];
}

function share(flags: string, text: string): Option {
  return new Option(flags, text).argParser(rate);
}

/** Names of the flags that were given, as they are typed. */
export function givenFlags(flags: FaultFlags): string[] {
  return faultOptions()
    .filter((option) => option.attributeName() in flags)
    .map((option) => `--${option.name()}`);
}

/**
 * The rules that flags ask for.
 *
 * @throws UserError (2) when a flag lacks the one that it refines.
 */
export function rulesOf(flags: FaultFlags, gossipMs: number): Rule[] {
  const { loss = 0, duplicate, duplicateCount = 2, delayMs = 0 } = flags;
  if (flags.duplicateCount !== undefined && duplicate === undefined) {
    throw new UserError("cannot use --duplicate-count without --duplicate <rate>", 2);
  }
  const rules = flagRules({ loss, duplicate: duplicate ?? 0, duplicateCount, delayMs });
  const heldMs = Math.min(REORDER_PERIODS * gossipMs, DELAY_MS_MAX);
  if (flags.reorder) rules.push({ kind: "reorder", rate: flags.reorder, delayMs: heldMs });
  if (flags.corrupt) rules.push({ kind: "corrupt", rate: flags.corrupt });
  if (flags.truncate) rules.push({ kind: "truncate", rate: flags.truncate });
  if (flags.saturate) rules.push({ kind: "saturate", rate: flags.saturate });
  return rules;
}

/**
 * Reads a plan file.
 *
 * @throws UserError (2) when it cannot be read or is no plan.
 */
export async function readPlan(path: string): Promise<FaultPlan> {
  const text = (await readInput(path, "fault plan")).toString("utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = `it is not JSON: ${(error as SyntaxError).message}`;
    throw new UserError(`cannot use the fault plan ${path}: ${reason}`, 2);
  }
  return checkPlan(content, `cannot use the fault plan ${path}`);
}

/**
 * Takes `content` as a plan.
 *
 * @throws UserError (2) that begins with `action` when it is none.
 */
export function checkPlan(content: unknown, action: string): FaultPlan {
  const parsed = parsePlan(content);
  if (parsed.ok) return parsed.plan;
  throw new UserError(`${action}: ${parsed.problem}`, 2);
}

/** Every robot that a plan names. */
export function robotsNamed({ rules }: FaultPlan): string[] {
  return rules.flatMap((rule) => [
    ...(("from" in rule && rule.from) || []),
    ...(("to" in rule && rule.to) || []),
    ...(("robots" in rule && rule.robots) || []),
    ...("groups" in rule ? rule.groups.flat() : []),
  ]);
}

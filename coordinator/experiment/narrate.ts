/**
 * The steps of a simulated run in words: who sent what to whom, what each knew, which fault struck.
 *
 * @module
 */
import { describeRule } from "../../robots/faults/describe.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { ranges } from "../cli/printable.ts";
import type { Passed, Step } from "../simulation/step.ts";
import { robotName } from "./simpler_rules.ts";

/** Columns of the time, right-aligned: up to 99 s with microseconds. */
const TIME_COLUMNS = 10;

/** Says in one line what happened, and when. */
export function narrate(step: Step, plan: FaultPlan): string {
  return `${step.atMs.toFixed(3).padStart(TIME_COLUMNS)} ms  ${told(step, plan)}`;
}

function told(step: Step, plan: FaultPlan): string {
  switch (step.kind) {
    case "life-began":
      return `${robotName(step.robot)} begins life ${step.boot} and knows ${indexes(step.knows)}`;
    case "life-ended":
      return `${robotName(step.robot)} dies: ${step.rule === undefined ? step.why : rule(step.rule, plan)}`;
    case "ticked":
      return `${robotName(step.robot)} ticks`;
    case "tick-lost":
      return `${robotName(step.robot)} misses a tick`;
    case "sent":
      return `${robotName(step.robot)} sends ${robotName(step.peer)} ${message(step)}`;
    case "lost":
      return `${way(step)} is lost: ${rule(step.rule, plan)}`;
    case "rejected":
      return `${way(step)} is refused: ${rule(step.rule, plan)}`;
    case "overflowed":
      return `${robotName(step.peer)}'s inbox is full: a message from ${robotName(step.robot)} is refused`;
    case "altered":
      return `${way(step)} is changed (${step.count}): ${rule(step.rule, plan)}`;
    case "received":
      return `${robotName(step.robot)} receives ${step.messageId} from ${robotName(step.peer)}`;
    case "learned":
      return `${robotName(step.robot)} learns and knows ${indexes(step.knows)}`;
    case "refused":
      return `${robotName(step.robot)} refuses what arrived: ${step.reason}`;
    case "converged":
      return `${robotName(step.robot)} knows every word`;
    case "done":
      return `${robotName(step.robot)} says that it is done`;
    case "claimed":
      return `${robotName(step.robot)} claims to be the winner: ${step.result}`;
    case "wrote":
      return `${robotName(step.robot)} writes the file, ${step.bytes} bytes`;
    case "forgot-share":
      return `${robotName(step.robot)} loses its share for good`;
    case "store-forgot":
      return "the winner channel forgets its claim";
    case "paused":
      return `${robotName(step.robot)} stands still: ${rule(step.rule, plan)}`;
    case "resumed":
      return `${robotName(step.robot)} goes on`;
    case "healed":
      return "all faults are over";
    case "violated":
      return `VIOLATION${step.robot < 0 ? "" : ` at ${robotName(step.robot)}`}: ${step.checker}: ${step.what}`;
    default:
      return step satisfies never;
  }
}

/** What a message says. */
function message({
  messageId,
  summary,
  update,
  wantsUpdate,
  offersUpdate,
  lamport,
}: Passed): string {
  const parts: string[] = [];
  if (summary !== undefined) parts.push(`"I know ${indexes(summary)}"`);
  if (wantsUpdate) parts.push('"send me what I lack"');
  if (offersUpdate) parts.push('"ask if you lack something"');
  if (update !== undefined) parts.push(`the words ${indexes(update)}`);
  return `${parts.join(", ") || "nothing"} (${messageId}, stamp ${lamport})`;
}

function way({ messageId, robot, peer }: Passed): string {
  return `${messageId} from ${robotName(robot)} to ${robotName(peer)}`;
}

function rule(index: number, { rules }: FaultPlan): string {
  const found = rules[index];
  return found === undefined ? `rule ${index + 1}` : `rule ${index + 1}, ${describeRule(found)}`;
}

function indexes(words: readonly number[]): string {
  return words.length === 0 ? "nothing" : ranges(words);
}

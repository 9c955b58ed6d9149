/**
 * Fault rules in words, for people who watch or replay a run.
 *
 * @module
 */
import { messageAction } from "./describe_message.ts";
import { partitionAction } from "./describe_partition.ts";
import { processAction } from "./describe_process.ts";
import { storeAction } from "./describe_store.ts";
import { isMessageRule, isPartitionRule, isProcessRule, type Links, type Rule } from "./plan.ts";
import { duration, list } from "./words.ts";

/**
 * Says in one line what `rule` does.
 *
 * @example
 * ```ts
 * import { describeRule } from "./describe.ts";
 * console.log(describeRule({ kind: "loss", rate: 0.3, from: ["r1"], to: ["r2"] }));
 * // lose 30 % of messages from r1 to r2
 * ```
 */
export function describeRule(rule: Rule): string {
  return `${action(rule)}${window(rule)}`;
}

function action(rule: Rule): string {
  if (isMessageRule(rule)) return `${messageAction(rule)}${links(rule)}`;
  if (isPartitionRule(rule)) return `${partitionAction(rule)}${links(rule)}`;
  return isProcessRule(rule) ? processAction(rule) : storeAction(rule);
}

function links({ from, to }: Links): string {
  return `${from ? ` from ${list(from)}` : ""}${to ? ` to ${list(to)}` : ""}`;
}

function window({ afterMs = 0, untilMs }: Rule): string {
  if (untilMs !== undefined) return `, between ${duration(afterMs)} and ${duration(untilMs)}`;
  return afterMs > 0 ? `, after ${duration(afterMs)}` : "";
}

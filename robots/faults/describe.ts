/**
 * Fault rules in words, for people who watch or replay a run.
 *
 * @module
 */
import type { Rule } from "./plan.ts";

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
  return `${action(rule)}${scope(rule)}${window(rule)}`;
}

function action(rule: Rule): string {
  switch (rule.kind) {
    case "loss":
      return `lose ${share(rule.rate)}`;
    case "duplicate":
      return `deliver ${share(rule.rate)} ${rule.copies + 1} times`;
    case "delay":
      return `delay ${share(rule.rate ?? 1)} by ${duration(rule.delayMs, rule.jitterMs)}`;
    case "reorder":
      return `let others overtake ${share(rule.rate)} by up to ${duration(rule.delayMs)}`;
    case "corrupt":
      return `corrupt ${counted(rule.bytes ?? 1, "byte")} of ${share(rule.rate)}`;
    case "truncate":
      return `cut the end off ${share(rule.rate)}`;
    case "saturate":
      return `refuse ${share(rule.rate)} as if inboxes were full`;
    case "partition":
      return `drop messages between ${rule.groups.map(group).join(", ")} and all others`;
    case "cut":
      return "drop all messages";
    default:
      return rule satisfies never;
  }
}

function scope({ from, to }: Rule): string {
  return `${from ? ` from ${from.join(", ")}` : ""}${to ? ` to ${to.join(", ")}` : ""}`;
}

function window({ afterMs = 0, untilMs }: Rule): string {
  if (untilMs !== undefined) return `, between ${duration(afterMs)} and ${duration(untilMs)}`;
  return afterMs > 0 ? `, after ${duration(afterMs)}` : "";
}

function share(rate: number): string {
  return rate === 1 ? "all messages" : `${Number((rate * 100).toPrecision(4))} % of messages`;
}

function duration(timeMs: number, moreMs = 0): string {
  const unit = timeMs + moreMs >= 1000 ? { ms: 1000, name: "s" } : { ms: 1, name: "ms" };
  const from = timeMs / unit.ms;
  return moreMs > 0
    ? `${from} to ${(timeMs + moreMs) / unit.ms} ${unit.name}`
    : `${from} ${unit.name}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function group(robots: readonly string[]): string {
  return `{${robots.join(", ")}}`;
}

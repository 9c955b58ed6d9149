/**
 * Rules about messages in words.
 *
 * @module
 */
import type { MessageRule, Scope } from "./plan.ts";
import { counted, duration, percent, share } from "./words.ts";

/** What `rule` does, without links and window. */
export function messageAction(rule: MessageRule): string {
  const of = messages(rule);
  switch (rule.kind) {
    case "loss":
      return `lose ${share(rule.rate, of)}`;
    case "burst-loss": {
      const { enterRate, leaveRate, lossRate = 1, calmLossRate = 0 } = rule;
      const bursts = `bursts that begin with ${percent(enterRate)} and end with ${percent(leaveRate)}`;
      const between = calmLossRate > 0 ? `, and ${percent(calmLossRate)} between them` : "";
      return `lose ${share(lossRate, of)} in ${bursts} of them${between}`;
    }
    case "periodic-loss":
      return `lose 1 in ${rule.every} ${of} of each link`;
    case "oversize-loss":
      return `lose ${of} above ${counted(rule.bytesMax, "byte")}`;
    case "duplicate":
      return `deliver ${share(rule.rate, of)} ${rule.copies + 1} times`;
    case "replay":
      return `deliver ${share(rule.rate, of)} again ${duration(rule.delayMs)} later`;
    case "echo":
      return `return a copy of ${share(rule.rate, of)} to the sender`;
    case "reorder":
      return `let others overtake ${share(rule.rate, of)} by up to ${duration(rule.delayMs)}`;
    case "delay":
      return `delay ${share(rule.rate ?? 1, of)} by ${duration(rule.delayMs, rule.jitterMs)}`;
    case "exponential-delay":
      return `delay ${share(rule.rate ?? 1, of)} by ${duration(rule.meanMs)} on average (exponential)`;
    case "pareto-delay":
      return `delay ${share(rule.rate ?? 1, of)} by ${duration(rule.minMs)} or much more (Pareto ${rule.shape})`;
    case "clog":
      return `stall ${of} of each link for ${duration(rule.forMs)} in every ${duration(rule.everyMs)}`;
    case "throttle":
      return `pass only ${rule.messagesPerSec} ${of} per second on each link`;
    case "corrupt":
      return `corrupt ${counted(rule.bytes ?? 1, "byte")} of ${share(rule.rate, of)}`;
    case "truncate":
      return `cut the end off ${share(rule.rate, of)}`;
    case "pad":
      return `add ${counted(rule.bytes, "random byte")} to ${share(rule.rate, of)}`;
    case "blank":
      return `set ${counted(rule.bytes ?? 1, "byte")} of ${share(rule.rate, of)} to zero`;
    case "garbage":
      return `replace ${share(rule.rate, of)} by random bytes`;
    case "saturate":
      return `refuse ${share(rule.rate, of)} as if inboxes were full`;
    default:
      return rule satisfies never;
  }
}

function messages({ carrying }: Scope): string {
  if (carrying === undefined) return "messages";
  return carrying === "update" ? "messages with an update" : "messages without an update";
}

/**
 * Rules about the store in words.
 *
 * @module
 */
import type { StoreRule, Victims } from "./plan.ts";
import { duration, list, share } from "./words.ts";

/** What `rule` does, without its window. */
export function storeAction(rule: StoreRule): string {
  switch (rule.kind) {
    case "claim-reply-loss":
      return `lose the answers to ${share(rule.rate, "claims")}${by(rule)}`;
    case "claim-delay":
      return `delay the answers to claims${by(rule)} by ${duration(rule.delayMs)}`;
    case "store-outage": {
      const robots = rule.robots ? list(rule.robots) : "all robots";
      return `cut ${robots} off from the store for ${duration(rule.forMs)} in every ${duration(rule.everyMs)}`;
    }
    case "store-amnesia":
      return `let the store forget all claims about every ${duration(rule.everyMs)}`;
    case "write-error":
      return `let ${share(rule.rate, "writes")} of the file${by(rule)} fail`;
    default:
      return rule satisfies never;
  }
}

function by({ robots }: Victims): string {
  return robots === undefined ? "" : ` by ${list(robots)}`;
}

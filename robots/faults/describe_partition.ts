/**
 * Rules that divide robots in words.
 *
 * @module
 */
import type { DivisionRule, ShapeRule } from "./plan.ts";
import { duration, list } from "./words.ts";

/** What `rule` does, without links and window. */
export function partitionAction(rule: DivisionRule): string {
  switch (rule.kind) {
    case "partition": {
      const groups = rule.groups.map((group) => `{${list(group)}}`);
      return `drop messages between ${groups.join(", ")} and all others`;
    }
    case "cut":
      return "drop all messages";
    case "deaf":
      return `drop all messages to ${list(rule.robots)}`;
    case "mute":
      return `drop all messages from ${list(rule.robots)}`;
    default:
      return `${shape(rule)}${anew(rule)}`;
  }
}

function shape(rule: ShapeRule): string {
  const robots = rule.robots ? list(rule.robots) : "all robots";
  switch (rule.kind) {
    case "halves":
      return `drop messages between two halves of ${robots}`;
    case "isolate":
      return `drop messages between one and the others of ${robots}`;
    case "one-way":
      return `drop messages from one half of ${robots} to the other`;
    case "bridge":
      return `drop messages between two halves of ${robots} but for one that reaches both`;
    case "majorities-ring":
      return `put ${robots} in a ring and let each hear only the majority around it`;
    case "flapping":
      return `drop messages between two halves of ${robots} for ${duration(rule.forMs)}`;
    default:
      return rule satisfies never;
  }
}

function anew({ everyMs }: ShapeRule): string {
  return everyMs === undefined ? "" : `, drawn anew every ${duration(everyMs)}`;
}

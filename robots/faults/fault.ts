/**
 * What observers hear of the fault layer.
 *
 * @module
 */
import type { RobotId } from "../engine/ids.ts";
import type { MessageLabel } from "../transport/transport.ts";
import {
  type DivisionRule,
  isMessageRule,
  isPartitionRule,
  type MessageRule,
  type Rule,
} from "./plan.ts";

/** What a fault did. */
export type FaultKind =
  | "lost"
  | "rejected"
  | "duplicated"
  | "delayed"
  | "reordered"
  | "corrupted"
  | "truncated";

/** What each rule about messages does when it fires. */
const FAULT_OF_KIND: Readonly<Record<(MessageRule | DivisionRule)["kind"], FaultKind>> = {
  loss: "lost",
  "burst-loss": "lost",
  "periodic-loss": "lost",
  "oversize-loss": "lost",
  duplicate: "duplicated",
  replay: "duplicated",
  echo: "duplicated",
  reorder: "reordered",
  delay: "delayed",
  "exponential-delay": "delayed",
  "pareto-delay": "delayed",
  clog: "delayed",
  throttle: "delayed",
  corrupt: "corrupted",
  truncate: "truncated",
  pad: "corrupted",
  blank: "corrupted",
  garbage: "corrupted",
  saturate: "rejected",
  partition: "lost",
  cut: "lost",
  halves: "lost",
  isolate: "lost",
  "one-way": "lost",
  bridge: "lost",
  "majorities-ring": "lost",
  flapping: "lost",
  deaf: "lost",
  mute: "lost",
};

/** A rule fired on a message. */
export interface Fault {
  readonly kind: FaultKind;
  readonly to: RobotId;
  /** Messages lost, extra copies made, or copies changed. */
  readonly count: number;
  /** Index of the rule in the plan in force. */
  readonly rule: number;
  readonly label?: MessageLabel;
}

/**
 * What `rule` does to messages.
 *
 * @throws TypeError when it is not about messages.
 */
export function faultOf(rule: Rule): FaultKind {
  if (isMessageRule(rule) || isPartitionRule(rule)) return FAULT_OF_KIND[rule.kind];
  throw new TypeError(`cannot name a fault as the rule must be about messages: got ${rule.kind}`);
}

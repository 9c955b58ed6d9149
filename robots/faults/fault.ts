/**
 * What observers hear of the fault layer.
 *
 * @module
 */
import type { RobotId } from "../engine/ids.ts";
import type { MessageLabel } from "../transport/transport.ts";
import type { RuleKind } from "./plan.ts";

/** What a fault did. */
export type FaultKind =
  | "lost"
  | "rejected"
  | "duplicated"
  | "delayed"
  | "reordered"
  | "corrupted"
  | "truncated";

/** What each rule does when it fires. */
export const FAULT_OF_RULE: Readonly<Record<RuleKind, FaultKind>> = {
  loss: "lost",
  partition: "lost",
  cut: "lost",
  saturate: "rejected",
  duplicate: "duplicated",
  delay: "delayed",
  reorder: "reordered",
  corrupt: "corrupted",
  truncate: "truncated",
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

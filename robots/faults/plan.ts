/**
 * The fault plan: what goes wrong between robots, where, when and how often. One plan drives every
 * transport and the simulator. Plans from outside come through `plan_schema.ts`; this file stays
 * free of the validator, as every robot imports it and would pay for it at each start.
 *
 * @module
 */

/** Which messages a rule looks at. */
export interface Scope {
  /** Senders. Absent: all. */
  readonly from?: readonly string[];
  /** Receivers. Absent: all. */
  readonly to?: readonly string[];
  /** Applies from this time on, since the run began. @default 0 */
  readonly afterMs?: number;
  /** Applies until just before this time. Absent: to the end. */
  readonly untilMs?: number;
}

/** Messages vanish and nobody notices. */
export interface LossRule extends Scope {
  readonly kind: "loss";
  /** Share of messages, 0 to 1. */
  readonly rate: number;
}

/** Messages arrive several times. */
export interface DuplicateRule extends Scope {
  readonly kind: "duplicate";
  readonly rate: number;
  /** Extra copies of each, 1 to {@linkcode DUPLICATE_COPIES_MAX}. */
  readonly copies: number;
}

/** Messages arrive later. With jitter, or a rate below 1, they overtake each other. */
export interface DelayRule extends Scope {
  readonly kind: "delay";
  readonly delayMs: number;
  /** Up to this much more, uniform. @default 0 */
  readonly jitterMs?: number;
  /** @default 1 */
  readonly rate?: number;
}

/** Messages are held back, so that later ones overtake them. */
export interface ReorderRule extends Scope {
  readonly kind: "reorder";
  readonly rate: number;
  /** Held back at most this long, uniform: so that even at rate 1 the order changes. */
  readonly delayMs: number;
}

/** Bits flip. */
export interface CorruptRule extends Scope {
  readonly kind: "corrupt";
  readonly rate: number;
  /** How many bytes of a message change. @default 1 */
  readonly bytes?: number;
}

/** Messages lose their end; at least one byte arrives. */
export interface TruncateRule extends Scope {
  readonly kind: "truncate";
  readonly rate: number;
}

/** The receiver's inbox refuses messages as if it were full. */
export interface SaturateRule extends Scope {
  readonly kind: "saturate";
  readonly rate: number;
}

/**
 * Nothing passes between robots of different groups. Robots named in no group form one more group:
 * `groups: [["r1"]]` cuts r1 off from everybody.
 */
export interface PartitionRule extends Scope {
  readonly kind: "partition";
  readonly groups: readonly (readonly string[])[];
}

/** Nothing passes one way: from each of `from` to each of `to`. */
export interface CutRule extends Scope {
  readonly kind: "cut";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export type Rule =
  | LossRule
  | DuplicateRule
  | DelayRule
  | ReorderRule
  | CorruptRule
  | TruncateRule
  | SaturateRule
  | PartitionRule
  | CutRule;

export type RuleKind = Rule["kind"];

/** Rules in the order in which they meet a message. */
export interface FaultPlan {
  /** Decides which messages are hit. Absent: the run's seed does. */
  readonly seed?: string;
  readonly rules: readonly Rule[];
}

/** Rules in one plan: every message may meet each of them. */
export const RULES_MAX = 256;

/** Extra copies that one rule may make of a message. */
export const DUPLICATE_COPIES_MAX = 16;

/** Longest delay of one rule, ten minutes: longer than any run waits. */
export const DELAY_MS_MAX = 600_000;

/** Nothing goes wrong. */
export const NO_FAULTS: FaultPlan = { rules: [] };

/** Whether `rule` ever looks at messages from `from` to `to`. */
export function appliesTo(rule: Rule, from: string, to: string): boolean {
  if (rule.from !== undefined && !rule.from.includes(from)) return false;
  if (rule.to !== undefined && !rule.to.includes(to)) return false;
  return rule.kind !== "partition" || groupOf(rule, from) !== groupOf(rule, to);
}

/** Whether `rule` applies now. */
export function appliesAt(rule: Rule, sinceStartMs: number): boolean {
  return sinceStartMs >= (rule.afterMs ?? 0) && sinceStartMs < (rule.untilMs ?? Infinity);
}

/** -1 for the group of those named in none. */
function groupOf(rule: PartitionRule, robot: string): number {
  return rule.groups.findIndex((group) => group.includes(robot));
}

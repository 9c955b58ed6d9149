/**
 * The fault plan: what goes wrong, where, when and how often. One plan drives every transport, real
 * runs and the simulator. Plans from outside come through `plan_schema.ts`; this file stays free of
 * the validator, as every robot imports it and would pay for it at each start.
 *
 * @module
 */
import type { MessageRule } from "./message_rules.ts";
import type { DivisionRule } from "./partition_rules.ts";
import type { ProcessRule } from "./process_rules.ts";
import type { StoreRule } from "./store_rules.ts";

export type * from "./message_rules.ts";
export type * from "./partition_rules.ts";
export type * from "./process_rules.ts";
export type * from "./store_rules.ts";
export { appliesAt, type Links, type Scope, type Victims, type Window } from "./scope.ts";

export type Rule = MessageRule | DivisionRule | ProcessRule | StoreRule;

export type RuleKind = Rule["kind"];

/** What a rule goes wrong with. */
export type RuleFamily = "message" | "partition" | "process" | "store";

/** Rules in the order in which they meet a message. */
export interface FaultPlan {
  /** Decides which messages are hit. Absent: the run's seed does. */
  readonly seed?: string;
  readonly rules: readonly Rule[];
}

/** Rules in one plan: every message may meet each of them. */
export const RULES_MAX = 256;

/** Extra copies that one rule may make of a message or a tick. */
export const DUPLICATE_COPIES_MAX = 16;

/** Longest delay, outage or period of one rule, ten minutes: longer than any run waits. */
export const DELAY_MS_MAX = 600_000;

/** Shortest period of one rule: bounds how many strikes a plan can ask for. */
export const EVERY_MS_MIN = 1;

/** Largest period of periodic loss: more messages than a link has. */
export const PERIODIC_EVERY_MAX = 1_000_000;

/** Bytes that one rule may change in or add to a message: beyond, nothing of it is left anyway. */
export const DAMAGE_BYTES_MAX = 1024;

/** Fastest throttled link: more than any robot sends. */
export const MESSAGES_PER_SEC_MAX = 1_000_000;

/** Slowest throttled link: below, it is one that is cut. */
export const MESSAGES_PER_SEC_MIN = 0.01;

/** Bounds of a Pareto delay's shape: below, nearly every delay is cut off; above, all are alike. */
export const PARETO_SHAPE_MIN = 0.1;
export const PARETO_SHAPE_MAX = 100;

/** How far one rule may set a clock off at once, a day: time zones and daylight saving are less. */
export const CLOCK_MS_MAX = 86_400_000;

/** How slow and how fast a clock may run. */
export const CLOCK_RATE_MIN = 0.1;
export const CLOCK_RATE_MAX = 10;

/** Deaths that one rule may ask for at a certain moment: more than supervisors forgive. */
export const TIMES_MAX = 1000;

/** Nothing goes wrong. */
export const NO_FAULTS: FaultPlan = { rules: [] };

const FAMILY_OF_KIND: Readonly<Record<RuleKind, RuleFamily>> = {
  loss: "message",
  "burst-loss": "message",
  "periodic-loss": "message",
  "oversize-loss": "message",
  duplicate: "message",
  replay: "message",
  echo: "message",
  reorder: "message",
  delay: "message",
  "exponential-delay": "message",
  "pareto-delay": "message",
  clog: "message",
  throttle: "message",
  corrupt: "message",
  truncate: "message",
  pad: "message",
  blank: "message",
  garbage: "message",
  saturate: "message",
  partition: "partition",
  cut: "partition",
  halves: "partition",
  isolate: "partition",
  "one-way": "partition",
  bridge: "partition",
  "majorities-ring": "partition",
  flapping: "partition",
  deaf: "partition",
  mute: "partition",
  crash: "process",
  "crash-amnesia": "process",
  "crash-loop": "process",
  "power-cut": "process",
  "crash-at-claim": "process",
  "crash-at-write": "process",
  pause: "process",
  slow: "process",
  "late-start": "process",
  "clock-skew": "process",
  "clock-jump": "process",
  "clock-drift": "process",
  "clock-freeze": "process",
  "tick-loss": "process",
  "tick-burst": "process",
  "tick-jitter": "process",
  "claim-reply-loss": "store",
  "claim-delay": "store",
  "store-outage": "store",
  "store-amnesia": "store",
  "write-error": "store",
};

/** Every kind of rule. */
export const RULE_KINDS = Object.keys(FAMILY_OF_KIND) as readonly RuleKind[];

/** What the kind goes wrong with; `undefined` when there is no such kind. */
export function familyOf(kind: string): RuleFamily | undefined {
  return Object.hasOwn(FAMILY_OF_KIND, kind) ? FAMILY_OF_KIND[kind as RuleKind] : undefined;
}

export function isMessageRule(rule: Rule): rule is MessageRule {
  return FAMILY_OF_KIND[rule.kind] === "message";
}

export function isPartitionRule(rule: Rule): rule is DivisionRule {
  return FAMILY_OF_KIND[rule.kind] === "partition";
}

export function isProcessRule(rule: Rule): rule is ProcessRule {
  return FAMILY_OF_KIND[rule.kind] === "process";
}

export function isStoreRule(rule: Rule): rule is StoreRule {
  return FAMILY_OF_KIND[rule.kind] === "store";
}

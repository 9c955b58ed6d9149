/**
 * Fault rules that divide robots: between some of them nothing passes. What is drawn here is drawn
 * from the seed of the whole run, so that all robots agree on who is cut off from whom.
 *
 * @module
 */
import type { Links, Victims, Window } from "./scope.ts";

/**
 * Nothing passes between robots of different groups. Robots named in no group form one more group:
 * `groups: [["r1"]]` cuts r1 off from everybody.
 */
export interface PartitionRule extends Links {
  readonly kind: "partition";
  readonly groups: readonly (readonly string[])[];
}

/** Nothing passes one way: from each of `from` to each of `to`. */
export interface CutRule extends Links {
  readonly kind: "cut";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** A division drawn among robots; those that it is not about go on as ever. */
export interface Shape extends Victims {
  /** Drawn anew each time this has passed since the run began. Absent: drawn once. */
  readonly everyMs?: number;
}

/** Two halves, cut off from each other. Of an odd number the second has one more. */
export interface HalvesRule extends Shape {
  readonly kind: "halves";
}

/** One robot, cut off from all others. */
export interface IsolateRule extends Shape {
  readonly kind: "isolate";
}

/** Two halves; nothing passes from the first to the second, but the other way round. */
export interface OneWayRule extends Shape {
  readonly kind: "one-way";
}

/** Two halves that only one robot can reach: it belongs to both. */
export interface BridgeRule extends Shape {
  readonly kind: "bridge";
}

/**
 * Robots in a ring: each hears itself and its nearest neighbours, just so many that they are a
 * majority, and no two robots hear the same ones (from Jepsen). Needs three robots.
 */
export interface MajoritiesRingRule extends Shape {
  readonly kind: "majorities-ring";
}

/** Two halves, newly drawn each time, are cut off for a while and reach each other again. */
export interface FlappingRule extends Victims {
  readonly kind: "flapping";
  readonly everyMs: number;
  /** Cut off for this long at the beginning of each `everyMs`. */
  readonly forMs: number;
}

/** Robots that receive nothing. */
export interface DeafRule extends Window {
  readonly kind: "deaf";
  readonly robots: readonly string[];
}

/** Robots that cannot send anything. */
export interface MuteRule extends Window {
  readonly kind: "mute";
  readonly robots: readonly string[];
}

/** Rules whose robots are drawn. */
export type ShapeRule =
  | HalvesRule
  | IsolateRule
  | OneWayRule
  | BridgeRule
  | MajoritiesRingRule
  | FlappingRule;

export type DivisionRule = PartitionRule | CutRule | ShapeRule | DeafRule | MuteRule;

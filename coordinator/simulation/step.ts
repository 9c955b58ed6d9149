/**
 * What happens in a simulated run, step by step: for people who replay it, and to compare two runs.
 *
 * @module
 */

/** Robots are numbered from 0; times are milliseconds of true time since the run began. */
export type Step = { readonly atMs: number } & (
  | ({ readonly kind: "life-began"; readonly robot: number; readonly boot: number } & Knows)
  /** `rule`: the one that ended it, if one did. */
  | {
      readonly kind: "life-ended";
      readonly robot: number;
      readonly why: string;
      readonly rule?: number;
    }
  | { readonly kind: "ticked"; readonly robot: number }
  | { readonly kind: "tick-lost"; readonly robot: number }
  | ({ readonly kind: "sent" } & Passed)
  /** The fault layer dropped it. `rule`: index into the plan. */
  | ({ readonly kind: "lost"; readonly rule: number } & Passed)
  /** A rule said that the receiver's inbox was full. */
  | ({ readonly kind: "rejected"; readonly rule: number } & Passed)
  /** A message from `robot` found the inbox of `peer` full. */
  | { readonly kind: "overflowed"; readonly robot: number; readonly peer: number }
  /** A rule delayed, doubled or damaged it. */
  | ({ readonly kind: "altered"; readonly rule: number; readonly count: number } & Passed)
  /** `robot` takes in what `peer` has sent; what it sends in answer follows. */
  | ({ readonly kind: "received" } & Passed)
  | ({ readonly kind: "learned"; readonly robot: number } & Knows)
  /** What arrived was no message any more. */
  | { readonly kind: "refused"; readonly robot: number; readonly reason: string }
  | { readonly kind: "converged"; readonly robot: number }
  | { readonly kind: "done"; readonly robot: number }
  | { readonly kind: "claimed"; readonly robot: number; readonly result: string }
  | { readonly kind: "wrote"; readonly robot: number; readonly bytes: number }
  | { readonly kind: "forgot-share"; readonly robot: number }
  | { readonly kind: "store-forgot" }
  | { readonly kind: "paused"; readonly robot: number; readonly rule: number }
  | { readonly kind: "resumed"; readonly robot: number }
  | { readonly kind: "healed" }
  | {
      readonly kind: "violated";
      readonly robot: number;
      readonly checker: string;
      readonly what: string;
    }
);

/** What a robot knows after the step: indexes of words, ascending. */
export interface Knows {
  readonly knows: readonly number[];
}

/** A message between two robots. */
export interface Passed {
  readonly robot: number;
  readonly peer: number;
  readonly messageId: string;
  readonly lamport: number;
  readonly wantsUpdate: boolean;
  readonly offersUpdate: boolean;
  /** Words that the sender says it knows. */
  readonly summary: readonly number[] | undefined;
  /** Words that it carries. */
  readonly update: readonly number[] | undefined;
}

/** Hears of every step as it happens. */
export type Recorder = (step: Step) => void;

/**
 * The contract of everything that robots can gossip about. A new payload is one more replica; the
 * engine, the transports and the faults do not know what it holds.
 *
 * @module
 */
import type { MessageId, Origin, RobotId } from "./ids.ts";

/**
 * What {@linkcode Replica.merge} did with an update. All are expected outcomes.
 *
 * @typeParam Update What goes back to the sender at once, if the replica has more to say.
 */
export type MergeOutcome<Update = never> =
  /** `items` were new. */
  | { readonly kind: "applied"; readonly items: number; readonly replies?: readonly Update[] }
  /** Nothing was new. */
  | { readonly kind: "known"; readonly replies?: readonly Update[] }
  /** It cannot be applied yet: something before it is missing. State is unchanged. */
  | { readonly kind: "gap" }
  /** No honest peer would send it. State is unchanged. */
  | { readonly kind: "refused"; readonly reason: string };

/** How much of the whole a replica holds. */
export interface Progress {
  readonly known: number;
  /** `undefined` when there is no whole to reach. */
  readonly total?: number;
}

/**
 * One robot's state, and how it finds out what another lacks. It owns its state and changes it in
 * place; {@linkcode merge} is the only door to it: monotonic, idempotent, order-independent.
 *
 * @typeParam Summary What it tells others about itself: small, and enough to answer.
 * @typeParam Update What it sends to those that lack something.
 */
export interface Replica<Summary, Update> {
  /** What this replica holds, now: later merges do not change it. */
  summarize(): Summary;
  /**
   * What `theirs` lacks and this replica holds, as far as one message carries; `undefined` when
   * that is nothing.
   */
  missing(theirs: Summary): Update | undefined;
  /** Whether `theirs` shows anything that this replica lacks. */
  lacks(theirs: Summary): boolean;
  /**
   * How to begin with `peer`, for a replica that finds differences in conversations: then no summary
   * goes out, and {@linkcode merge} says what to reply.
   */
  begin?(peer: RobotId, nowMs: number): readonly Update[];
  /**
   * Joins `update` into the state: all of it or, on a broken invariant, nothing.
   *
   * @throws InvariantViolation when the update contradicts what is known.
   */
  merge(update: Update, source: Origin, nowMs: number): MergeOutcome<Update>;
  progress(): Progress;
}

/** Turns summaries and updates into bytes and back. `decode…` answers `undefined` to bad bytes. */
export interface ReplicaCodec<Summary, Update> {
  encodeSummary(summary: Summary): Uint8Array;
  decodeSummary(bytes: Uint8Array): Summary | undefined;
  encodeUpdate(update: Update): Uint8Array;
  decodeUpdate(bytes: Uint8Array): Update | undefined;
}

/** What was broken, where and by which message: evidence enough to find the culprit. */
export interface ViolationEvidence {
  readonly what: string;
  readonly robot: RobotId;
  readonly index: number;
  readonly knownValue: Uint8Array;
  readonly givenValue: Uint8Array;
  readonly messageId: MessageId;
}

/**
 * Internal corruption: the only thing that `merge` throws. The robot's process must not go on: its
 * driver keeps the evidence and ends, and a supervisor starts the robot afresh.
 */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  readonly evidence: ViolationEvidence;

  constructor(evidence: ViolationEvidence) {
    super(
      `${evidence.what}: robot ${evidence.robot}, index ${evidence.index}, message ${evidence.messageId}`,
    );
    this.evidence = evidence;
  }
}

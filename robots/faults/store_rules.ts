/**
 * Fault rules about what robots share at the end: the store with the winner channel, and the file.
 *
 * @module
 */
import type { Victims, Window } from "./scope.ts";

/** A claim arrives, but the answer to it does not. */
export interface ClaimReplyLossRule extends Victims {
  readonly kind: "claim-reply-loss";
  readonly rate: number;
}

/** A claim takes that much longer until it is answered. */
export interface ClaimDelayRule extends Victims {
  readonly kind: "claim-delay";
  readonly delayMs: number;
}

/** The store cannot be reached for a while, again and again. */
export interface StoreOutageRule extends Victims {
  readonly kind: "store-outage";
  /** Where in this period an outage begins is drawn, the same for all robots. */
  readonly everyMs: number;
  readonly forMs: number;
}

/** About every `everyMs` the store forgets all claims, as a Redis that was restarted empty. */
export interface StoreAmnesiaRule extends Window {
  readonly kind: "store-amnesia";
  readonly everyMs: number;
}

/** Writing the winner's file fails. */
export interface WriteErrorRule extends Victims {
  readonly kind: "write-error";
  readonly rate: number;
}

export type StoreRule =
  | ClaimReplyLossRule
  | ClaimDelayRule
  | StoreOutageRule
  | StoreAmnesiaRule
  | WriteErrorRule;

/**
 * What the fault layer is asked and what it answers.
 *
 * @module
 */

/** A message on its way out. May be one object that is filled again and again: nobody keeps it. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  /** `hash32` of the names. */
  readonly fromKey: number;
  readonly toKey: number;
  /** A 32-bit number that no other message of this sender to this receiver has. */
  readonly seq: number;
  readonly sinceStartMs: number;
  readonly carriesUpdate: boolean;
  /** The encoded message. Asked for only by rules about bytes, perhaps several times; not changed. */
  bytes(): Uint8Array;
}

/** One delivery of a message. */
export interface Copy {
  readonly delayMs: number;
  /** What arrives, a fresh array; `undefined`: the bytes as they were sent. */
  readonly bytes: Uint8Array | undefined;
  /** Whether it comes back to its sender instead. */
  readonly toSender: boolean;
}

/** A rule that fired on a message, and on how many copies of it. */
export interface Firing {
  readonly rule: number;
  readonly count: number;
}

/** What becomes of a message. `rule` is an index into the plan. */
export type Fate =
  /** Nothing happens to it. */
  | { readonly kind: "pass" }
  /** It is lost, silently. */
  | { readonly kind: "drop"; readonly rule: number }
  /** The receiver refuses it, and the sender gets to know. */
  | { readonly kind: "reject"; readonly rule: number }
  /** At least one copy arrives, not all as sent, at once or alone. */
  | {
      readonly kind: "deliver";
      readonly copies: readonly Copy[];
      readonly firings: readonly Firing[];
    };

/** The fate of most messages: always this one object. */
export const PASS: Fate = { kind: "pass" };

/** Counts that a rule fired, for those who perform it. */
export type NoteFiring = (rule: number, count?: number) => void;

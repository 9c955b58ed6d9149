/**
 * The contract of all strategies: how two replicas find out, in a conversation of opaque messages,
 * what each of them lacks, and send it.
 *
 * Both sides of a conversation are equal but for who begins. Messages may be lost, doubled, late or out
 * of order. Nobody waits for a message: a side answers what it hears, from its state and from what
 * little it keeps, and whoever began begins again at the next tick. What was merged until then need
 * not be found again, so a large difference is resumed rather than started over.
 *
 * @module
 */
import type { Reconcilable } from "./reconcilable.ts";

/** The first byte of each message says whose it is. Never use a number again. */
export const STRATEGY_CODES = {
  auto: 1,
  full_state: 2,
  digest: 3,
  delta: 4,
  merkle: 5,
  range_based: 6,
  riblt: 7,
} as const;

export type StrategyName = keyof typeof STRATEGY_CODES;

export const STRATEGY_NAMES = Object.keys(STRATEGY_CODES) as readonly StrategyName[];

/** What a side may send. */
export interface Limits {
  /** Largest message: not above what the transport takes, and at least {@linkcode MESSAGE_BYTES_MIN}. */
  readonly messageBytesMax: number;
  /** Most messages that answer one message. */
  readonly burstMessagesMax: number;
}

/** Every strategy makes progress with messages of this size, so long as entries are small enough. */
export const MESSAGE_BYTES_MIN = 512;

/** Sixteen messages in a row are what an inbox takes that holds a thousand, from many peers at once. */
export const BURST_MESSAGES_MAX = 16;

/** What a side made of a message. */
export type Heard =
  | {
      readonly kind: "heard";
      /** To be sent in this order; none when there is nothing more to say. */
      readonly replies: readonly Uint8Array[];
      /** Entries that were new. */
      readonly items: number;
    }
  /** The message is of no use: nothing was merged, nothing is answered. */
  | { readonly kind: "refused"; readonly reason: Refusal };

export type Refusal =
  /** It is not what any side would write. */
  | "malformed"
  /** It is larger than a message may be. */
  | "oversized"
  /** It contradicts itself, what was said before, or what must never change. */
  | "contradictory"
  /** Too many messages without an end. */
  | "endless"
  /** It speaks of what this type cannot do. */
  | "unsupported";

/** One replica's part in its conversations with one peer. */
export interface Side {
  /**
   * The messages that begin a conversation. May be called at any time: whatever was under way is
   * begun anew, or gone on with.
   */
  begin(nowMs: number): readonly Uint8Array[];
  /** Takes in one message. Never throws for what a peer says; work and memory are bounded. */
  receive(message: Uint8Array, nowMs: number): Heard;
}

export interface Strategy {
  readonly name: StrategyName;
  /** Why this strategy cannot reconcile `state`, in words; `undefined` when it can. */
  refuses(state: Reconcilable): string | undefined;
  /** A side for one peer. Keeps a bounded memory of the conversation, or none. */
  side(state: Reconcilable, limits: Limits): Side;
}

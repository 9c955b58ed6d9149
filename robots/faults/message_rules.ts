/**
 * Fault rules about messages on their way: they vanish, arrive more often, late or damaged.
 *
 * @module
 */
import type { Scope } from "./scope.ts";

/** Messages vanish and nobody notices. */
export interface LossRule extends Scope {
  readonly kind: "loss";
  /** Share of messages, 0 to 1. */
  readonly rate: number;
}

/**
 * Loss in bursts (Gilbert 1960, Elliott 1963): a link is calm or bad, may change with each message,
 * and loses messages at a rate of its own in each state. In the long run it is bad for
 * `enterRate / (enterRate + leaveRate)` of all messages, and `1 / leaveRate` messages at a time.
 */
export interface BurstLossRule extends Scope {
  readonly kind: "burst-loss";
  /** How likely a calm link turns bad at a message. */
  readonly enterRate: number;
  /** How likely a bad link turns calm at a message. */
  readonly leaveRate: number;
  /** Share of messages lost while the link is bad. @default 1 */
  readonly lossRate?: number;
  /** Share of messages lost while the link is calm. @default 0 */
  readonly calmLossRate?: number;
}

/** Every so many-th message of each link vanishes, as when a queue drops by count. */
export interface PeriodicLossRule extends Scope {
  readonly kind: "periodic-loss";
  /** 1 loses all, 2 every second, to {@linkcode PERIODIC_EVERY_MAX}. */
  readonly every: number;
}

/** Large messages vanish, as on a path whose packets are small and whose warnings are filtered. */
export interface OversizeLossRule extends Scope {
  readonly kind: "oversize-loss";
  /** The largest message that passes. */
  readonly bytesMax: number;
}

/** Messages arrive several times. */
export interface DuplicateRule extends Scope {
  readonly kind: "duplicate";
  readonly rate: number;
  /** Extra copies of each, 1 to {@linkcode DUPLICATE_COPIES_MAX}. */
  readonly copies: number;
}

/** Messages arrive once more, later: what they say is old by then. */
export interface ReplayRule extends Scope {
  readonly kind: "replay";
  readonly rate: number;
  /** How much later than the message itself. */
  readonly delayMs: number;
}

/** A copy of the message comes back to its sender. */
export interface EchoRule extends Scope {
  readonly kind: "echo";
  readonly rate: number;
}

/** Messages are held back, so that later ones overtake them. */
export interface ReorderRule extends Scope {
  readonly kind: "reorder";
  readonly rate: number;
  /** Held back at most this long, uniform: so that even at rate 1 the order changes. */
  readonly delayMs: number;
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

/** Delays drawn from an exponential distribution, at most {@linkcode DELAY_MS_MAX}. */
export interface ExponentialDelayRule extends Scope {
  readonly kind: "exponential-delay";
  readonly meanMs: number;
  /** @default 1 */
  readonly rate?: number;
}

/**
 * Delays drawn from a Pareto distribution, at most {@linkcode DELAY_MS_MAX}: most are short, a few very
 * long. Their mean is `shape / (shape - 1) * minMs` if the shape is above 1; else only the cap bounds it.
 */
export interface ParetoDelayRule extends Scope {
  readonly kind: "pareto-delay";
  /** The shortest. */
  readonly minMs: number;
  /** Above 0: the smaller, the heavier the tail. */
  readonly shape: number;
  /** @default 1 */
  readonly rate?: number;
}

/** A link stalls again and again; when it goes on, all that waited arrives at once. */
export interface ClogRule extends Scope {
  readonly kind: "clog";
  /** Each link has its own phase in this period. */
  readonly everyMs: number;
  /** Length of a stall, at most `everyMs`. */
  readonly forMs: number;
}

/** A link passes only so many messages; the others queue, for {@linkcode DELAY_MS_MAX} at most. */
export interface ThrottleRule extends Scope {
  readonly kind: "throttle";
  /** Above 0. */
  readonly messagesPerSec: number;
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

/** Messages get a tail of random bytes, but never more than a message may have. */
export interface PadRule extends Scope {
  readonly kind: "pad";
  readonly rate: number;
  readonly bytes: number;
}

/** A run of bytes becomes zero, as when a page was never written. */
export interface BlankRule extends Scope {
  readonly kind: "blank";
  readonly rate: number;
  /** Its length. @default 1 */
  readonly bytes?: number;
}

/** All bytes become random; the length stays. */
export interface GarbageRule extends Scope {
  readonly kind: "garbage";
  readonly rate: number;
}

/** The receiver's inbox refuses messages as if it were full. */
export interface SaturateRule extends Scope {
  readonly kind: "saturate";
  readonly rate: number;
}

export type MessageRule =
  | LossRule
  | BurstLossRule
  | PeriodicLossRule
  | OversizeLossRule
  | DuplicateRule
  | ReplayRule
  | EchoRule
  | ReorderRule
  | DelayRule
  | ExponentialDelayRule
  | ParetoDelayRule
  | ClogRule
  | ThrottleRule
  | CorruptRule
  | TruncateRule
  | PadRule
  | BlankRule
  | GarbageRule
  | SaturateRule;

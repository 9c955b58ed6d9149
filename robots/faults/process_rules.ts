/**
 * Fault rules about robots' processes: they die, stand still, run late, or have a wrong clock.
 * "About every" is once in every such period, at a moment drawn in it (`process_schedule.ts`).
 *
 * @module
 */
import type { Victims } from "./scope.ts";

/** About every `everyMs` one robot is killed; it comes back with its share. */
export interface CrashRule extends Victims {
  readonly kind: "crash";
  readonly everyMs: number;
  /** Begins its next life so long after. */
  readonly downMs: number;
}

/** As crash, but the share is gone, too: the robot begins with nothing. */
export interface CrashAmnesiaRule extends Victims {
  readonly kind: "crash-amnesia";
  readonly everyMs: number;
  readonly downMs: number;
}

/** One robot is killed, and again soon after each of its next starts. */
export interface CrashLoopRule extends Victims {
  readonly kind: "crash-loop";
  /** How many starts end so. */
  readonly times: number;
  readonly downMs: number;
}

/** About every `everyMs` all robots die at once. */
export interface PowerCutRule extends Victims {
  readonly kind: "power-cut";
  readonly everyMs: number;
  readonly downMs: number;
}

/** A robot dies when it has claimed victory, before it knows the answer. */
export interface CrashAtClaimRule extends Victims {
  readonly kind: "crash-at-claim";
  /** Deaths at most. */
  readonly times: number;
}

/** A winner dies when its file is half written. */
export interface CrashAtWriteRule extends Victims {
  readonly kind: "crash-at-write";
  /** Deaths at most. */
  readonly times: number;
}

/** About every `everyMs` one robot stands still (SIGSTOP) and goes on (SIGCONT). */
export interface PauseRule extends Victims {
  readonly kind: "pause";
  readonly everyMs: number;
  readonly forMs: number;
}

/** Robots take that long until they handle a tick or a message. */
export interface SlowRule extends Victims {
  readonly kind: "slow";
  readonly delayMs: number;
}

/** Robots begin their first life that much later. */
export interface LateStartRule extends Victims {
  readonly kind: "late-start";
  readonly delayMs: number;
}

/** Clocks are off while the rule applies. */
export interface ClockSkewRule extends Victims {
  readonly kind: "clock-skew";
  /** Above 0: ahead. */
  readonly skewMs: number;
}

/** About every `everyMs` one robot's clock jumps, and stays there until the rule ends. */
export interface ClockJumpRule extends Victims {
  readonly kind: "clock-jump";
  readonly everyMs: number;
  /** Above 0: forward. */
  readonly jumpMs: number;
}

/** Clocks run at another rate while the rule applies; afterwards they show the true time again. */
export interface ClockDriftRule extends Victims {
  readonly kind: "clock-drift";
  /** Milliseconds shown for each that passes. */
  readonly rate: number;
}

/** About every `everyMs` one robot's clock stands still for a while; then it shows what it should. */
export interface ClockFreezeRule extends Victims {
  readonly kind: "clock-freeze";
  readonly everyMs: number;
  readonly forMs: number;
}

/** Ticks are left out. */
export interface TickLossRule extends Victims {
  readonly kind: "tick-loss";
  readonly rate: number;
}

/** Ticks come several times at once. */
export interface TickBurstRule extends Victims {
  readonly kind: "tick-burst";
  readonly rate: number;
  /** Extra ticks, 1 to {@linkcode DUPLICATE_COPIES_MAX}. */
  readonly copies: number;
}

/** Ticks come late. */
export interface TickJitterRule extends Victims {
  readonly kind: "tick-jitter";
  /** At most, uniform. */
  readonly jitterMs: number;
}

export type ProcessRule =
  | CrashRule
  | CrashAmnesiaRule
  | CrashLoopRule
  | PowerCutRule
  | CrashAtClaimRule
  | CrashAtWriteRule
  | PauseRule
  | SlowRule
  | LateStartRule
  | ClockSkewRule
  | ClockJumpRule
  | ClockDriftRule
  | ClockFreezeRule
  | TickLossRule
  | TickBurstRule
  | TickJitterRule;

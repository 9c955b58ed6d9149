/**
 * How a swarm draws rules about robots' processes, their clocks and the winner channel.
 *
 * @module
 */
import type { ProcessRule, StoreRule } from "../../robots/faults/plan.ts";
import type { Dice } from "./dice.ts";
import { type Makers, stalls } from "./swarm_messages.ts";

/** A clock that is wrong by a time zone or a summer time. */
const HOUR_MS = 3_600_000;

export const PROCESS_MAKERS: Makers<ProcessRule> = {
  crash: (dice) => ({ kind: "crash", ...victims(dice), ...deaths(dice) }),
  "crash-amnesia": (dice) => ({ kind: "crash-amnesia", ...victims(dice), ...deaths(dice) }),
  "crash-loop": (dice) => ({
    kind: "crash-loop",
    ...victims(dice),
    times: dice.whole(2, 6),
    downMs: dice.periods(0, 1),
  }),
  "power-cut": (dice) => ({
    kind: "power-cut",
    ...victims(dice),
    everyMs: dice.periods(3, 10),
    downMs: dice.periods(0, 2),
  }),
  "crash-at-claim": (dice) => ({
    kind: "crash-at-claim",
    ...victims(dice),
    times: dice.whole(1, 4),
  }),
  "crash-at-write": (dice) => ({
    kind: "crash-at-write",
    ...victims(dice),
    times: dice.whole(1, 4),
  }),
  pause: (dice) => ({ kind: "pause", ...victims(dice), ...stalls(dice) }),
  slow: (dice) => ({ kind: "slow", ...victims(dice), delayMs: dice.periods(0, 2) }),
  "late-start": (dice) => ({ kind: "late-start", ...victims(dice), delayMs: dice.periods(0, 5) }),
  "clock-skew": (dice) => ({ kind: "clock-skew", ...victims(dice), skewMs: error(dice) }),
  "clock-jump": (dice) => ({
    kind: "clock-jump",
    ...victims(dice),
    everyMs: dice.periods(1, 6),
    jumpMs: error(dice),
  }),
  "clock-drift": (dice) => ({ kind: "clock-drift", ...victims(dice), rate: dice.spread(0.1, 10) }),
  "clock-freeze": (dice) => ({ kind: "clock-freeze", ...victims(dice), ...stalls(dice) }),
  "tick-loss": (dice) => ({ kind: "tick-loss", ...victims(dice), rate: dice.rate() }),
  "tick-burst": (dice) => ({
    kind: "tick-burst",
    ...victims(dice),
    rate: dice.rate(),
    copies: dice.whole(1, 4),
  }),
  "tick-jitter": (dice) => ({
    kind: "tick-jitter",
    ...victims(dice),
    jitterMs: dice.periods(0.1, 1.5),
  }),
};

export const STORE_MAKERS: Makers<StoreRule> = {
  "claim-reply-loss": (dice) => ({ kind: "claim-reply-loss", ...victims(dice), rate: dice.rate() }),
  "claim-delay": (dice) => ({ kind: "claim-delay", ...victims(dice), delayMs: dice.periods(0, 3) }),
  "store-outage": (dice) => ({ kind: "store-outage", ...victims(dice), ...stalls(dice) }),
  "store-amnesia": (dice) => ({ kind: "store-amnesia", everyMs: dice.periods(1, 6) }),
  "write-error": (dice) => ({ kind: "write-error", ...victims(dice), rate: dice.rate() }),
};

/** Every robot mostly, at times only some. */
function victims(dice: Dice): { robots?: string[] } {
  return dice.chance(0.2) ? { robots: dice.some(4) } : {};
}

/** Several deaths in a phase, each for a while. */
function deaths(dice: Dice): { everyMs: number; downMs: number } {
  return { everyMs: dice.periods(0.5, 6), downMs: dice.periods(0, 4) };
}

/** By how much a clock is wrong. */
function error(dice: Dice): number {
  return dice.signed(dice.chance(0.7) ? dice.periods(0.5, 10) : HOUR_MS);
}

/**
 * How a swarm draws rules about messages and partitions.
 *
 * @module
 */
import type { DivisionRule, MessageRule } from "../../robots/faults/plan.ts";
import type { Dice } from "./dice.ts";

/** A rule without the window in which it applies. */
export type Drawn<Rule> = Rule extends unknown ? Omit<Rule, "afterMs" | "untilMs"> : never;

/** Draws a rule of each kind. */
export type Makers<Rule extends { readonly kind: string }> = {
  readonly [K in Rule["kind"]]: (dice: Dice) => Drawn<Extract<Rule, { readonly kind: K }>>;
};

/** Bytes of the messages that robots exchange: summaries are smaller, most updates larger. */
const MESSAGE_BYTES = [24, 40, 64, 100, 200, 400];

/** Robots named in one group: a plan must stay readable, however many robots there are. */
const GROUP_MAX = 50;

export const MESSAGE_MAKERS: Makers<MessageRule> = {
  loss: (dice) => ({ kind: "loss", ...scope(dice), rate: dice.rate() }),
  "burst-loss": (dice) => ({
    kind: "burst-loss",
    ...scope(dice),
    enterRate: dice.spread(0.01, 0.5),
    leaveRate: dice.spread(0.05, 0.9),
    ...(dice.chance(0.3) && {
      lossRate: dice.spread(0.3, 1),
      calmLossRate: dice.spread(0.01, 0.2),
    }),
  }),
  "periodic-loss": (dice) => ({ kind: "periodic-loss", ...scope(dice), every: dice.whole(2, 8) }),
  "oversize-loss": (dice) => ({
    kind: "oversize-loss",
    ...scope(dice),
    bytesMax: dice.of(MESSAGE_BYTES),
  }),
  duplicate: (dice) => ({
    kind: "duplicate",
    ...scope(dice),
    rate: dice.rate(),
    copies: dice.chance(0.9) ? dice.whole(1, 3) : 16,
  }),
  replay: (dice) => ({
    kind: "replay",
    ...scope(dice),
    rate: dice.rate(),
    delayMs: dice.periods(0.1, 6),
  }),
  echo: (dice) => ({ kind: "echo", ...scope(dice), rate: dice.rate() }),
  reorder: (dice) => ({
    kind: "reorder",
    ...scope(dice),
    rate: dice.rate(),
    delayMs: dice.periods(0.1, 3),
  }),
  delay: (dice) => ({
    kind: "delay",
    ...scope(dice),
    delayMs: dice.periods(0, 3),
    ...(dice.chance(0.5) && { jitterMs: dice.periods(0, 2) }),
    ...(dice.chance(0.5) && { rate: dice.rate() }),
  }),
  "exponential-delay": (dice) => ({
    kind: "exponential-delay",
    ...scope(dice),
    meanMs: dice.periods(0.1, 2),
    ...(dice.chance(0.5) && { rate: dice.rate() }),
  }),
  "pareto-delay": (dice) => ({
    kind: "pareto-delay",
    ...scope(dice),
    minMs: dice.periods(0, 1),
    shape: dice.spread(0.5, 3),
    ...(dice.chance(0.5) && { rate: dice.rate() }),
  }),
  clog: (dice) => ({ kind: "clog", ...scope(dice), ...stalls(dice) }),
  throttle: (dice) => ({
    kind: "throttle",
    ...scope(dice),
    // From one message in five periods on, for each link.
    messagesPerSec: dice.spread(200 / dice.periodMs, 5000 / dice.periodMs),
  }),
  corrupt: (dice) => ({
    kind: "corrupt",
    ...scope(dice),
    rate: dice.rate(),
    ...(dice.chance(0.3) && { bytes: dice.whole(2, 8) }),
  }),
  truncate: (dice) => ({ kind: "truncate", ...scope(dice), rate: dice.rate() }),
  pad: (dice) => ({ kind: "pad", ...scope(dice), rate: dice.rate(), bytes: dice.whole(1, 32) }),
  blank: (dice) => ({
    kind: "blank",
    ...scope(dice),
    rate: dice.rate(),
    ...(dice.chance(0.5) && { bytes: dice.whole(1, 16) }),
  }),
  garbage: (dice) => ({ kind: "garbage", ...scope(dice), rate: dice.rate() }),
  saturate: (dice) => ({ kind: "saturate", ...scope(dice), rate: dice.rate() }),
};

export const DIVISION_MAKERS: Makers<DivisionRule> = {
  partition: (dice) => ({
    kind: "partition",
    groups: [dice.some(Math.min(dice.robots >> 1, GROUP_MAX))],
  }),
  cut: (dice) => ({ kind: "cut", from: dice.some(4), to: dice.some(4) }),
  halves: (dice) => ({ kind: "halves", ...maybeEvery(dice) }),
  isolate: (dice) => ({ kind: "isolate", ...maybeEvery(dice) }),
  "one-way": (dice) => ({ kind: "one-way", ...maybeEvery(dice) }),
  bridge: (dice) => ({ kind: "bridge", ...maybeEvery(dice) }),
  "majorities-ring": (dice) => ({ kind: "majorities-ring", ...maybeEvery(dice) }),
  flapping: (dice) => ({ kind: "flapping", ...stalls(dice) }),
  deaf: (dice) => ({ kind: "deaf", robots: dice.some(3) }),
  mute: (dice) => ({ kind: "mute", robots: dice.some(3) }),
};

/** Every link mostly; at times only some, or only messages that carry words, or none. */
function scope(dice: Dice): Pick<MessageRule, "from" | "to" | "carrying"> {
  if (dice.chance(0.8)) return {};
  return {
    ...(dice.chance(0.4) && { from: dice.some(3) }),
    ...(dice.chance(0.4) && { to: dice.some(3) }),
    ...(dice.chance(0.5) && { carrying: dice.chance(0.5) ? "update" : "summary" }),
  };
}

/** Some periods, and a part of each. */
export function stalls(dice: Dice): { everyMs: number; forMs: number } {
  const everyMs = dice.periods(1, 6);
  return { everyMs, forMs: Math.max(1, Math.floor(everyMs * dice.spread(0.1, 0.9))) };
}

function maybeEvery(dice: Dice): { everyMs?: number } {
  return dice.chance(0.5) ? { everyMs: dice.periods(1, 5) } : {};
}

/**
 * All strategies, by name.
 *
 * @module
 */
import { AnySide } from "./auto.ts";
import { delta } from "./delta.ts";
import { digest } from "./digest.ts";
import { fullState } from "./full_state.ts";
import { merkle } from "./merkle.ts";
import { rangeBased } from "./range_based.ts";
import { riblt } from "./riblt.ts";
import type { Limits, Strategy, StrategyName } from "./strategy.ts";
import type { Reconcilable } from "./reconcilable.ts";

const CONCRETE: readonly Strategy[] = [fullState, digest, delta, merkle, rangeBased, riblt];

/** A side that begins with `opening` and answers whatever it hears. */
export function anySide(state: Reconcilable, limits: Limits, opening: StrategyName): AnySide {
  return new AnySide(state, limits, CONCRETE, opening);
}

/** Greets, and lets the side that is greeted choose. */
export const auto: Strategy = {
  name: "auto",
  refuses: () => undefined,
  side: (state, limits) => anySide(state, limits, "auto"),
};

/** All of them, the one that chooses first. */
export const STRATEGIES: readonly Strategy[] = [auto, ...CONCRETE];

/** The strategy of this name. */
export function strategyOf(name: StrategyName): Strategy {
  return STRATEGIES.find((strategy) => strategy.name === name)!;
}

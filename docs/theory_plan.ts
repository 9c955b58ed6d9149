/**
 * Which trials the theory page needs.
 *
 * @module
 */
import type { LossOf } from "../coordinator/simulation/vector_loss.ts";
import { EXCHANGES, type Exchange } from "../robots/engine/robot.ts";
import type { Trial } from "./theory_trials.ts";

/** A loss, and of what. Without loss there is nothing to say of what. */
export interface Loss {
  readonly loss: number;
  readonly lossOf: LossOf;
}

export const NO_LOSS: Loss = { loss: 0, lossOf: "messages" };
export const UPDATES_LOST: Loss = { loss: 0.3, lossOf: "updates" };
export const MESSAGES_LOST: Loss = { loss: 0.3, lossOf: "messages" };

/** Those of the table and of the charts over n. */
export const LOSSES: readonly Loss[] = [NO_LOSS, UPDATES_LOST, MESSAGES_LOST];

/** Those of the chart over loss. */
export const LOSS_RATES: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

/** Words of the trials with more than one rumour. */
export const WORD_COUNTS: readonly number[] = [1, 8, 64, 512];

/** How much is measured. Seeds are odd numbers, so that a median is one of the runs. */
export interface Plan {
  /** Robots of the charts over n, and runs of each, in synchronous rounds. */
  readonly rounds: ReadonlyMap<number, number>;
  /** The same for real robots. */
  readonly robots: ReadonlyMap<number, number>;
  /** Robots of the chart over loss, and of the trials with many words. */
  readonly lossRobots: number;
  readonly wordRobots: number;
}

/** What docs/theory.md shows: some minutes on two cores. */
export const FULL_PLAN: Plan = {
  rounds: new Map([
    [100, 101],
    [1000, 51],
    [10_000, 25],
    [100_000, 9],
    [1_000_000, 3],
  ]),
  robots: new Map([
    [100, 51],
    [1000, 25],
    [10_000, 9],
    [100_000, 3],
  ]),
  lossRobots: 10_000,
  wordRobots: 10_000,
};

/** To see that everything works. */
export const QUICK_PLAN: Plan = {
  rounds: new Map([
    [100, 11],
    [1000, 5],
    [10_000, 3],
    [100_000, 1],
  ]),
  robots: new Map([
    [100, 5],
    [1000, 3],
    [10_000, 1],
  ]),
  lossRobots: 1000,
  wordRobots: 1000,
};

/** A trial of one rumour; how many seeds it has is the plan's. */
export function oneRumour(
  world: Trial["world"],
  robots: number,
  exchange: Exchange,
  { loss, lossOf }: Loss,
  seeds = 1,
): Trial {
  return { world, robots, words: 1, exchange, loss, lossOf, seeds };
}

/** Every trial of a plan; some are in it twice. */
export function trialsOf(plan: Plan): Trial[] {
  return (["rounds", "robots"] as const).flatMap((world) => {
    const seedsOf = plan[world];
    const overRobots = [...seedsOf].flatMap(([robots, seeds]) =>
      LOSSES.flatMap((loss) =>
        EXCHANGES.map((exchange) => oneRumour(world, robots, exchange, loss, seeds)),
      ),
    );
    const overLoss = LOSS_RATES.flatMap((loss) =>
      (["messages", "updates"] as const).flatMap((lossOf) =>
        EXCHANGES.map((exchange) =>
          oneRumour(
            world,
            plan.lossRobots,
            exchange,
            { loss, lossOf },
            seedsOf.get(plan.lossRobots),
          ),
        ),
      ),
    );
    const overWords = WORD_COUNTS.map((words) => ({
      ...oneRumour(world, plan.wordRobots, "push-pull", NO_LOSS, seedsOf.get(plan.wordRobots)),
      words,
    }));
    return [...overRobots, ...overLoss, ...overWords];
  });
}

/**
 * What every strategy costs for many sizes and differences: the figures of the bench and of
 * docs/reconciliation.md. Bytes and round trips only, so they are the same on every machine.
 *
 * @module
 */
import { STRATEGY_NAMES, type StrategyName } from "../../robots/reconcile/strategy.ts";
import { type Cost, ReconciliationTrial } from "./reconciliation.ts";

export interface ReconciliationPlan {
  /** Entries of each replica. */
  readonly sizes: readonly number[];
  /** How many entries differ, for that many. */
  readonly differences: (entries: number) => readonly number[];
}

/** A tenth of all entries. */
const TENTH = 0.1;

export const FULL_PLAN: ReconciliationPlan = {
  sizes: [10_000, 100_000, 1_000_000],
  differences: (entries) => [0, 10, 100, 1000, entries * TENTH],
};

export const QUICK_PLAN: ReconciliationPlan = {
  sizes: [2000],
  differences: (entries) => [0, 10, 100, entries * TENTH],
};

export interface Finding extends Cost {
  readonly strategy: StrategyName;
  readonly entries: number;
  readonly differences: number;
}

/** What depends on luck is tried with that many different entries; each figure is the median. */
const TRIALS = 15;
/** Ids have no part in these, or all of them have. */
const WITHOUT_LUCK: readonly StrategyName[] = ["full_state", "digest", "delta"];
/** From so many differences on luck hardly counts, and trials take long. */
const MANY = 10_000;

/**
 * Measures one line of the table after the other.
 *
 * @param progress Told what is being measured, for people who wait.
 */
export function* reconciliationFindings(
  plan: ReconciliationPlan,
  progress: (step: string) => void = () => {},
): Generator<Finding> {
  for (const entries of plan.sizes) {
    progress(`two replicas of ${entries} entries`);
    const plain = new ReconciliationTrial(entries, false);
    const numbered = new ReconciliationTrial(entries, true);
    // In both orders of magnitude a difference may occur twice: 10 % of 10,000 are 1000.
    for (const differences of new Set(plan.differences(entries))) {
      for (const strategy of STRATEGY_NAMES) {
        progress(`${entries} entries, ${differences} differences, ${strategy}`);
        yield {
          strategy,
          entries,
          differences,
          ...medianCost(strategy === "delta" ? numbered : plain, strategy, differences),
        };
      }
    }
  }
}

function medianCost(trial: ReconciliationTrial, strategy: StrategyName, differences: number): Cost {
  const lucky = differences > 0 && differences < MANY && !WITHOUT_LUCK.includes(strategy);
  const count = lucky ? TRIALS : 1;
  const costs = Array.from({ length: count }, (_, i) => trial.run(strategy, differences, i));
  const median = (of: (cost: Cost) => number): number =>
    costs.map(of).sort((a, b) => a - b)[(count - 1) / 2]!;
  return {
    overheadBytes: median((cost) => cost.overheadBytes),
    findingBytes: median((cost) => cost.findingBytes),
    missingBytes: median((cost) => cost.missingBytes),
    messages: median((cost) => cost.messages),
    findingTrips: median((cost) => cost.findingTrips),
    trips: median((cost) => cost.trips),
    conversations: median((cost) => cost.conversations),
  };
}

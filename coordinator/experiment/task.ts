/**
 * What the command line asks of its worker threads, and what they answer.
 *
 * @module
 */
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";
import type { Series } from "./series.ts";
import type { Shrunk } from "./shrink.ts";
import type { TallyData } from "./tally.ts";

export type Task =
  /** Runs `count` seeds from `first` on, or fewer when it is told to stop. */
  | {
      readonly kind: "seeds";
      readonly series: Series;
      readonly first: number;
      readonly count: number;
    }
  | { readonly kind: "one"; readonly scenario: Scenario }
  | { readonly kind: "shrink"; readonly scenario: Scenario; readonly endMs: number };

/** Answers to a {@linkcode Task}. The last one is not `smaller`. */
export type Report =
  | { readonly kind: "seeds"; readonly done: number; readonly tally: TallyData }
  | { readonly kind: "one"; readonly outcome: SimulationOutcome }
  /** The smallest failing scenario so far. */
  | { readonly kind: "smaller"; readonly shrunk: Shrunk }
  | { readonly kind: "shrunk"; readonly shrunk: Shrunk };

/** What a worker starts with. */
export interface WorkerSettings {
  /** A module that exports `simulate`, in place of the real one. */
  readonly simulator: string | undefined;
  /** Two integers between the threads: see {@linkcode SIGNAL}. */
  readonly signals: SharedArrayBuffer;
}

/** Positions in the shared integers. */
export const SIGNAL = {
  /** 1: stop after this seed. */
  stop: 0,
  /** Seeds done of the present task. */
  done: 1,
} as const;

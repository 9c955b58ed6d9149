/**
 * What those who look on get to see of a run, and what a run comes to.
 *
 * @module
 */
import type { RobotId } from "../robots/engine/ids.ts";
import type { HearsayEvent } from "../robots/runtime/events.ts";
import type { RunTally } from "./observe/run_tally.ts";
import type { RunConfig, RunState } from "./run_config.ts";
import type { RunResult } from "./run_result.ts";

/** What a watcher of a run gets to see. */
export interface RunView {
  readonly config: RunConfig;
  readonly run: string;
  readonly tally: RunTally;
  readonly startedAtMs: number;
  /** The robots that were dealt a share, in order; others may have joined. */
  readonly places: readonly RobotId[];
  /** The rules that the run began with, in words, as in `tally.fired`. */
  readonly rules: readonly string[];
  /** Entries in each inbox, if the watcher wants to know. */
  readonly backlogs?: ReadonlyMap<string, number>;
  /** What keeps the run going or ended it. */
  readonly state: RunState | undefined;
}

/** Looks on and never decides. */
export interface RunWatcher {
  /** Counting costs Redis something, so only who shows backlogs asks for them. @default false */
  readonly wantsBacklogs?: boolean;
  /** It draws on the terminal, so logs go to log.jsonl in the run's folder. @default false */
  readonly ownsTerminal?: boolean;
  /** A line about the set-up. */
  note(line: string): void;
  /** Something happened, or some time has passed. */
  update(view: RunView, events: readonly HearsayEvent[]): void;
  close(): void;
}

/** What a run came to. */
export interface RunOutcome {
  readonly result: RunResult;
  /** Empty when all is well. */
  readonly problems: readonly string[];
  readonly folder: string;
  /** Rules of the fault plan that never fired, in words. */
  readonly neverFired: readonly string[];
}

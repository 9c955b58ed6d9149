/**
 * What is compared of Maelstrom's own verdicts on the runs that it recorded.
 *
 * @module
 */
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { recordedRuns } from "../oracle_runs.ts";
import type { RecordedRun } from "../oracle_runs.ts";

export type Results = { readonly [key: string]: Json | undefined };

/** The runs of a workload, whose names begin so. */
export function runsOf(
  prefix: string,
): { readonly name: string; readonly run: RecordedRun; readonly theirs: Results }[] {
  return recordedRuns()
    .filter(({ name }) => name.startsWith(prefix))
    .map((run) => ({ name: run.name, run, theirs: run.results.workload as Results }));
}

/**
 * `hearsay sim` of one run or many: runs them, says what came out, and follows up the first failure.
 *
 * @module
 */
import type { Command } from "commander";
import { countSeeds, describeSeeds } from "../experiment/seeds.ts";
import { scenarioOf } from "../experiment/series.ts";
import { sweep, type SweepResult } from "../experiment/sweep.ts";
import { counted } from "../observe/footer.ts";
import { progressOn, type ProgressView } from "../observe/progress.ts";
import { commandLine } from "./command_line.ts";
import { Interruption } from "./signals.ts";
import { settleFailure, type Settled } from "./sim_failure.ts";
import { printReport } from "./sim_report.ts";
import type { SimFlags, SimSurroundings, Simulation } from "./sim_request.ts";

/** Runs all seeds; returns the exit code. */
export async function runSimulation(
  command: Command,
  simulation: Simulation,
  flags: SimFlags,
  { simulator }: SimSurroundings,
): Promise<number> {
  const interruption = new Interruption();
  const progress = progressOn(process.stderr);
  try {
    const result = await runSeeds(simulation, simulator, interruption.signal, progress);
    const failure = await follow(result, simulation, progress, {
      simulator,
      shrink: flags.shrink && interruption.exitCode === undefined,
      out: flags.out,
      signal: interruption.signal,
    });
    progress.close();
    printReport(simulation, result, failure, flags.json === true);
    if (result.next !== undefined) tellRest(command, simulation, result);
    if (interruption.exitCode !== undefined && result.next !== undefined)
      return interruption.exitCode;
    return result.tally.failures > 0 || result.died !== undefined ? 1 : 0;
  } finally {
    progress.close();
    interruption.forget();
  }
}

function runSeeds(
  { series, seeds, jobs, heapMb }: Simulation,
  simulator: URL | undefined,
  signal: AbortSignal,
  progress: ProgressView,
): Promise<SweepResult> {
  const total = countSeeds(seeds);
  return sweep({
    series,
    seeds,
    jobs,
    heapMb,
    simulator,
    signal,
    onProgress: ({ done, failures, elapsedMs }) => {
      const note = failures > 0 ? { note: counted(failures, "failure") } : {};
      progress.show({ done, total, elapsedMs, noun: "seed", ...note });
    },
  });
}

/** The first failure, made small and written down. */
async function follow(
  { tally }: SweepResult,
  { series, heapMb }: Simulation,
  progress: ProgressView,
  options: Omit<Parameters<typeof settleFailure>[1], "progress">,
): Promise<Settled | undefined> {
  const [first] = tally.found;
  if (first === undefined) return undefined;
  const scenario = scenarioOf({ ...series, seed: first.seed }, 0);
  return settleFailure(scenario, { ...options, heapMb, progress });
}

/** Says why it is not complete, and how to go on. */
function tellRest(
  command: Command,
  { series, seeds }: Simulation,
  { died, next }: SweepResult,
): void {
  if (died !== undefined) process.stderr.write(`hearsay: ${died}\n`);
  else if (series.seed !== undefined) process.stderr.write("hearsay: interrupted\n");
  else {
    const rest = describeSeeds({ first: next!, last: seeds.last });
    const line = commandLine(command, { seeds: rest });
    process.stderr.write(`hearsay: interrupted before seed ${next}; go on with: ${line}\n`);
  }
}

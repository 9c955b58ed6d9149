/**
 * The program of a worker thread: simulates what it is asked for. A simulation never waits, so one
 * thread can keep one core busy and the main one stays free for people.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import type { Scenario } from "../simulation/scenario.ts";
import { simulate } from "../simulation/simulate.ts";
import { TimingWheel } from "../simulation/timing_wheel.ts";
import { Tally } from "./tally.ts";
import { scenarioOf, type Series } from "./series.ts";
import { type Report, SIGNAL, type Task, type WorkerSettings } from "./task.ts";
import { type Simulate, trial } from "./trial.ts";

const { simulator, signals } = workerData as WorkerSettings;
const shared = new Int32Array(signals);
const program = simulator === undefined ? simulate : await load(simulator);
/** One for all runs: a small run takes less time than the making of a wheel. */
const wheel = new TimingWheel();
const run: Simulate = (scenario, options) => program(scenario, { wheel, ...options });

parentPort!.on("message", (task: Task) => void perform(task));

async function perform(task: Task): Promise<void> {
  switch (task.kind) {
    case "seeds":
      return answer(runSeeds(task.series, task.first, task.count));
    case "one":
      return answer({ kind: "one", outcome: trial(task.scenario, run) });
    case "shrink":
      return shrinkOne(task.scenario, task.endMs);
    default:
      return task satisfies never;
  }
}

function answer(report: Report): void {
  parentPort!.postMessage(report, []);
}

function runSeeds(series: Series, first: number, count: number): Report {
  const tally = new Tally();
  let done = 0;
  Atomics.store(shared, SIGNAL.done, 0);
  while (done < count && Atomics.load(shared, SIGNAL.stop) === 0) {
    const scenario = scenarioOf(series, first + done);
    tally.add(scenario, trial(scenario, run));
    done += 1;
    Atomics.store(shared, SIGNAL.done, done);
  }
  return { kind: "seeds", done, tally: tally.toData() };
}

async function shrinkOne(scenario: Scenario, endMs: number): Promise<void> {
  // Loaded only now: it brings the validator of plans.
  const { shrinkFailure } = await import("./shrink_failure.ts");
  const shrunk = shrinkFailure(scenario, run, {
    isLate: () => Date.now() >= endMs,
    onSmaller: (smaller) => answer({ kind: "smaller", shrunk: smaller }),
  });
  answer({ kind: "shrunk", shrunk });
}

async function load(url: string): Promise<Simulate> {
  const module = (await import(url)) as { simulate: Simulate };
  return module.simulate;
}

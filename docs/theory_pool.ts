/**
 * Trials on all cores. What comes out does not depend on how many there are.
 *
 * @module
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Measured, type Trial, trialKey } from "./theory_trials.ts";

/** More threads do not help the few large trials at the end, and each holds a large world. */
const THREADS_MAX = 8;

/** What was measured, by {@linkcode trialKey}. */
export type Findings = ReadonlyMap<string, Measured>;

/**
 * Runs each of `trials` once, the largest first.
 *
 * @param done Told of each trial when it has ended.
 * @throws Error when a trial fails.
 */
export async function runTrials(
  trials: readonly Trial[],
  done: (trial: Trial, measured: Measured) => void,
): Promise<Findings> {
  const waiting = [...new Map(trials.map((trial) => [trialKey(trial), trial])).values()];
  waiting.sort((a, b) => a.robots * a.seeds - b.robots * b.seeds);
  const findings = new Map<string, Measured>();
  const threads = Math.min(availableParallelism(), THREADS_MAX, waiting.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL("./theory_worker.ts", import.meta.url));
      try {
        for (let trial = waiting.pop(); trial !== undefined; trial = waiting.pop()) {
          worker.postMessage(trial, []);
          // Rejects on "error".
          const [measured] = (await once(worker, "message")) as [Measured];
          findings.set(trialKey(trial), measured);
          done(trial, measured);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return findings;
}

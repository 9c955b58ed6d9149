/**
 * What `hearsay sim` does with a run that failed: makes it small, and writes it down.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Replay, writeReplay } from "../experiment/replay_file.ts";
import type { Shrunk } from "../experiment/shrink.ts";
import { SHRINK_ATTEMPTS_MAX } from "../experiment/shrink.ts";
import { SimThread, type SimThreadOptions, ThreadDied } from "../experiment/sim_thread.ts";
import { counted } from "../observe/footer.ts";
import type { ProgressView } from "../observe/progress.ts";
import type { Scenario } from "../simulation/scenario.ts";

/** Whoever waits for a result does not wait longer for a smaller one. */
const SHRINK_MS_MAX = 60_000;

export interface FailureOptions extends SimThreadOptions {
  readonly shrink: boolean;
  /** Where to write. Absent: in `runs`, by the seed. */
  readonly out?: string | undefined;
  /** Ends the shrinking with what there is. */
  readonly signal: AbortSignal;
  readonly progress: ProgressView;
}

/** A failure that can be seen again. */
export interface Settled extends Omit<Replay, "hearsay"> {
  readonly path: string;
  /** Scenarios that were run to make it small. */
  readonly attempts: number;
}

/**
 * Writes the replay file of a scenario that fails.
 *
 * @throws UserError when the file cannot be written.
 */
export async function settleFailure(
  scenario: Scenario,
  options: FailureOptions,
): Promise<Settled | undefined> {
  const thread = new SimThread(options);
  try {
    const shrunk = options.shrink ? await shrinkIn(thread, scenario, options) : undefined;
    return await write(scenario, shrunk, options);
  } finally {
    await thread.end();
  }
}

/** The smallest failing scenario found in time. */
async function shrinkIn(
  thread: SimThread,
  scenario: Scenario,
  { signal, progress }: FailureOptions,
): Promise<Shrunk | undefined> {
  const beganMs = performance.now();
  let best: Shrunk | undefined;
  const end = (): void => void thread.end();
  signal.addEventListener("abort", end);
  try {
    const report = await thread.perform(
      { kind: "shrink", scenario, endMs: Date.now() + SHRINK_MS_MAX },
      (smaller) => {
        if (smaller.kind !== "smaller") return;
        best = smaller.shrunk;
        progress.show({
          done: best.attempts,
          total: SHRINK_ATTEMPTS_MAX,
          elapsedMs: performance.now() - beganMs,
          noun: "attempt",
          note: `shrunk to ${sizeOf(best.scenario)}`,
        });
      },
    );
    return report.kind === "shrunk" ? report.shrunk : best;
  } catch (error) {
    // Interrupted, or too large to be run again: what there is will do.
    if (!(error instanceof ThreadDied)) throw error;
    return best;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Runs what is left once more, for its trace, and writes it. */
async function write(
  failing: Scenario,
  shrunk: Shrunk | undefined,
  options: FailureOptions,
): Promise<Settled | undefined> {
  const scenario = shrunk?.scenario ?? failing;
  const thread = new SimThread(options);
  try {
    const report = await thread.perform({ kind: "one", scenario });
    if (report.kind !== "one") return undefined;
    const { violations, traceHash } = report.outcome;
    const checker = shrunk?.violation.checker;
    const violation = violations.find((each) => each.checker === checker) ?? violations[0];
    if (violation === undefined) return undefined;
    const path = options.out ?? join("runs", `sim-${fileName(failing.seed)}.json`);
    await writeReplay(path, { scenario, violation, traceHash });
    return { path, scenario, violation, traceHash, attempts: shrunk?.attempts ?? 0 };
  } catch (error) {
    if (!(error instanceof ThreadDied)) throw error;
    return undefined;
  } finally {
    await thread.end();
  }
}

/** What a scenario is made of, in a few words. */
export function sizeOf({ robots, words, plan, skippedTicks = [] }: Scenario): string {
  const parts = [
    counted(robots, "robot"),
    counted(words, "word"),
    counted(plan.rules.length, "rule"),
  ];
  if (skippedTicks.length > 0) parts.push(`without ${counted(skippedTicks.length, "tick")}`);
  return parts.join(", ");
}

/** A seed as part of a file's name. */
function fileName(seed: string): string {
  if (/^[A-Za-z0-9_.-]{1,64}$/.test(seed)) return seed;
  return createHash("sha256").update(seed).digest("hex").slice(0, 16);
}

/**
 * What `hearsay test` does: one test told in full, or many seeds counted.
 *
 * @module
 */
import type { NodeProgram } from "../../robots/node/node.ts";
import { counted } from "../observe/footer.ts";
import { progressOn, type ProgressView } from "../observe/progress.ts";
import { hasColour } from "../observe/terminal.ts";
import type { Verdict } from "../checkers/history/history.ts";
import { NS_PER_S } from "../workbench/clock.ts";
import { lookUpIn, MessageLog } from "../workbench/message_log.ts";
import { commandOf, quoted } from "../workbench/page/plan_flags.ts";
import type { TestPlan } from "../workbench/plan.ts";
import { shrink, type Shrunk } from "../workbench/shrink_case.ts";
import { testInVirtualTime } from "../workbench/run_test.ts";
import { storyOf } from "../workbench/story.ts";
import type { MessageLookup } from "../workbench/story_lines.ts";
import { Interruption } from "./signals.ts";
import { printable } from "./printable.ts";
import { netLogs } from "./test_net_log.ts";
import { keepCase, keepOne, type Kept, type OneOptions, runOne } from "./test_one.ts";
import { planOf, replayOf, type TestFlags } from "./test_request.ts";
import { reportSweep, type SweepRow, sweepRow } from "./test_sweep.ts";
import { type Target, targetOf } from "./test_target.ts";

/** Shrinking ends after this. */
const SHRINK_MS_MAX = 20_000;

/** How often progress of a run in real time is shown. */
const PROGRESS_MS = 500;

/** Tests; returns the exit code. */
export async function performTest(flags: TestFlags, args: readonly string[]): Promise<number> {
  const interruption = new Interruption();
  const progress = progressOn(process.stderr);
  try {
    const verdict = await new TestCommand(flags, args, interruption.signal, progress).perform();
    return interruption.exitCode ?? exitCodeOf(verdict);
  } finally {
    progress.close();
    interruption.forget();
  }
}

function exitCodeOf(verdict: Verdict): number {
  if (verdict === "unknown") return 2;
  return verdict ? 0 : 1;
}

class TestCommand {
  readonly #flags: TestFlags;
  readonly #args: readonly string[];
  readonly #signal: AbortSignal;
  readonly #progress: ProgressView;
  readonly #startedMs = performance.now();

  constructor(
    flags: TestFlags,
    args: readonly string[],
    signal: AbortSignal,
    progress: ProgressView,
  ) {
    this.#flags = flags;
    this.#args = args;
    this.#signal = signal;
    this.#progress = progress;
  }

  async perform(): Promise<Verdict> {
    const flags = this.#flags;
    if (flags.replay !== undefined) return this.#replay(flags.replay);
    const seed = flags.seed ?? String(Math.floor(Math.random() * SEED_BOUND));
    const plan = planOf(flags, this.#args, seed);
    const target = await targetOf(flags);
    return flags.runs === 1 ? this.#one(target, plan) : this.#sweep(target, plan);
  }

  /** One test, told in full. */
  async #one(target: Target, plan: TestPlan): Promise<Verdict> {
    const kept = await this.#watched(target, plan, (options) => this.#keep(options));
    const shrunk = await this.#shrink(target, kept);
    this.#tell(kept, shrunk);
    return kept.tested.outcome.valid;
  }

  async #replay(file: string): Promise<Verdict> {
    const replayed = await replayOf(file, this.#flags.module);
    const { plan, script, module, trace } = replayed;
    const target = await targetOf({ module });
    const kept = await this.#watched(target, plan, (options) => this.#keep({ ...options, script }));
    this.#progress.close();
    if (kept.tested.trace !== trace)
      process.stderr.write(
        "hearsay: it went another way than when it was written: the module or hearsay has changed\n",
      );
    this.#tell(kept, undefined);
    return kept.tested.outcome.valid;
  }

  /** Many seeds, counted. */
  async #sweep(target: Target, first: TestPlan): Promise<Verdict> {
    const { runs } = this.#flags;
    const rows: SweepRow[] = [];
    for (let run = 0; run < runs && !this.#signal.aborted; run++) {
      const plan = { ...first, seed: seedAfter(first.seed, run) };
      // A module's run can be had again; a program's cannot.
      const work = (options: OneOptions): Promise<Kept> =>
        target.program === undefined ? this.#keep(options) : forgetting(options);
      const failed = rows.filter(({ valid }) => valid !== true).length;
      const note = failed > 0 ? { note: `${failed} failed` } : {};
      this.#show({ done: run, total: runs, noun: "seed", ...note });
      // One after the other: tests in real time would disturb each other.
      const kept = await this.#watched(target, plan, work, true);
      if (!this.#signal.aborted) rows.push(sweepRow(kept));
    }
    this.#progress.close();
    const isJson = this.#flags.json === true;
    const verdict = reportSweep(rows, { json: isJson, runs });
    const bad = rows.find(({ valid }) => valid !== true);
    if (bad !== undefined && !isJson && target.program !== undefined && !this.#signal.aborted) {
      process.stdout.write("\nThe first of them:\n");
      await this.#one(target, { ...first, seed: bad.seed });
    }
    return verdict;
  }

  #keep(options: OneOptions): Promise<Kept> {
    const { store } = this.#flags;
    if (store === false) return forgetting(options);
    return keepOne(options, store, commandOf(options.plan, programFlag(this.#flags)));
  }

  /** Runs `work` with progress. */
  async #watched(
    target: Target,
    plan: TestPlan,
    work: (options: OneOptions) => Promise<Kept>,
    isQuiet = false,
  ): Promise<Kept> {
    const totalS = Math.ceil(plan.timeLimitMs / 1000);
    let phase = "starting";
    const startedMs = performance.now();
    const show = (doneS: number): void =>
      this.#show({
        done: Math.min(Math.floor(doneS), totalS),
        total: totalS,
        noun: "second",
        note: phase,
      });
    const isReal = target.program === undefined;
    const timer =
      isReal && !isQuiet
        ? setInterval(() => show((performance.now() - startedMs) / 1000), PROGRESS_MS)
        : undefined;
    try {
      return await work({
        target,
        plan,
        signal: this.#signal,
        journals: netLogs(this.#flags),
        ...(this.#flags.logStderr === true
          ? {
              log: (node: string, line: string) =>
                void process.stderr.write(`${node}: ${printable(line)}\n`),
            }
          : {}),
        watch: {
          phase: (what) => {
            phase = what;
          },
        },
        progress: (nowNs) => {
          if (!isQuiet) show(nowNs / NS_PER_S);
        },
      });
    } finally {
      clearInterval(timer);
    }
  }

  async #shrink(target: Target, { tested, folder }: Kept): Promise<ShrunkAndTold | undefined> {
    const { program } = target;
    const { valid, complaints } = tested.outcome;
    // Of a figure that is too high a smaller test says nothing.
    const isFailure = valid !== true && complaints[0]?.anomaly !== "expectation";
    if (!isFailure || program === undefined || !this.#flags.shrink || this.#signal.aborted)
      return undefined;
    const untilMs = performance.now() + SHRINK_MS_MAX;
    const shrunk = await shrink(tested, {
      program,
      isLate: () => this.#signal.aborted || performance.now() > untilMs,
      onSmaller: ({ case: { script }, trials }) =>
        this.#show({
          done: trials,
          total: trials,
          noun: "trial",
          note: `shrinking: ${script.operations.length} operations left`,
        }),
    });
    if (folder !== undefined) await keepCase(folder, target.name, shrunk);
    return told(shrunk, program);
  }

  #tell({ tested, folder, messages }: Kept, shrunk: ShrunkAndTold | undefined): void {
    this.#progress.close();
    const { outcome, trace } = tested;
    if (this.#flags.json === true) {
      const text = JSON.stringify({
        ...(outcome.results as object),
        trace,
        folder: folder ?? null,
      });
      process.stdout.write(`${text}\n`);
      return;
    }
    const colour = hasColour(process.stdout, process.env);
    process.stdout.write(
      storyOf(outcome, {
        colour,
        ...(messages === undefined ? {} : { messages }),
        ...(folder === undefined ? {} : { folder }),
      }),
    );
    if (shrunk !== undefined) process.stdout.write(shrunkText(shrunk, folder, colour));
  }

  #show(progress: { done: number; total: number; noun: string; note?: string }): void {
    this.#progress.show({ ...progress, elapsedMs: performance.now() - this.#startedMs });
  }
}

/** Seeds that are made up have up to nine digits: easy to type again. */
const SEED_BOUND = 1_000_000_000;

/** Seeds that are numbers are counted on; others get a number behind them. */
function seedAfter(seed: string, run: number): string {
  if (run === 0) return seed;
  return /^\d{1,15}$/.test(seed) ? String(Number(seed) + run) : `${seed}-${run}`;
}

interface ShrunkAndTold extends Shrunk {
  readonly messages: MessageLookup;
}

/** The smallest test once more, with its messages: there are few. */
async function told(shrunk: Shrunk, program: NodeProgram): Promise<ShrunkAndTold> {
  const pieces: string[] = [];
  const log = new MessageLog((lines) => void pieces.push(lines));
  await testInVirtualTime({ ...shrunk.case, program, journals: [log] });
  log.flush();
  return { ...shrunk, messages: lookUpIn(() => pieces) };
}

async function forgetting(options: OneOptions): Promise<Kept> {
  return { tested: await runOne(options), folder: undefined, messages: undefined };
}

function programFlag({ bin, module }: TestFlags): string {
  return module === undefined ? `--bin ${quoted(bin ?? "")}` : `--module ${quoted(module)}`;
}

function shrunkText(
  { case: smallest, tested, trials, messages }: ShrunkAndTold,
  folder: string | undefined,
  colour: boolean,
): string {
  const { operations, strikes } = smallest.script;
  const parts = `${counted(operations.length, "operation")} and ${counted(strikes.length, "step")} of the nemesis`;
  const head = `\nThe smallest test found that fails so (${counted(trials, "trial")}): ${parts}\n`;
  const again =
    folder === undefined ? "" : `  again: hearsay test --replay ${quoted(`${folder}/case.json`)}\n`;
  return head + storyOf(tested.outcome, { messages, colour }) + again;
}

/**
 * The rows of the matrix at work, one after the other, one seed after the other, with progress.
 *
 * @module
 */
import type { NamedProgram } from "../../robots/glomers/programs.ts";
import { faultsOf, type Hardships } from "../glomers/hardships.ts";
import type { Row } from "../glomers/row.ts";
import { seedResult, type SeedResult, type Standing } from "../glomers/standing.ts";
import type { ProgressView } from "../observe/progress.ts";
import { NS_PER_S } from "../workbench/clock.ts";
import { RECOVERY_MS } from "../workbench/conduct.ts";
import type { TestPlan } from "../workbench/plan.ts";
import { workloadOf } from "../workbench/workloads/registry.ts";
import type { GlomersFlags, SeededFlags } from "./glomers_flags.ts";
import { planOfRow } from "./glomers_plan.ts";
import { repeating } from "./glomers_report.ts";
import { processTarget, type RowTarget, virtualTarget } from "./glomers_target.ts";
import { keepOne, type Kept, type OneOptions, runOne } from "./test_one.ts";

/** How often progress in real time is shown. */
const PROGRESS_MS = 500;

const NOT_THERE = "is not there: robots/glomers/programs.ts has no program of that name";

export type Programs = Readonly<Record<string, NamedProgram>>;

/** A row and the plan of its first seed. */
interface Planned {
  readonly row: Row;
  readonly plan: TestPlan;
}

export class Matrix {
  readonly #flags: SeededFlags;
  readonly #programs: Programs;
  readonly #signal: AbortSignal;
  readonly #progress: ProgressView;
  readonly #startedMs = performance.now();
  #totalS = 0;
  /** Of the tests that came to an end. */
  #doneS = 0;
  #last: Kept | undefined;

  constructor(flags: SeededFlags, programs: Programs, signal: AbortSignal, progress: ProgressView) {
    this.#flags = flags;
    this.#programs = programs;
    this.#signal = signal;
    this.#progress = progress;
  }

  /** What came of the last test. */
  get last(): Kept | undefined {
    return this.#last;
  }

  async run(rows: readonly Row[]): Promise<Standing[]> {
    const { seed, strict = false, delivery } = this.#flags;
    const hardships = hardshipsOf(this.#flags);
    const planned = rows.map((row) => ({
      row,
      plan: planOfRow(row, String(seed), { strict, delivery, hardships }),
    }));
    for (const { row, plan } of planned)
      if (this.#has(row)) this.#totalS += secondsOf(plan) * this.#flags.seeds;
    const standings: Standing[] = [];
    for (const each of planned) standings.push(await this.#row(each));
    return standings;
  }

  async #row({ row, plan }: Planned): Promise<Standing> {
    const done: SeedResult[] = [];
    const { seed: first, seeds } = this.#flags;
    const standing = { row, faults: faultsOf(plan), missing: undefined, seeds, done };
    if (!this.#has(row)) return { ...standing, missing: `${row.program} ${NOT_THERE}` };
    if (this.#signal.aborted) return standing;
    const ready = await this.#target(row, plan);
    if (typeof ready === "string") return { ...standing, missing: ready };
    // One after the other: tests in real time would disturb each other.
    for (let n = 0; n < seeds; n++) {
      const seed = String(first + n);
      const kept = await this.#seed(row, ready, seed);
      if (this.#signal.aborted) break;
      this.#doneS += secondsOf(plan);
      done.push(seedResult(kept.tested.outcome, kept.folder));
      this.#last = kept;
    }
    return standing;
  }

  /** Or why there is none. */
  async #target({ program }: Row, plan: TestPlan): Promise<RowTarget | string> {
    if (this.#flags.virtual !== true) return processTarget(program, plan);
    try {
      return await virtualTarget(program, this.#programs[program]!, plan);
    } catch (error) {
      return `${program} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** One test, with progress. */
  async #seed(row: Row, { target, plan }: RowTarget, seed: string): Promise<Kept> {
    const options: OneOptions = {
      target,
      plan: { ...plan, seed },
      signal: this.#signal,
      journals: [],
      progress: (nowNs) => this.#show(row, seed, nowNs / NS_PER_S),
    };
    const startedMs = performance.now();
    const show = (): void => this.#show(row, seed, (performance.now() - startedMs) / 1000);
    const isReal = target.program === undefined;
    this.#show(row, seed, 0);
    const timer = isReal ? setInterval(show, PROGRESS_MS) : undefined;
    try {
      const { store } = this.#flags;
      const keep = (): Promise<Kept> =>
        keepOne(options, store as string, repeating(this.#flags, row, seed));
      if (store !== false && isReal) return await keep();
      const tested = await runOne(options);
      // In virtual time it goes the same way again.
      const isWorthIt = tested.outcome.valid !== true && store !== false && !this.#signal.aborted;
      return isWorthIt ? await keep() : { tested, folder: undefined, messages: undefined };
    } finally {
      clearInterval(timer);
    }
  }

  #has({ program }: Row): boolean {
    return Object.hasOwn(this.#programs, program);
  }

  #show({ id }: Row, seed: string, seconds: number): void {
    const total = Math.ceil(this.#totalS);
    this.#progress.show({
      done: Math.min(Math.floor(this.#doneS + seconds), total),
      total,
      elapsedMs: performance.now() - this.#startedMs,
      noun: "second",
      note: this.#flags.seeds === 1 ? `row ${id}` : `row ${id}, seed ${seed}`,
    });
  }
}

function hardshipsOf({ nemesis, nemesisInterval, loss, duplicate }: GlomersFlags): Hardships {
  return {
    nemesis,
    loss,
    duplicate,
    ...(nemesisInterval === undefined ? {} : { nemesisIntervalMs: nemesisInterval * 1000 }),
  };
}

/** How long a test takes by its own clock, but for starting and final reads. */
function secondsOf(plan: TestPlan): number {
  const recoveryMs = workloadOf(plan).finalSource === undefined ? 0 : RECOVERY_MS;
  return (plan.timeLimitMs + recoveryMs) / 1000;
}

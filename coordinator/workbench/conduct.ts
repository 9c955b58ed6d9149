/**
 * A test from beginning to end, in real or virtual time: start the nodes, name them, let clients work
 * while the nemesis strikes, heal everything, wait, read for the last time, and end. Unlike in Maelstrom
 * the end of the time limit heals, and not that of the last operation.
 *
 * @module
 */
import type { HistoryEvent } from "../checkers/history/history.ts";
import { type Clock, NS_PER_MS, NS_PER_S, sleep } from "./clock.ts";
import type { Journal } from "./envelope.ts";
import { faultSchedule, type Strike } from "./fault_schedule.ts";
import type { BadOutput, Crash, HostMaker } from "./host.ts";
import { joined } from "./journals.ts";
import { Lives } from "./lives.ts";
import { Network } from "./network.ts";
import { type Begun, PacedPhase, type Phase, RushedPhase, ScriptedPhase } from "./phases.ts";
import type { TestPlan } from "./plan.ts";
import type { BadAnswer, RunRecord } from "./record.ts";
import { attachServices } from "./services/services.ts";
import { Threads } from "./threads.ts";
import type { Workload } from "./workload.ts";

/** Between the end of the faults and the final reads, as in Maelstrom. */
export const RECOVERY_MS = 10_000;

/** For the final reads. */
export const FINAL_MS_MAX = 10_000;

/** Of a message. */
const QUOTED_MAX = 120;

/** Reports of each kind that are kept: the first ones tell most. */
const REPORTS_MAX = 1000;

/** Messages of nodes within a second. Two thousand times what a challenge allows. */
const FLOOD_MESSAGES = 1_000_000;

/** What a run is made of, when it is not drawn from the plan: a part of an earlier one. */
export interface Script {
  readonly operations: readonly Begun[];
  readonly strikes: readonly Strike[];
}

export interface ConductOptions {
  readonly plan: TestPlan;
  readonly clock: Clock;
  readonly host: HostMaker;
  readonly workload: Workload;
  readonly journal: Journal;
  readonly script?: Script;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
  readonly watch?: Watcher;
}

/** Hears how it goes. */
export interface Watcher {
  phase?(what: string): void;
  event?(event: HistoryEvent): void;
  strike?(strike: Strike): void;
}

/** A run and how it could be run again piece by piece. */
export interface Conducted {
  readonly record: RunRecord;
  readonly script: Script;
}

/** Conducts a test. It resolves when everything that it started has ended. */
export async function conduct(options: ConductOptions): Promise<Conducted> {
  const run = new Run(options);
  try {
    await run.perform();
  } finally {
    await run.end();
  }
  return run.conducted();
}

class Run {
  readonly #options: ConductOptions;
  readonly #network: Network;
  readonly #lives: Lives;
  readonly #history: HistoryEvent[] = [];
  readonly #nodeOf = new Map<number, string>();
  readonly #strikes: Strike[] = [];
  readonly #begun: Begun[] = [];
  readonly #crashes: Crash[] = [];
  readonly #badOutput: BadOutput[] = [];
  readonly #badAnswers: BadAnswer[] = [];
  /** Names of clients that there are or were. */
  readonly #clients = new Set<string>();
  #threads: Threads | undefined;
  #phase: Phase | undefined;
  #broken: string | undefined;
  #break: (why: string) => void = () => {};

  constructor(options: ConductOptions) {
    this.#options = options;
    const { plan, clock, journal } = options;
    this.#network = new Network({ clock, plan, journal: joined([journal, this.#flood()]) });
    attachServices({ network: this.#network, seed: plan.seed });
    this.#lives = new Lives({
      plan,
      clock,
      network: this.#network,
      host: options.host,
      clientName: () => this.#clientName(),
      wasClient: (name) => this.#clients.has(name),
      crashed: (crash) => {
        keep(this.#crashes, crash);
        if (this.#lives.running === 0) this.#break("all nodes have ended");
      },
      badOutput: (bad) => keep(this.#badOutput, bad),
    });
  }

  async perform(): Promise<void> {
    const { signal } = this.#options;
    const broken = new Promise<string>((resolve) => {
      this.#break = resolve;
    });
    const interrupt = (): void => this.#break("interrupted");
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener("abort", interrupt, { once: true });
    this.#broken = await Promise.race([this.#phases(), broken]);
    signal?.removeEventListener("abort", interrupt);
  }

  async end(): Promise<void> {
    this.#phase?.end();
    this.#threads?.close();
    await this.#lives.stop();
  }

  conducted(): Conducted {
    const record: RunRecord = {
      plan: this.#options.plan,
      history: this.#history,
      nodeOf: this.#nodeOf,
      strikes: this.#strikes,
      crashes: this.#crashes,
      badOutput: this.#badOutput,
      badAnswers: this.#badAnswers,
      endedNs: this.#options.clock.nowNs(),
      ...(this.#broken === undefined ? {} : { broken: this.#broken }),
    };
    return { record, script: { operations: this.#begun, strikes: this.#strikes } };
  }

  /** Resolves with why it ended before its time. */
  async #phases(): Promise<string | undefined> {
    const { plan, workload, watch } = this.#options;
    watch?.phase?.("starting");
    const problem = (await this.#lives.begin()) ?? (await this.#openThreads());
    if (problem !== undefined) return problem;
    watch?.phase?.("running");
    await this.#main();
    if (workload.finalSource === undefined || plan.timeLimitMs === 0) return undefined;
    watch?.phase?.("recovering");
    await sleep(this.#options.clock, RECOVERY_MS * NS_PER_MS);
    watch?.phase?.("final reads");
    await this.#final();
    return undefined;
  }

  #openThreads(): Promise<string | undefined> {
    const { plan, clock, workload, watch } = this.#options;
    this.#threads = new Threads({
      clock,
      network: this.#network,
      workload,
      nodes: plan.nodes,
      concurrency: plan.concurrency,
      clientName: () => this.#clientName(),
      write: (event) => {
        this.#history.push(event);
        this.#phase?.heard(event);
        watch?.event?.(event);
      },
      opened: (id, node) => this.#nodeOf.set(id, node),
      badAnswer: (bad) => keep(this.#badAnswers, bad),
      freed: (thread) => this.#phase?.freed(thread),
    });
    const greeting = workload.greeting?.();
    if (greeting === undefined) return Promise.resolve(undefined);
    const { answer, ...content } = greeting;
    return this.#threads.greet(content, answer);
  }

  async #main(): Promise<void> {
    const { plan, clock, script } = this.#options;
    const startNs = clock.nowNs();
    const strikes = script?.strikes ?? faultSchedule(plan);
    // A script's times are those of its run, a schedule's begin with the main phase.
    const offsetNs = script === undefined ? startNs : 0;
    const cancels = strikes.map((strike) => {
      const atNs = strike.atNs + offsetNs;
      return clock.at(atNs, () => this.#strike({ ...strike, atNs }));
    });
    // What is still asked at the end shall be answered, as far as it can be.
    const finish = (): void => {
      for (const cancel of cancels) cancel();
      this.#phase?.end();
      for (const cure of this.#lives.cures(clock.nowNs())) this.#strike(cure);
    };
    const limitNs = plan.timeLimitMs * NS_PER_MS;
    if (script === undefined && plan.rate === 0) {
      await sleep(clock, limitNs);
    } else {
      this.#phase = this.#mainPhase();
      cancels.push(clock.at(startNs + limitNs, finish));
      await this.#phase.over;
    }
    finish();
    this.#phase = undefined;
  }

  #mainPhase(): Phase {
    const { plan, clock, workload, script } = this.#options;
    const begun = (operation: Begun): void => void this.#begun.push(operation);
    const common = { clock, threads: this.#threads!, begun };
    if (script !== undefined) return new ScriptedPhase({ ...common, script: script.operations });
    const { rate, seed } = plan;
    return new PacedPhase({ ...common, source: workload.source(), rate, seed });
  }

  async #final(): Promise<void> {
    const { plan, clock, workload } = this.#options;
    this.#phase = new RushedPhase({
      clock,
      threads: this.#threads!,
      source: workload.finalSource!(),
      begun: () => {},
      seed: plan.seed,
    });
    const phase = this.#phase;
    const cancel = clock.at(clock.nowNs() + FINAL_MS_MAX * NS_PER_MS, () => phase.end());
    await phase.over;
    cancel();
    this.#phase = undefined;
  }

  /** Ends a run whose nodes send ever more: it would end in no memory instead of a verdict. */
  #flood(): Journal {
    let second = 0;
    let messages = 0;
    return {
      sent: ({ src, dest, body }, atNs) => {
        const now = Math.floor(atNs / NS_PER_S);
        if (now !== second) messages = 0;
        second = now;
        messages += 1;
        if (messages === FLOOD_MESSAGES) {
          const last = `the last from ${src} to ${dest}: ${JSON.stringify(body).slice(0, QUOTED_MAX)}`;
          this.#break(`a flood of ${FLOOD_MESSAGES} messages within a second, ${last}`);
        }
      },
      received: () => {},
      lost: () => {},
      duplicated: () => {},
    };
  }

  #strike(strike: Strike): void {
    // After the run's end, or once the final reads have begun, nothing strikes any more.
    if (!this.#lives.strike(strike)) return;
    this.#strikes.push(strike);
    this.#options.watch?.strike?.(strike);
  }

  #clientName(): string {
    const name = `c${this.#clients.size}`;
    this.#clients.add(name);
    return name;
  }
}

function keep<T>(reports: T[], report: T): void {
  if (reports.length < REPORTS_MAX) reports.push(report);
}

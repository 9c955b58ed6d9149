/**
 * Who performs which operation when: at a rate, as Jepsen staggers it, or as fast as the threads can.
 *
 * @module
 */
import { type Random, KeyedRandom, randomBelow } from "../../robots/engine/random.ts";
import type { HistoryEvent } from "../checkers/history/history.ts";
import { type Cancel, type Clock, NS_PER_MS, NS_PER_S } from "./clock.ts";
import type { Threads } from "./threads.ts";
import type { Ask, Source } from "./workload.ts";

/** How soon a source is asked again that had nothing for anybody, though nobody was at work. */
const LATER_MS = 10;

/** An operation as it was begun: enough to begin it again. */
export interface Begun {
  readonly atNs: number;
  readonly thread: number;
  readonly ask: Ask;
}

/** A phase that is under way. */
export interface Phase {
  /** Some thread became free. */
  freed(thread: number): void;
  /** Something was written into the history. */
  heard(event: HistoryEvent): void;
  /** Begins nothing more. */
  end(): void;
  /** Resolves when nothing more is to begin and nobody is at work. */
  readonly over: Promise<void>;
}

interface PhaseOptions {
  readonly clock: Clock;
  readonly threads: Threads;
  readonly source: Source;
  readonly begun: (begun: Begun) => void;
}

/** What phases have in common: when they are over. */
abstract class BasePhase implements Phase {
  protected readonly clock: Clock;
  protected readonly threads: Threads;
  protected readonly source: Source;
  readonly #begun: (begun: Begun) => void;
  readonly over: Promise<void>;
  #settle: () => void = () => {};
  protected isEnding = false;

  constructor({ clock, threads, source, begun }: PhaseOptions) {
    this.clock = clock;
    this.threads = threads;
    this.source = source;
    this.#begun = begun;
    this.over = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  abstract freed(thread: number): void;

  heard(event: HistoryEvent): void {
    this.source.heard?.(event);
  }

  end(): void {
    this.isEnding = true;
    this.settleIfIdle();
  }

  protected settleIfIdle(): void {
    if (this.isEnding && this.threads.busy === 0) this.#settle();
  }

  protected begin(thread: number, ask: Ask): void {
    this.#begun({ atNs: this.clock.nowNs(), thread, ask });
    this.threads.perform(thread, ask);
  }
}

/**
 * Operations at a rate: the pauses are uniform from 0 to twice their mean. When every thread is at work
 * the next one waits for the first that is free; what was missed is not made up for.
 */
export class PacedPhase extends BasePhase {
  readonly #meanNs: number;
  readonly #draws: KeyedRandom;
  #slot = 0;
  #dueNs: number;
  #isDue = false;
  #timer: Cancel = () => {};

  constructor(options: PhaseOptions & { readonly rate: number; readonly seed: string }) {
    super(options);
    this.#meanNs = NS_PER_S / options.rate;
    this.#draws = new KeyedRandom(`${options.seed}:operations`);
    this.#dueNs = this.clock.nowNs();
    this.#wait();
  }

  freed(): void {
    if (this.#isDue) this.#due();
    this.settleIfIdle();
  }

  override end(): void {
    this.#timer();
    this.#isDue = false;
    super.end();
  }

  #wait(): void {
    this.#slot += 1;
    this.#draws.aim(this.#slot, 0);
    this.#dueNs += Math.round(2 * this.#meanNs * this.#draws.next());
    this.#timer = this.clock.at(this.#dueNs, () => this.#due());
  }

  #due(): void {
    if (this.isEnding) return;
    this.#draws.aim(this.#slot, 1);
    const chosen = this.#choose(this.#draws.next);
    if (chosen === "done") {
      this.end();
      return;
    }
    this.#isDue = chosen === "later";
    if (chosen === "later") {
      if (this.threads.busy === 0)
        this.#timer = this.clock.at(this.clock.nowNs() + LATER_MS * NS_PER_MS, () => this.#due());
      return;
    }
    // A timer that came a little late must not slow the run down; a run that could not keep up goes on
    // from here.
    if (this.clock.nowNs() - this.#dueNs > this.#meanNs * BEHIND_MAX)
      this.#dueNs = this.clock.nowNs();
    this.#wait();
    this.begin(chosen.thread, chosen.ask);
  }

  /** Asks the source for one free thread after the other, in a random order. */
  #choose(random: Random): { thread: number; ask: Ask } | "later" | "done" {
    const { count } = this.threads;
    const first = randomBelow(random, count);
    let done = 0;
    for (let i = 0; i < count; i++) {
      const thread = (first + i) % count;
      if (!this.threads.isFree(thread)) continue;
      const next = this.source.next(this.threads.worker(thread), random);
      if (next === "done") done += 1;
      else if (next !== "later") return { thread, ask: next };
    }
    return done === count ? "done" : "later";
  }
}

/** Slots that may be behind before the run gives up to make up for them. */
const BEHIND_MAX = 10;

/** Every thread on its own, one operation after the other, until the source says `done` to each. */
export class RushedPhase extends BasePhase {
  readonly #done = new Set<number>();
  readonly #draws: KeyedRandom;
  readonly #asked: number[];

  constructor(options: PhaseOptions & { readonly seed: string }) {
    super(options);
    this.#draws = new KeyedRandom(`${options.seed}:final`);
    this.#asked = Array.from({ length: this.threads.count }, () => 0);
    for (let thread = 0; thread < this.threads.count; thread++) this.#soon(thread, 0);
  }

  freed(thread: number): void {
    this.#soon(thread, 0);
    this.settleIfIdle();
  }

  #soon(thread: number, ms: number): void {
    this.clock.at(this.clock.nowNs() + ms * NS_PER_MS, () => this.#next(thread));
  }

  #next(thread: number): void {
    if (this.isEnding || !this.threads.isFree(thread)) return;
    this.#asked[thread]! += 1;
    this.#draws.aim(thread, this.#asked[thread]);
    const next = this.source.next(this.threads.worker(thread), this.#draws.next);
    if (next === "later") this.#soon(thread, LATER_MS);
    else if (next === "done") {
      this.#done.add(thread);
      if (this.#done.size === this.threads.count) this.end();
    } else this.begin(thread, next);
  }
}

/** Operations that were recorded: each on its thread, not before its time. */
export class ScriptedPhase extends BasePhase {
  readonly #waiting: Begun[][];

  constructor(options: Omit<PhaseOptions, "source"> & { readonly script: readonly Begun[] }) {
    super({ ...options, source: { next: () => "done" } });
    this.#waiting = Array.from({ length: this.threads.count }, () => []);
    for (const begun of options.script) {
      this.clock.at(begun.atNs, () => {
        this.#waiting[begun.thread]?.push(begun);
        this.freed(begun.thread);
      });
    }
  }

  freed(thread: number): void {
    if (!this.isEnding && this.threads.isFree(thread)) {
      const next = this.#waiting[thread]?.shift();
      if (next !== undefined) this.begin(thread, next.ask);
    }
    this.settleIfIdle();
  }
}

/**
 * A sweep: the same experiment with many seeds, on all cores.
 *
 * @module
 */
import type { Series } from "./series.ts";
import { countSeeds, type SeedRange } from "./seeds.ts";
import { SimThread, type SimThreadOptions, ThreadDied } from "./sim_thread.ts";
import { Tally, type TallyData } from "./tally.ts";

/** Seeds handed to a worker at once: some tenths of a second, so that none waits for another. */
const CHUNK_SEEDS_MAX = 200;

/** Robots simulated in one chunk: with many in a run, chunks are shorter. */
const CHUNK_ROBOTS_MAX = 10_000;

/** Chunks for each worker at least, so that all end at about the same time. */
const CHUNKS_PER_JOB = 4;

/** How long workers may take to end their present seed before they are ended anyway. */
const STOP_MS = 2000;

/** How often progress is told. */
const PROGRESS_MS = 100;

export interface SweepOptions extends SimThreadOptions {
  readonly series: Series;
  readonly seeds: SeedRange;
  /** Worker threads, at most; never more than there is work for. */
  readonly jobs: number;
  /** Stops it; what was done stays done. */
  readonly signal?: AbortSignal;
  /** Told ten times a second how far it is. */
  readonly onProgress?: (progress: SweepProgress) => void;
}

export interface SweepProgress {
  /** Seeds done, in whatever order. */
  readonly done: number;
  /** Runs with a violation, as far as they are in order. */
  readonly failures: number;
  readonly elapsedMs: number;
}

export interface SweepResult {
  /** Of all seeds from the first one to just before {@linkcode next}. */
  readonly tally: Tally;
  /** The first seed that is not done. Absent: all are. */
  readonly next?: number;
  readonly elapsedMs: number;
  /** Why it did not come to its end, though nobody stopped it: one line. */
  readonly died?: string;
}

/** Seeds that one worker has at a time. */
interface Chunk {
  readonly first: number;
  readonly count: number;
}

/** Runs every seed. */
export function sweep(options: SweepOptions): Promise<SweepResult> {
  return new Sweep(options).run();
}

class Sweep {
  readonly #options: SweepOptions;
  readonly #tally = new Tally();
  readonly #chunkSeeds: number;
  readonly #threads: SimThread[] = [];
  /** Chunks that are done while an earlier one is not: only whole beginnings count. */
  readonly #early = new Map<number, { done: number; tally: TallyData }>();
  /** The first seed that nobody has been given. */
  #unassigned: number;
  /** The first seed that is not in the tally. */
  #next: number;
  #died: string | undefined;
  #stopping = false;

  constructor(options: SweepOptions) {
    const { seeds, jobs, series } = options;
    this.#options = options;
    this.#unassigned = seeds.first;
    this.#next = seeds.first;
    this.#chunkSeeds = Math.max(
      1,
      Math.min(
        CHUNK_SEEDS_MAX,
        Math.floor(CHUNK_ROBOTS_MAX / series.base.robots),
        Math.ceil(countSeeds(seeds) / (jobs * CHUNKS_PER_JOB)),
      ),
    );
  }

  async run(): Promise<SweepResult> {
    const { jobs, seeds, signal, onProgress } = this.#options;
    const beganMs = performance.now();
    const elapsedMs = (): number => performance.now() - beganMs;
    const stop = (): void => this.#stop();
    signal?.addEventListener("abort", stop);
    const tell = (): void =>
      onProgress?.({
        done: this.#done(),
        failures: this.#tally.failures,
        elapsedMs: elapsedMs(),
      });
    const timer = setInterval(tell, PROGRESS_MS);
    try {
      const needed = Math.min(jobs, Math.ceil(countSeeds(seeds) / this.#chunkSeeds));
      if (signal?.aborted !== true) {
        await Promise.all(Array.from({ length: needed }, () => this.#work()));
      }
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", stop);
      await Promise.all(this.#threads.map((thread) => thread.end()));
    }
    tell();
    return {
      tally: this.#tally,
      elapsedMs: elapsedMs(),
      ...(this.#next <= seeds.last && { next: this.#next }),
      ...(this.#died !== undefined && { died: this.#died }),
    };
  }

  /** One worker's way, chunk by chunk. */
  async #work(): Promise<void> {
    const thread = new SimThread(this.#options);
    this.#threads.push(thread);
    for (let chunk = this.#take(); chunk !== undefined; chunk = this.#take()) {
      try {
        const report = await thread.perform({
          kind: "seeds",
          series: this.#options.series,
          ...chunk,
        });
        if (report.kind === "seeds") this.#finished(chunk, report.done, report.tally);
      } catch (error) {
        if (!(error instanceof ThreadDied)) throw error;
        this.#lost(chunk, thread.done, error.message);
        return;
      }
    }
  }

  #take(): Chunk | undefined {
    const { last } = this.#options.seeds;
    if (this.#stopping || this.#died !== undefined || this.#unassigned > last) return undefined;
    const first = this.#unassigned;
    const count = Math.min(this.#chunkSeeds, last - first + 1);
    this.#unassigned = first + count;
    return { first, count };
  }

  #finished({ first }: Chunk, done: number, tally: TallyData): void {
    this.#early.set(first, { done, tally });
    for (;;) {
      const ready = this.#early.get(this.#next);
      if (ready === undefined || ready.done === 0) return;
      this.#early.delete(this.#next);
      this.#tally.merge(ready.tally);
      this.#next += ready.done;
    }
  }

  #lost({ first, count }: Chunk, done: number, reason: string): void {
    // A thread that we ended ourselves is no news. Others end what they have, but get no more.
    if (this.#stopping) return;
    const range = `${first}..${first + count - 1}`;
    this.#died = `the worker of seeds ${range} died at seed ${first + done}: ${reason}`;
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const thread of this.#threads) thread.stop();
    setTimeout(() => {
      for (const thread of this.#threads) void thread.end();
    }, STOP_MS).unref();
  }

  #done(): number {
    const inOrder = this.#next - this.#options.seeds.first;
    const early = [...this.#early.values()].reduce((sum, { done }) => sum + done, 0);
    const present = this.#threads.reduce((sum, thread) => sum + thread.done, 0);
    return inOrder + early + present;
  }
}

/**
 * The hunt for planted bugs: each is given seeds until a checker objects, by worker threads that take
 * one after the other.
 *
 * @module
 */
import { Worker } from "node:worker_threads";

import type { Shrunk } from "../../coordinator/experiment/shrink.ts";
import type { Edit, Mutant } from "./mutants/mutant.ts";

/** What a worker is asked. */
export interface HuntTask {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly wire: boolean;
  /** Seeds from 1 on, at most. */
  readonly seeds: number;
  /** How long it may shrink, milliseconds; 0: not at all. */
  readonly shrinkMs: number;
}

/** What became of a bug. */
export interface Hunted {
  readonly name: string;
  /** The checker that objected first; `undefined`: none did. */
  readonly checker: string | undefined;
  /** What it said; or why there is no more. */
  readonly what: string;
  /** Seeds that were run. */
  readonly seeds: number;
  readonly elapsedMs: number;
  readonly shrunk?: Shrunk;
  /** What happens in the shrunk run: ticks, deliveries, deaths and all else but what follows at once. */
  readonly events?: number;
}

export interface HuntOptions {
  readonly seeds: number;
  readonly jobs: number;
  readonly shrinkMs?: number;
  readonly onHunted?: (hunted: Hunted) => void;
}

/** A worker that has not answered for so long is in a loop without end. */
const SILENCE_MS_MAX = 60_000;

/** Hunts each of `tasks`; the results are in their order. */
export async function hunt(
  tasks: readonly Omit<HuntTask, "seeds" | "shrinkMs">[],
  { seeds, jobs, shrinkMs = 0, onHunted }: HuntOptions,
): Promise<Hunted[]> {
  const results: Hunted[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    let hunter = new Hunter();
    while (next < tasks.length) {
      const number = next++;
      const hunted = await hunter.ask({ ...tasks[number]!, seeds, shrinkMs });
      results[number] = hunted;
      onHunted?.(hunted);
      if (hunter.isOver) hunter = new Hunter();
    }
    await hunter.end();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work));
  return results;
}

/** One worker thread. */
class Hunter {
  readonly #worker = new Worker(new URL("./mutant_worker.ts", import.meta.url));
  #settle: (hunted: Hunted) => void = () => {};
  #name = "";
  isOver = false;

  constructor() {
    this.#worker.on("message", (hunted: Hunted) => this.#settle(hunted));
    this.#worker.on("error", (error) => this.#lost(String(error)));
  }

  async ask(task: HuntTask): Promise<Hunted> {
    this.#name = task.name;
    const waitMs = SILENCE_MS_MAX + task.shrinkMs;
    const timer = setTimeout(() => this.#lost(`no answer within ${waitMs} ms`), waitMs);
    try {
      return await new Promise<Hunted>((resolve) => {
        this.#settle = resolve;
        this.#worker.postMessage(task, []);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #lost(what: string): void {
    this.isOver = true;
    void this.#worker.terminate();
    this.#settle({ name: this.#name, checker: undefined, what, seeds: 0, elapsedMs: 0 });
  }
}

/** The task of a mutant. */
export function taskOf(
  { name, wire = false }: Mutant,
  edits: readonly Edit[],
): Omit<HuntTask, "seeds" | "shrinkMs"> {
  return { name, edits, wire };
}

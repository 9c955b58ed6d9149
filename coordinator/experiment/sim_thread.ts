/**
 * A worker thread that simulates, as the main thread sees it.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { type Report, SIGNAL, type Task, type WorkerSettings } from "./task.ts";

export interface SimThreadOptions {
  /** A module that exports `simulate`, in place of the real one. */
  readonly simulator?: URL | undefined;
  /** Heap that one simulation may need, MiB. Absent: as much as Node gives. */
  readonly heapMb?: number | undefined;
}

/** A thread ended by itself: memory ran out, or there is a bug. */
export class ThreadDied extends Error {
  override readonly name = "ThreadDied";
}

/**
 * Young objects in MiB. Most of what a simulation makes dies at once: with room for more of it the
 * collector copies less.
 */
const YOUNG_MB = 96;

/** Not below what Node gives anyway. */
const HEAP_MB_MIN = 4096;

export class SimThread {
  readonly #worker: Worker;
  readonly #signals = new Int32Array(new SharedArrayBuffer(8));
  #waiting: { onReport: (report: Report) => void; reject: (error: Error) => void } | undefined;
  #reason: string | undefined;
  #isOver = false;

  constructor({ simulator, heapMb = 0 }: SimThreadOptions = {}) {
    const settings: WorkerSettings = {
      simulator: simulator?.href,
      signals: this.#signals.buffer,
    };
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: settings,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.max(HEAP_MB_MIN, heapMb),
        maxYoungGenerationSizeMb: YOUNG_MB,
      },
    });
    this.#worker.on("message", (report: Report) => this.#waiting?.onReport(report));
    this.#worker.on("error", (error) => (this.#reason ??= String(error).split("\n", 1)[0]!));
    this.#worker.on("exit", () => this.#died());
  }

  /** Seeds done of the present task; 0 between tasks. */
  get done(): number {
    return Atomics.load(this.#signals, SIGNAL.done);
  }

  /**
   * Has a task done, one at a time, and returns the last report.
   *
   * @param onReport Hears of those before.
   * @throws ThreadDied (as rejection) when the thread ends before it has answered.
   */
  perform(task: Task, onReport: (report: Report) => void = () => {}): Promise<Report> {
    if (this.#isOver) return Promise.reject(new ThreadDied(this.#reason));
    return new Promise((resolve, reject) => {
      this.#waiting = {
        reject,
        onReport: (report) => {
          if (report.kind === "smaller") {
            onReport(report);
            return;
          }
          this.#waiting = undefined;
          Atomics.store(this.#signals, SIGNAL.done, 0);
          resolve(report);
        },
      };
      this.#worker.postMessage(task, []);
    });
  }

  /** Asks it to answer after the present seed. */
  stop(): void {
    Atomics.store(this.#signals, SIGNAL.stop, 1);
  }

  /** Ends it at once, whatever it does. Idempotent. */
  async end(): Promise<void> {
    this.#reason ??= "it was ended";
    await this.#worker.terminate();
  }

  #died(): void {
    this.#isOver = true;
    this.#reason ??= "it ended";
    this.#waiting?.reject(new ThreadDied(this.#reason));
    this.#waiting = undefined;
  }
}

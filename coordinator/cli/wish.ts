/**
 * Something that a process waits for, and stops waiting for when it is told to end.
 *
 * @module
 */
import { sleep } from "../../robots/transport/deadline.ts";
import { UserError } from "../user_error.ts";

/** Pause between two tries. */
const RETRY_MS = 250;

/** What somebody asked for and may take back. */
export class Wish {
  readonly #endMs: number;
  readonly #onWait: (reason: string) => void;
  readonly #stopped = Promise.withResolvers<void>();
  #isStopped = false;
  #isFulfilled = false;

  /**
   * @param waitMs How long it is tried again.
   * @param onWait Told what is waited for, whenever that has changed.
   */
  constructor(waitMs: number, onWait: (reason: string) => void) {
    this.#endMs = performance.now() + waitMs;
    this.#onWait = onWait;
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopped.resolve();
  }

  /** Calls `fn` when it is stopped, also when it has been. */
  onStop(fn: () => void): void {
    void this.#stopped.promise.then(fn);
  }

  /** From now on an error is the end: there is nothing more to wait for. */
  fulfilled(): void {
    this.#isFulfilled = true;
  }

  /** Tries until it works, time is up (then it throws the last error), or it is stopped. */
  async untilDone<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    let told: string | undefined;
    while (!this.#isStopped) {
      try {
        return await attempt();
      } catch (error) {
        const hopeless = error instanceof UserError && error.exitCode === 2;
        const late = performance.now() + RETRY_MS > this.#endMs;
        if (this.#isFulfilled || hopeless || late) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== told) this.#onWait((told = reason));
        await Promise.race([sleep(RETRY_MS), this.#stopped.promise]);
      }
    }
    return undefined;
  }
}

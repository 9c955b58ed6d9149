/**
 * Ctrl-C and its relatives.
 *
 * @module
 */
import { constants } from "node:os";

/** One Ctrl-C may arrive twice: from the terminal and from npm. Nobody presses it this quickly. */
const SAME_MS = 500;

/** Whoever forbids others to use it does not mean Ctrl-C. */
const exit = process.exit.bind(process);

/**
 * Calls `interrupt` at the first signal to end; a second one, a while later, ends the process at
 * once. Returns how to take that back.
 */
export function onSignals(interrupt: (signal: string) => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let firstMs: number | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    // Not of `performance`: nobody replaces this one, whatever is going on.
    const nowMs = process.uptime() * 1000;
    if (firstMs === undefined) {
      firstMs = nowMs;
      interrupt(signal);
    } else if (nowMs - firstMs > SAME_MS) {
      exit(1);
    }
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** Long work that the first Ctrl-C ends in order. */
export class Interruption {
  readonly #abort = new AbortController();
  readonly #forget: () => void;
  #by: NodeJS.Signals | undefined;

  constructor() {
    this.#forget = onSignals((signal) => {
      this.#by = signal as NodeJS.Signals;
      this.#abort.abort();
    });
  }

  /** Aborted when the work is to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** As shells have it, 128 and the number of the signal; undefined when there was none. */
  get exitCode(): number | undefined {
    return this.#by === undefined ? undefined : 128 + constants.signals[this.#by];
  }

  /** From now on signals do what they did before. */
  forget(): void {
    this.#forget();
  }
}

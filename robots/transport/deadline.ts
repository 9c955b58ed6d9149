/**
 * Promises that settle in time: a client may leave one pending for ever when its connection dies at
 * the wrong moment.
 *
 * @module
 */

/** Something took longer than its limit. It may still happen. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";

  constructor(what: string, limitMs: number) {
    super(`${what} took longer than ${limitMs} ms`);
  }
}

/**
 * Settles as `work` does, or rejects after `limitMs`.
 *
 * @throws DeadlineExceeded (as rejection).
 */
export function withDeadline<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceeded(what, limitMs)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Resolves after `delayMs`. */
export function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

/** Pause between two tries of {@linkcode patiently}. */
const RETRY_MS = 100;

/**
 * Repeats what failed: a medium that is away for some seconds is no reason to give up.
 *
 * @param attempt Harmless when it is done twice, as one whose reply was lost has been done.
 * @throws whatever the last attempt threw, once `forMs` have passed.
 */
export async function patiently<T>(forMs: number, attempt: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + forMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

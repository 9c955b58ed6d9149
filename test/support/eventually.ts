/**
 * Waiting by condition, never by luck.
 *
 * @module
 */

/** How long a condition may take on a machine that is busy with other tests. */
const DEADLINE_MS_DEFAULT = 10_000;

/** Pause between two looks: short beside any deadline, long enough to let others run. */
const LOOK_EVERY_MS = 2;

/**
 * Waits until `check` holds.
 *
 * @throws Error after `deadlineMs`, showing the condition.
 */
export async function eventually(
  check: () => boolean | Promise<boolean>,
  deadlineMs: number = DEADLINE_MS_DEFAULT,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await check())) {
    if (performance.now() > endMs) {
      throw new Error(`not within ${deadlineMs} ms: ${check.toString()}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS);
    });
  }
}

/**
 * Output into a pipe whose reader may leave, as in `hearsay inspect demo | head`.
 *
 * @module
 */

/** From now on the process ends in peace when nobody reads its output any more. Idempotent. */
export function endOnClosedPipe(): void {
  process.stdout.off("error", end).on("error", end);
}

function end({ code }: NodeJS.ErrnoException): void {
  process.exit(code === "EPIPE" ? 0 : 1);
}

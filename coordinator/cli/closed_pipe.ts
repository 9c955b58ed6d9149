/**
 * Output into a pipe whose reader may leave, as in `hearsay inspect demo | head`.
 *
 * @module
 */

/** From now on the process ends in peace when nobody reads its output any more. */
export function endOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}

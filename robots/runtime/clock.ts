/**
 * Time as the runtime hands it on: the pure rooms get it as an argument.
 *
 * @module
 */

/** Milliseconds that never go back, on the scale of the Unix epoch. */
export function monotonicNowMs(): number {
  return performance.timeOrigin + performance.now();
}

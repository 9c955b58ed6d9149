/**
 * Exchanges of the vectorised model that take each step together: short loops over arrays, in which
 * memory that several of them need comes at the same time.
 *
 * @module
 */

/** Exchanges of one batch: what they touch fits into the processor's fastest cache. */
export const BATCH = 256;

/** The caller learns from the called, and the called from the caller. */
export const GETS = 1;
export const GIVES = 2;

/** Up to {@linkcode BATCH} exchanges, in the order of their callers. */
export class VectorBatch {
  readonly callers = new Int32Array(BATCH);
  readonly called = new Int32Array(BATCH);
  /** {@linkcode GETS}, {@linkcode GIVES} or both, when that is known. */
  readonly needs = new Uint8Array(BATCH);
  size = 0;

  /** Moves the exchange at `from` to `to`: whoever drops some closes the gaps. */
  move(from: number, to: number): void {
    this.callers[to] = this.callers[from]!;
    this.called[to] = this.called[from]!;
    this.needs[to] = this.needs[from]!;
  }
}

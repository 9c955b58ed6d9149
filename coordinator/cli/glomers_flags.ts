/**
 * The options of `hearsay glomers`.
 *
 * @module
 */
import type { Delivery, FaultKind } from "../workbench/plan.ts";

/** The options as commander gives them. */
export interface GlomersFlags {
  readonly virtual?: boolean;
  readonly strict?: boolean;
  readonly compat?: boolean;
  readonly seeds: number;
  readonly seed?: number;
  readonly only?: readonly string[];
  readonly delivery: Delivery;
  readonly nemesis: readonly FaultKind[];
  readonly nemesisInterval?: number;
  readonly loss: number;
  readonly duplicate: number;
  /** False: nothing is kept. */
  readonly store: string | false;
  readonly printMaelstrom?: boolean;
  readonly json?: boolean;
}

/** With the first seed decided. */
export type SeededFlags = GlomersFlags & { readonly seed: number };

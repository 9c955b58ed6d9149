/**
 * A row of the matrix of challenges: which program, how the reference runs it, and what it promises.
 *
 * @module
 */
import { FAULT_KINDS, type FaultKind } from "../workbench/plan.ts";

/** What may be done to the nodes and to the messages between them. */
export type Hardship = FaultKind | "loss" | "duplicate";

/** All of them. */
export const HARDSHIPS: readonly Hardship[] = [...FAULT_KINDS, "loss", "duplicate"];

/** A row, as data. */
export interface Row {
  /** Short and without blanks, such as `3d`: what `--only` takes. */
  readonly id: string;
  readonly title: string;
  /** As `hearsay node` knows it. */
  readonly program: string;
  /** What the program is told. */
  readonly args: readonly string[];
  /** What it is told instead where every message comes when it is due. */
  readonly exactArgs?: readonly string[];
  /** Flags of `maelstrom test`, and of `hearsay test`, to the letter. */
  readonly flags: string;
  /** What must be reached besides, as `hearsay test --expect` has it. Maelstrom does not know it. */
  readonly target?: string;
  /** What the program is still right under. */
  readonly survives: readonly Hardship[];
}

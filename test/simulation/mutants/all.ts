/**
 * All planted bugs.
 *
 * @module
 */
import { BITSET, BITSET_ON_THE_WIRE } from "./bitset.ts";
import { ROBOT } from "./engine.ts";
import { ENGINE_PARTS } from "./engine_parts.ts";
import type { Mutant } from "./mutant.ts";
import { REPLICA_MUTANTS } from "./replica.ts";
import { RUN_MUTANTS } from "./run.ts";
import { WIRE_MUTANTS } from "./wire.ts";

export const MUTANTS: readonly Mutant[] = [
  ...BITSET,
  ...BITSET_ON_THE_WIRE,
  ...REPLICA_MUTANTS,
  ...ROBOT,
  ...ENGINE_PARTS,
  ...WIRE_MUTANTS,
  ...RUN_MUTANTS,
];

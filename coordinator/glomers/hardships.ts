/**
 * A row's plan with faults besides its own: those that the row promises to survive, and no others.
 *
 * @module
 */
import { FAULT_KINDS, type FaultKind, type TestPlan } from "../workbench/plan.ts";
import { percent } from "../workbench/words.ts";
import type { Row } from "./row.ts";

/** What somebody asks for besides the reference's commands. */
export interface Hardships {
  readonly nemesis: readonly FaultKind[];
  /** @default the plan's */
  readonly nemesisIntervalMs?: number;
  /** Of messages between nodes, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
}

/** Who is down answers nobody, whatever the program does. */
const SILENCING: readonly FaultKind[] = ["kill", "pause"];

/**
 * The plan with what the row survives of `extra`. Targets are those of the network that the challenge
 * prescribes, so they are not held against a harder one; nor is availability against nodes that are
 * down. That the run must be valid remains.
 */
export function harder(
  plan: TestPlan,
  { survives }: Pick<Row, "survives">,
  extra: Hardships,
): TestPlan {
  const faults = FAULT_KINDS.filter(
    (kind) =>
      plan.nemesis.faults.includes(kind) ||
      (extra.nemesis.includes(kind) && survives.includes(kind)),
  );
  const loss = survives.includes("loss") ? Math.max(plan.loss, extra.loss) : plan.loss;
  const duplicate = survives.includes("duplicate")
    ? Math.max(plan.duplicate, extra.duplicate)
    : plan.duplicate;
  const intervalMs = extra.nemesisIntervalMs ?? plan.nemesis.intervalMs;
  const added = faults.filter((kind) => !plan.nemesis.faults.includes(kind));
  const isHarder =
    added.length > 0 ||
    loss > plan.loss ||
    duplicate > plan.duplicate ||
    (faults.length > 0 && intervalMs !== plan.nemesis.intervalMs);
  if (!isHarder) return plan;
  const isSilenced = added.some((kind) => SILENCING.includes(kind));
  return {
    ...plan,
    loss,
    duplicate,
    nemesis: { faults, intervalMs },
    availability: isSilenced ? undefined : plan.availability,
    expectations: [],
  };
}

/** The faults of a plan in words: `partition, 10 % loss`; empty when there are none. */
export function faultsOf({ nemesis, loss, duplicate }: TestPlan): string {
  const told: string[] = [...nemesis.faults];
  if (loss > 0) told.push(`${percent(loss)} loss`);
  if (duplicate > 0) told.push(`${percent(duplicate)} duplicates`);
  return told.join(", ");
}

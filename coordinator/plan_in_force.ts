/**
 * The fault plan that holds for one robot, with what performs its rules about processes and the
 * store.
 *
 * @module
 */
import type { RobotId } from "../robots/engine/ids.ts";
import { describeRule } from "../robots/faults/describe.ts";
import { type FaultPlan, isProcessRule, isStoreRule, NO_FAULTS } from "../robots/faults/plan.ts";
import type { Redis } from "ioredis";
import type { RunKeys } from "./redis/keys.ts";
import type { RunDescription } from "./redis/run_store.ts";
import type { Reports } from "./reports.ts";
import type { RobotFaults } from "./robot_faults.ts";

export interface PlanInForce {
  readonly version: string | undefined;
  readonly plan: FaultPlan;
  /** Absent while the plan has no rules about processes or the store. */
  readonly faults: RobotFaults | undefined;
}

/** Whose plan it is. */
export interface PlanOwner {
  readonly robot: RobotId;
  readonly boot: number;
  readonly run: RunDescription;
  /** All places of the run, in order. */
  readonly places: readonly RobotId[];
  readonly redis: Redis;
  readonly keys: RunKeys;
  readonly reports: Reports;
}

/** Makes a plan ready. What performs rules about processes and the store is loaded if need be. */
export async function planInForce(
  version: string | undefined,
  plan: FaultPlan = NO_FAULTS,
  { robot, boot, run, places, redis, keys, reports }: PlanOwner,
): Promise<PlanInForce> {
  if (!plan.rules.some((rule) => isProcessRule(rule) || isStoreRule(rule))) {
    return { version, plan, faults: undefined };
  }
  // A hundred robots may start at once, and few plans have such rules.
  const { RobotFaults } = await import("./robot_faults.ts");
  const faults = new RobotFaults({
    plan,
    version,
    seed: run.config.seed,
    robot,
    boot,
    places,
    startedAtMs: run.startedAtMs,
    redis,
    keys,
    fired: (rule, count) => {
      reports.note("faulted", { count, reason: describeRule(plan.rules[rule]!) });
    },
    report: () => reports.send(),
  });
  return { version, plan, faults };
}

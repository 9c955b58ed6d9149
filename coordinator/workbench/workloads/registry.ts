/**
 * All workloads by name.
 *
 * @module
 */
import type { TestPlan, WorkloadName } from "../plan.ts";
import type { Workload, WorkloadMaker } from "../workload.ts";
import { broadcast } from "./broadcast.ts";
import { gCounter, pnCounter } from "./counters.ts";
import { echo } from "./echo.ts";
import { gSet } from "./g_set.ts";
import { kafka } from "./kafka.ts";
import { linKv } from "./lin_kv.ts";
import { txnListAppend } from "./txn_list_append.ts";
import { txnRwRegister } from "./txn_rw_register.ts";
import { uniqueIds } from "./unique_ids.ts";

/** Makes the workload that a plan names. */
export function workloadOf(plan: TestPlan): Workload {
  return MAKERS[plan.workload](plan);
}

const MAKERS: Readonly<Record<WorkloadName, WorkloadMaker>> = {
  broadcast,
  echo,
  "g-counter": gCounter,
  "g-set": gSet,
  kafka,
  "lin-kv": linKv,
  "pn-counter": pnCounter,
  "txn-list-append": txnListAppend,
  "txn-rw-register": txnRwRegister,
  "unique-ids": uniqueIds,
};

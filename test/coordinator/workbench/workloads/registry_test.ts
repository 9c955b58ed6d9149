/**
 * The register of workloads: every name has its own.
 *
 * @module
 */
import { expect, test } from "vitest";
import { DEFAULT_PLAN, WORKLOADS } from "../../../../coordinator/workbench/plan.ts";
import { workloadOf } from "../../../../coordinator/workbench/workloads/registry.ts";

test("every name leads to the workload of that name", () => {
  for (const workload of WORKLOADS)
    expect(workloadOf({ ...DEFAULT_PLAN, workload }).name).toBe(workload);
});

test("an empty history is judged by all", () => {
  for (const workload of WORKLOADS) {
    const { results, complaints } = workloadOf({ ...DEFAULT_PLAN, workload }).check([]);
    expect(results).toHaveProperty(["valid?"]);
    for (const { what } of complaints) expect(what).not.toBe("");
  }
});

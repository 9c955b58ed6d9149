/**
 * Goal: a row meets the faults that it survives and no others, and is asked for nothing that they rule
 * out.
 */
import { describe, expect, it } from "vitest";

import { faultsOf, harder } from "../../../coordinator/glomers/hardships.ts";
import { HARDSHIPS } from "../../../coordinator/glomers/row.ts";
import { parseExpectations } from "../../../coordinator/workbench/expectation.ts";
import {
  DEFAULT_PLAN,
  type FaultKind,
  type TestPlan,
} from "../../../coordinator/workbench/plan.ts";

const PLAN: TestPlan = {
  ...DEFAULT_PLAN,
  nemesis: { faults: ["partition"], intervalMs: 10_000 },
  availability: "total",
  expectations: parseExpectations("p50<400"),
};
const NONE = { nemesis: [], loss: 0, duplicate: 0 };

function withFault(fault: FaultKind): TestPlan {
  return harder(PLAN, { survives: HARDSHIPS }, { ...NONE, nemesis: [fault] });
}

describe("harder()", () => {
  it("leaves a plan alone when nothing is added", () => {
    expect(harder(PLAN, { survives: HARDSHIPS }, NONE)).toBe(PLAN);
    const same = { ...NONE, nemesis: ["partition" as const] };
    expect(harder(PLAN, { survives: HARDSHIPS }, same)).toBe(PLAN);
  });

  it("adds what is survived and nothing else", () => {
    const all = { nemesis: ["kill", "one-way"] as const, loss: 0.1, duplicate: 0.2 };
    expect(harder(PLAN, { survives: ["one-way", "duplicate"] }, all)).toMatchObject({
      nemesis: { faults: ["partition", "one-way"] },
      loss: 0,
      duplicate: 0.2,
    });
    expect(harder(PLAN, { survives: ["kill", "loss"] }, all)).toMatchObject({
      nemesis: { faults: ["partition", "kill"] },
      loss: 0.1,
      duplicate: 0,
    });
    expect(harder(PLAN, { survives: [] }, all)).toBe(PLAN);
  });

  it("asks for targets only of the network that they are made for", () => {
    expect(harder(PLAN, { survives: HARDSHIPS }, { ...NONE, loss: 0.1 }).expectations).toEqual([]);
    expect(harder(PLAN, { survives: [] }, { ...NONE, loss: 0.1 }).expectations).toHaveLength(1);
  });

  it("asks for availability unless nodes are down", () => {
    expect(withFault("one-way").availability).toBe("total");
    expect(withFault("kill").availability).toBeUndefined();
    expect(withFault("pause").availability).toBeUndefined();
  });

  it("changes the pace of a nemesis that is there", () => {
    const quick = { ...NONE, nemesisIntervalMs: 1000 };
    const { nemesis, expectations } = harder(PLAN, { survives: [] }, quick);
    expect(nemesis).toEqual({ faults: ["partition"], intervalMs: 1000 });
    expect(expectations).toEqual([]);
    const calm = { ...PLAN, nemesis: { faults: [], intervalMs: 10_000 } };
    expect(harder(calm, { survives: [] }, quick)).toBe(calm);
  });
});

describe("faultsOf()", () => {
  it("tells all of them", () => {
    expect(faultsOf(DEFAULT_PLAN)).toBe("");
    expect(faultsOf({ ...PLAN, loss: 0.1, duplicate: 0.05 })).toBe(
      "partition, 10 % loss, 5 % duplicates",
    );
  });
});

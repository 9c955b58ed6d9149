/**
 * Goal: of a long test that failed as little is left as it takes to fail so, and a file says it all.
 */
import { describe, expect, it } from "vitest";

import { type CaseFile, caseText, parseCase } from "../../../coordinator/workbench/case_file.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import { anomalyOf, shrink } from "../../../coordinator/workbench/shrink_case.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import type { Node } from "../../../robots/node/node.ts";

const PLAN: TestPlan = {
  ...DEFAULT_PLAN,
  workload: "g-set",
  nodes: ["n0", "n1", "n2"],
  concurrency: 3,
  rate: 50,
  timeLimitMs: 10_000,
  loss: 0.1,
  latency: { meanMs: 10, distribution: "uniform" },
  delivery: "maelstrom",
  nemesis: { faults: ["partition", "pause"], intervalMs: 1000 },
};

/** Tells its peers once: what a cut swallows is lost. */
function tellsOnce(node: Node): void {
  const seen = new Set<unknown>();
  node.on("add", ({ body }) => {
    seen.add(body["element"]);
    for (const peer of node.peers) node.send(peer, { type: "tell", element: body["element"] });
    return { type: "add_ok" };
  });
  node.on("tell", ({ body }) => void seen.add(body["element"]));
  node.on("read", () => ({ type: "read_ok", value: [...seen] }));
}

describe("shrinking", () => {
  it("leaves one operation and what makes it fail", async () => {
    const failed = await testInVirtualTime({ plan: PLAN, program: tellsOnce });
    expect(anomalyOf(failed)).toBe("lost");
    const { case: small, tested } = await shrink(failed, { program: tellsOnce });
    expect(anomalyOf(tested)).toBe("lost");
    expect(small.script.operations).toHaveLength(1);
    expect(small.plan.latency.meanMs).toBe(0);
    expect(small.plan.delivery).toBe("exact");
    // Either a lost message or a cut is enough.
    expect(small.script.strikes.length + small.plan.loss).toBeLessThanOrEqual(1);
    const again = await testInVirtualTime({ ...small, program: tellsOnce });
    expect(again.trace).toBe(tested.trace);
  });

  it("cuts a link for good where messages were lost by chance", async () => {
    const plan: TestPlan = { ...PLAN, nemesis: { faults: [], intervalMs: 1000 } };
    const failed = await testInVirtualTime({ plan, program: tellsOnce });
    const { case: small } = await shrink(failed, { program: tellsOnce });
    expect(small.plan.loss).toBe(0);
    expect(small.script.strikes.map(({ f }) => f)).toEqual(["cut"]);
    expect(small.script.operations).toHaveLength(1);
  });

  it("keeps to its limits", async () => {
    const failed = await testInVirtualTime({ plan: PLAN, program: tellsOnce });
    const { case: same, trials } = await shrink(failed, { program: tellsOnce, trialsMax: 0 });
    expect(trials).toBe(0);
    expect(same.script).toBe(failed.script);
    const late = await shrink(failed, { program: tellsOnce, isLate: () => true });
    expect(late.trials).toBe(0);
  });
});

describe("a case file", () => {
  it("holds all that is needed", async () => {
    const failed = await testInVirtualTime({ plan: PLAN, program: tellsOnce });
    const { plan } = failed.outcome.record;
    const { script, trace } = failed;
    const file = { plan, script, trace, module: "n.ts", anomaly: "lost", hearsay: "0.1.0" };
    const read = parseCase(caseText(file), "case.json");
    const again = await testInVirtualTime({ ...read, program: tellsOnce });
    expect(again.trace).toBe(trace);
  });

  it("that does not say how messages arrive is from when they all came when due", async () => {
    const { outcome, script, trace } = await testInVirtualTime({ plan: PLAN, program: tellsOnce });
    const { delivery: _delivery, ...plan } = outcome.record.plan;
    const file = { plan, script, trace, module: "n.ts", anomaly: "lost", hearsay: "0.1.0" };
    const read = parseCase(caseText(file as CaseFile), "case.json");
    expect(read.plan.delivery).toBe("exact");
  });

  it.each([
    ["{", /must be JSON/],
    ["{}", /version is not right/],
    [`{"version": 2}`, /version is not right/],
  ])("that is none is refused in one line: %s", (text, said) => {
    expect(() => parseCase(text, "case.json")).toThrow(UserError);
    expect(() => parseCase(text, "case.json")).toThrow(said);
  });
});

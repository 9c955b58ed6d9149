/**
 * What the tests of both workloads of transactions share: the verdicts on recorded runs, and what holds
 * of all operations.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../coordinator/checkers/history/transactions/models.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { TestPlan } from "../../../../coordinator/workbench/plan.ts";
import type { WorkloadMaker } from "../../../../coordinator/workbench/workload.ts";
import { COMPLAINTS_MAX } from "../../../../coordinator/workbench/workloads/verdicts.ts";
import { play } from "./play.ts";
import type { PlainNode } from "./play.ts";
import { runsOf } from "./recorded.ts";
import type { Results } from "./recorded.ts";

/** A step as it was asked or answered. */
export type Step = readonly [f: string, key: number, value: Json];

/** Holds the workload's verdicts on runs to those of Maelstrom. */
export function testRecorded(
  maker: WorkloadMaker,
  prefix: string,
  modelsOf: (name: string) => readonly Model[],
): void {
  describe.each(runsOf(prefix))("$name", ({ name, run, theirs }) => {
    const plan = { ...DEFAULT_PLAN, consistencyModels: modelsOf(name) };
    const { valid, results, complaints } = maker(plan).check(run.history);
    const ours = results as Results;

    test("has the verdict of the original, with the same anomalies and models", () => {
      expect(valid).toBe(theirs["valid?"]);
      for (const field of ["anomaly-types", "not", "also-not"])
        expect({ [field]: ours[field] }).toEqual({ [field]: theirs[field] ?? [] });
      const counts = Object.entries((theirs["anomalies"] ?? {}) as Record<string, Json[]>)
        // Of cycles each of us shows some.
        .filter(([anomaly]) => !/^G(-|0|1c|2)/.test(anomaly))
        .map(([anomaly, cases]) => [anomaly, cases.length]);
      expect(ours["anomaly-counts"]).toMatchObject(Object.fromEntries(counts));
    });

    test("complains of each anomaly in bounded number, and leads into the history", () => {
      const named = new Set(complaints.map(({ anomaly }) => anomaly));
      expect([...named].toSorted()).toEqual(ours["anomaly-types"]);
      for (const { anomaly, what, events } of complaints) {
        expect(what).not.toMatch(/undefined|NaN|\n/);
        expect(events.every((at) => run.history[at] !== undefined)).toBe(true);
        const alike = complaints.filter((other) => other.anomaly === anomaly);
        expect(alike.length).toBeLessThanOrEqual(COMPLAINTS_MAX + 1);
      }
    });
  });
}

/** Holds the operations of a workload to what the plan asks of them. */
export function testOperations(maker: WorkloadMaker, write: string, node: () => PlainNode): void {
  const plans = ["1", "2", "3", "4"].flatMap((seed): Partial<TestPlan>[] => [
    { seed },
    { seed, keyCount: 1, maxTxnLength: 1, maxWritesPerKey: 1 },
    { seed, keyCount: 3, maxTxnLength: 9, maxWritesPerKey: 5 },
    { seed, keyCount: 100, maxWritesPerKey: 300 },
  ]);
  test.each(plans)("are as the plan asks: %o", (more) => {
    const plan: TestPlan = { ...DEFAULT_PLAN, ...more };
    const workload = maker(plan);
    const { history } = play(workload, plan, 1000, node());
    expect(workload.check(history)).toMatchObject({ valid: true, complaints: [] });
    const asked = history.filter(({ type }) => type === "invoke").map(stepsOf);
    const { keyCount = 10, maxTxnLength, maxWritesPerKey } = plan;
    const lengths = new Set(asked.map(({ length }) => length));
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, maxTxnLength]);
    const steps = asked.flat();
    expect(new Set(steps.map(([f]) => f))).toEqual(new Set(["r", write]));
    expect(steps.every(([f, , value]) => f === write || value === null)).toBe(true);
    const written = new Map<number, number>();
    let retired = 0;
    for (const [f, key, value] of steps) {
      if (f !== write) continue;
      // Each key's values are 1, 2, 3 and so on.
      expect(value).toBe((written.get(key) ?? 0) + 1);
      written.set(key, value as number);
      if (value === maxWritesPerKey) retired++;
    }
    expect(Math.max(...written.values())).toBeLessThanOrEqual(maxWritesPerKey);
    // So many keys are in use, and no more are opened than were used up.
    const newest = Math.max(...steps.map(([, key]) => key));
    expect(newest).toBeLessThan(keyCount + retired);
    expect(newest).toBeGreaterThanOrEqual(keyCount - 1);
  });

  test("take the last key most often", () => {
    const plan = { ...DEFAULT_PLAN, maxWritesPerKey: 1_000_000 };
    const { history } = play(maker(plan), plan, 2000, node());
    const keys = history.filter(({ type }) => type === "invoke").flatMap(stepsOf);
    const share = (wanted: number) => keys.filter(([, key]) => key === wanted).length / keys.length;
    expect(share(9)).toBeCloseTo(1 / 2, 1);
    expect(share(8)).toBeCloseTo(1 / 4, 1);
  });
}

function stepsOf({ value }: HistoryEvent): readonly Step[] {
  return value as unknown as readonly Step[];
}

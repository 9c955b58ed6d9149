/**
 * The verdicts of the small workloads against those of the originals: on whole runs that Maelstrom
 * recorded, and on histories that its checkers judged.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import { canonical } from "../../../../coordinator/checkers/history/json_values.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { WorkloadMaker } from "../../../../coordinator/workbench/workload.ts";
import { broadcast } from "../../../../coordinator/workbench/workloads/broadcast.ts";
import { gCounter, pnCounter } from "../../../../coordinator/workbench/workloads/counters.ts";
import { echo } from "../../../../coordinator/workbench/workloads/echo.ts";
import { gSet } from "../../../../coordinator/workbench/workloads/g_set.ts";
import { uniqueIds } from "../../../../coordinator/workbench/workloads/unique_ids.ts";
import { casesOf } from "../../checkers/history/oracle.ts";
import { recordedRuns } from "../oracle_runs.ts";

type Results = { readonly [key: string]: Json };

const MAKERS: Readonly<Record<string, WorkloadMaker>> = {
  bc: broadcast,
  echo,
  gc: gCounter,
  gset: gSet,
  ids: uniqueIds,
  pn: pnCounter,
};

const runs = recordedRuns().flatMap(({ name, history, results }) => {
  const maker = MAKERS[name.split("-")[0]!];
  return maker === undefined
    ? []
    : [{ name, maker, history, recorded: results.workload as Results }];
});

test("there are runs of the workloads", () => {
  expect(runs.length).toBeGreaterThanOrEqual(20);
});

describe.each(runs)("$name", ({ maker, history, recorded }) => {
  const { valid, results, complaints } = judge(maker, history);

  test("has the results of the original", () => {
    expect(comparable(results)).toEqual(comparable(recorded));
  });

  test("has complaints where it is not valid, which lead into the history", () => {
    expect(valid).toBe(recorded["valid?"]);
    expect(complaints.length > 0).toBe(valid !== true);
    for (const { what, events } of complaints) {
      expect(what).not.toMatch(/undefined|NaN|\n/);
      expect(events).toEqual(events.toSorted((a, b) => a - b));
      for (const at of events) expect(history[at]).toBeDefined();
    }
  });
});

test.each<[string, (of: string | undefined) => WorkloadMaker]>([
  ["set_full", () => broadcast],
  ["unique_ids", () => uniqueIds],
  ["counter", (of) => (of === "g-counter" ? gCounter : pnCounter)],
])("histories of %s have the results of the original", (file, makerOf) => {
  for (const { id, workload, history, results } of casesOf<Results>(file)) {
    const ours = judge(makerOf(workload), history).results;
    const same = Object.fromEntries(Object.keys(results).map((key) => [key, ours[key]!]));
    expect({ id, ...same }).toEqual({ id, ...results });
  }
});

function judge(maker: WorkloadMaker, history: readonly HistoryEvent[]) {
  const { results, ...rest } = maker(DEFAULT_PLAN).check(history);
  return { ...rest, results: results as Results };
}

/**
 * Without what depends on chance: places in a history whose nemesis was left out, the order of echo's
 * errors, and which of equally stale elements come first.
 */
function comparable({ "worst-stale": worstStale, errors, ...rest }: Results): object {
  const stale = (worstStale ?? []) as readonly Results[];
  const wrong = errors as readonly Results[] | null | undefined;
  return {
    ...rest,
    latencies: stale.map((story) => story["stable-latency"]),
    keys: stale.map((story) => Object.keys(story).toSorted()),
    worst: stale
      .filter((story) => story["stable-latency"] !== stale.at(-1)!["stable-latency"])
      .map(withoutPlaces)
      .toSorted(),
    errors: wrong?.map(withoutPlaces).toSorted() ?? wrong,
  };
}

function withoutPlaces(value: Json): string {
  return canonical(value).replaceAll(/"index":\d+,/g, "");
}

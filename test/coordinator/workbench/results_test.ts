/** @module */
import { describe, expect, test } from "vitest";
import { availability } from "../../../coordinator/checkers/history/availability.ts";
import { setFull } from "../../../coordinator/checkers/history/set_full.ts";
import { asFloat32 } from "../../../coordinator/workbench/results.ts";
import { judge } from "../../../coordinator/workbench/judge.ts";
import type { NetCounts } from "../../../coordinator/workbench/record.ts";
import { recordOf, workloadOf } from "./hand_made.ts";
import { recordedRuns, type RecordedCounts } from "./oracle_runs.ts";

const runs = recordedRuns();

describe("what Maelstrom recorded", () => {
  test("has runs to compare with", () => expect(runs.length).toBeGreaterThan(40));

  test.for(runs)("$name: statistics, availability, messages per operation", (run) => {
    const { history, results: theirs } = run;
    const net = {
      all: countsOf(theirs.net["all"]!),
      clients: countsOf(theirs.net["clients"]!),
      servers: countsOf(theirs.net["servers"]!),
    };
    const workload = workloadOf({ unjudged: ["crash"] });
    const ours = judge(recordOf({ history }), net, workload, "0").results;
    expect(ours).toMatchObject({
      stats: theirs.stats,
      availability: theirs.availability,
      net: theirs.net,
    });
  });

  const sets = runs.filter(({ results }) => "stable-latencies" in results.workload);

  test.for(sets)("$name: stable latencies", ({ history, results: { workload } }) => {
    const { stableLatencies } = setFull(history, "compat");
    expect(stableLatencies).toEqual(workload["stable-latencies"]);
  });
});

test("availability is printed as Maelstrom prints it", () => {
  expect(asFloat32(2 / 3)).toBe(0.6666667);
  expect(asFloat32(0.1)).toBe(0.1);
  expect(asFloat32(16777216)).toBe(16777216);
  expect(availability([], "compat").okFraction).toBe(1);
});

function countsOf(counts: RecordedCounts): NetCounts {
  return {
    sendCount: counts["send-count"],
    recvCount: counts["recv-count"],
    msgCount: counts["msg-count"],
  };
}

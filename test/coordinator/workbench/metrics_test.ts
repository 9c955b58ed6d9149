/** @module */
import { expect, test } from "vitest";
import { availability } from "../../../coordinator/checkers/history/availability.ts";
import { stats } from "../../../coordinator/checkers/history/stats.ts";
import { METRICS } from "../../../coordinator/workbench/expectation.ts";
import { metricsOf } from "../../../coordinator/workbench/metrics.ts";
import { operation, QUIET } from "./hand_made.ts";

const history = [
  ...operation(0, "broadcast", [0, 10], 1),
  ...operation(0, "broadcast", [100, 130], 2),
  ...operation(0, "read", [500, 520], null, [1, 2]),
  ...operation(0, "read", [2000, 7000], null, null, { type: "fail" }),
  ...operation(0, "crash", [8000, 20_000], null, null, { type: "info" }),
  ...operation(0, "read", [30_000, 30_001], null, [1, 2], { final: true }),
];
const metrics = metricsOf({
  history,
  net: { ...QUIET, servers: { sendCount: 12, recvCount: 11, msgCount: 12 } },
  stats: stats(history),
  availability: availability(history, "compat"),
  results: { "lost-count": 3, "valid?": true, "stable-latencies": { "0.5": 181, "1": 300 } },
  unjudged: ["crash"],
});

test.for([
  ["servers.msgs-per-op", 2],
  ["servers.recv-count", 11],
  ["all.send-count", 0],
  ["p50", 181],
  ["median", 181],
  ["max", 300],
  ["p99", undefined],
  ["latency.p0", 1],
  ["latency.median", 20],
  ["latency.max", 5000],
  ["ok-count", 4],
  // Three before the final ones, in 520 ms.
  ["rate", 3 / 0.52],
  ["workload.lost-count", 3],
  ["workload.valid?", undefined],
  ["workload.toString", undefined],
] as const)("%s is %d", ([metric, value]) => expect(metrics(metric)).toBe(value));

test("availability is that of the run", () => expect(metrics("availability")).toBeCloseTo(4 / 6));

test("a run of nothing has counts of nothing, and no ratios", () => {
  const none = metricsOf({
    history: [],
    net: QUIET,
    stats: stats([]),
    availability: availability([], "compat"),
    results: null,
    unjudged: [],
  });
  const known = METRICS.filter((metric) => none(metric) !== undefined);
  expect(known.every((metric) => metric.endsWith("-count") || metric === "availability")).toBe(
    true,
  );
  expect(none("ok-count")).toBe(0);
});

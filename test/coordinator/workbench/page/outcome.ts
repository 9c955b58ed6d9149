/**
 * A small test that failed, to make pages of.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { MessageEvent, TestOutcome } from "../../../../coordinator/workbench/record.ts";

export const SECOND = 1_000_000_000;

export function outcomeOf(history: readonly HistoryEvent[]): TestOutcome {
  const counts = { sendCount: 4, recvCount: 3, msgCount: 4 };
  return {
    valid: false,
    record: {
      plan: { ...DEFAULT_PLAN, workload: "broadcast", nodes: ["n0", "n1"] },
      history,
      nodeOf: new Map([[0, "n0"]]),
      strikes: [
        { atNs: SECOND, f: "cut", what: "n0 | n1", cuts: [["n0", "n1"]] },
        { atNs: 2 * SECOND, f: "heal", what: "healed" },
        { atNs: 3 * SECOND, f: "kill", what: "kill n0, n1", nodes: ["n0", "n1"] },
        { atNs: 4 * SECOND, f: "restart", what: "restart n0", nodes: ["n0"] },
      ],
      crashes: [],
      badOutput: [],
      badAnswers: [],
      endedNs: 5 * SECOND,
    },
    workload: { valid: false, results: {}, complaints: [] },
    stats: { okCount: 1, failCount: 0, infoCount: 1, count: 2, valid: true, byF: new Map() },
    availability: { valid: true, okCount: 1, invokedCount: 2, okFraction: 0.5, notOk: [2] },
    latencies: [],
    expectations: [
      { expectation: { metric: "p50", comparison: "<", bound: 400 }, met: false, actual: 500 },
    ],
    net: { all: counts, clients: counts, servers: counts },
    complaints: [{ anomaly: "lost", what: "17 is in no read", events: [0, 1], value: 17 }],
    results: { "valid?": false },
  };
}

export const HISTORY: readonly HistoryEvent[] = [
  { process: 0, type: "invoke", f: "broadcast", value: 17, timeNs: SECOND },
  { process: 0, type: "ok", f: "broadcast", value: 17, timeNs: 1.5 * SECOND },
  { process: 1, type: "invoke", f: "read", value: null, timeNs: 2 * SECOND },
  { process: 1, type: "info", f: "read", value: null, timeNs: 4 * SECOND, error: "timeout" },
];

export function event(
  id: number,
  atS: number,
  what: MessageEvent["event"],
  body: Json = { type: "gossip", value: id },
): MessageEvent {
  const lost = what === "lost" ? ({ reason: "cut" } as const) : {};
  return { id, atNs: atS * SECOND, event: what, src: "n0", dest: "n1", body, ...lost };
}

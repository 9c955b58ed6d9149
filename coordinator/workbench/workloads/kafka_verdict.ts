/**
 * The verdict on a log, as Maelstrom's results show it, and in words.
 *
 * @module
 */
import type { HistoryEvent, Json, Judgement } from "../../checkers/history/history.ts";
import { identityOf } from "../../checkers/history/json_values.ts";
import { kafka as checkKafka } from "../../checkers/history/kafka.ts";
import type { LogAnomaly, LogFinding } from "../../checkers/history/kafka_findings.ts";
import { NS_PER_S } from "../clock.ts";
import type { Complaint, WorkloadResult } from "../workload.ts";
import { worstLag } from "./kafka_lag.ts";
import { toldFinding } from "./kafka_words.ts";
import { eventOf, someOf } from "./verdicts.ts";

export function judgeLog(history: readonly HistoryEvent[], judgement: Judgement): WorkloadResult {
  const { valid, errorTypes, badErrorTypes, anomalies, remarks } = checkKafka(history, judgement);
  const lag = worstLag(history);
  const told = errorTypes.map((name) => [name, shown(name, anomalies[name]!, history)] as const);
  return {
    valid,
    results: {
      "valid?": valid,
      "error-types": errorTypes,
      "bad-error-types": badErrorTypes,
      "info-txn-causes": causesOf(history),
      "worst-realtime-lag": {
        process: lag?.process ?? null,
        key: lag?.key ?? null,
        time: (lag?.timeNs ?? 0) / NS_PER_S,
        lag: (lag?.lagNs ?? 0) / NS_PER_S,
      },
      ...(remarks.length > 0 ? { remarks } : {}),
      ...Object.fromEntries(told),
    },
    complaints: [
      ...badErrorTypes.toSorted(byHarm).flatMap((name) => {
        const { count, shown: cases } = anomalies[name]!;
        return someOf(
          name,
          count,
          cases.map((finding) => complaintOf(name, finding, history)),
        );
      }),
      ...(valid === "unknown"
        ? remarks.map((what) => ({ anomaly: "nothing-read", what, events: [] }))
        : []),
    ],
  };
}

/** What others may only follow from comes first; names that are not here come after those that are. */
const WORST_FIRST = [
  "lost-write",
  "inconsistent-offsets",
  "phantom",
  "duplicate",
  "G1a",
  "committed-backwards",
  "committed-unsent",
  "precommitted-read",
  "poll-skip",
  "int-poll-skip",
  "nonmonotonic-poll",
  "int-nonmonotonic-poll",
  "nonmonotonic-send",
  "int-nonmonotonic-send",
  "G1c",
  "G1c-realtime",
  "unseen",
] as const;

function byHarm(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(name: string): number {
  const rank = WORST_FIRST.findIndex((each) => each === name);
  return rank === -1 ? WORST_FIRST.length : rank;
}

function complaintOf(
  anomaly: string,
  finding: LogFinding,
  history: readonly HistoryEvent[],
): Complaint {
  const events = [...new Set(finding.operations)].toSorted((a, b) => a - b);
  return { anomaly, what: toldFinding(anomaly, finding, history), events };
}

/** `unseen` has a form of its own, with at most so many messages of a key as the checker shows. */
function shown(
  name: string,
  { count, shown: findings }: LogAnomaly,
  history: readonly HistoryEvent[],
): Json {
  if (name === "unseen") {
    const ofKeys = findings.map(({ key = "", values = [] }) => [key, values] as const);
    return {
      unseen: Object.fromEntries(ofKeys.map(([key, values]) => [key, values.length])),
      messages: Object.fromEntries(ofKeys),
    };
  }
  const errs = findings.map(({ operations, ...finding }) => ({
    ...(finding as { readonly [field: string]: Json }),
    ops: operations.map((at) => eventOf(history, at)),
  }));
  return { count, errs };
}

/** Why sends and polls stayed open. */
function causesOf(history: readonly HistoryEvent[]): Json[] {
  const causes = new Map<number | string, Json>();
  for (const { type, f, error } of history)
    if (type === "info" && (f === "send" || f === "poll") && error !== undefined)
      causes.set(identityOf(error), error);
  return [...causes.values()];
}

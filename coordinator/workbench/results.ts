/**
 * What results.json holds: the fields of Maelstrom's, with its names, and ours besides.
 *
 * @module
 */
import type { Json, Verdict } from "../checkers/history/history.ts";
import { isRecord } from "../checkers/history/json_values.ts";
import type { Latencies } from "../checkers/history/latency.ts";
import type { Counts, Stats } from "../checkers/history/stats.ts";
import type { ExpectationResult } from "./expectation.ts";
import { messagesPerOperation } from "./net_tally.ts";
import type { NetCounts, NetStats, RunRecord, TestOutcome } from "./record.ts";
import type { Complaint } from "./workload.ts";

/** Reports of one kind that are written: who needs more of them has the record. */
const LISTED_MAX = 64;

/**
 * The results of a run. Times are nanoseconds since it began, as in the history; latencies are
 * milliseconds.
 *
 * @param version Of this program.
 */
export function resultsOf(outcome: Omit<TestOutcome, "results">, version: string): Json {
  const { valid, record, workload, net, stats, availability, latencies, expectations } = outcome;
  const { plan, history, crashes, badOutput, badAnswers, strikes } = record;
  const invocations = history.filter(({ type }) => type === "invoke").length;
  return {
    "valid?": valid,
    workload: { ...(isRecord(workload.results) ? workload.results : {}), "valid?": workload.valid },
    availability: {
      "ok-fraction": asFloat32(availability.okFraction),
      "valid?": availability.valid,
    },
    stats: statsOf(stats),
    net: netOf(net, invocations),
    exceptions: { "valid?": true },
    perf: {
      "latency-graph": { "valid?": true },
      "rate-graph": { "valid?": true },
      "valid?": true,
    },
    timeline: { "valid?": true },
    complaints: outcome.complaints.slice(0, LISTED_MAX).map(complaintOf),
    expectations: expectations.map(expectationOf),
    latencies: latencies.map(latenciesOf),
    faults: strikes.map(({ atNs, f, what }) => ({ time: atNs, f, value: what })),
    crashes: crashes.slice(0, LISTED_MAX).map(({ node, atNs, how, lastLines }) => ({
      node,
      time: atNs,
      how,
      "last-lines": lastLines,
    })),
    "crash-count": crashes.length,
    "bad-output": badOutput
      .slice(0, LISTED_MAX)
      .map(({ node, atNs, line, text, reason }) => ({ node, time: atNs, line, text, reason })),
    "bad-output-count": badOutput.length,
    "bad-answers": badAnswers
      .slice(0, LISTED_MAX)
      .map(({ atNs, ...rest }) => ({ time: atNs, ...rest })),
    "bad-answer-count": badAnswers.length,
    ...brokenOf(record),
    judgement: plan.judgement,
    seed: plan.seed,
    hearsay: version,
  };
}

/**
 * A number with as few digits as a 32-bit float needs, as Maelstrom prints its fractions.
 *
 * @example
 * ```ts
 * import { asFloat32 } from "./results.ts";
 * console.log(220 / 108, asFloat32(220 / 108)); // 2.037037037037037 2.0370371
 * ```
 */
export function asFloat32(value: number): number {
  const float = Math.fround(value);
  for (let digits = 1; digits < FLOAT32_DIGITS; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}

/** So many digits tell any two 32-bit floats apart. */
const FLOAT32_DIGITS = 10;

function statsOf({ byF, ...all }: Stats): Json {
  const byName = [...byF].map(([f, counts]): [string, Json] => [f, countsOf(counts)]);
  return { ...countsOf(all), "by-f": Object.fromEntries(byName) };
}

function countsOf({ count, okCount, failCount, infoCount, valid }: Counts): Record<string, Json> {
  return {
    count,
    "ok-count": okCount,
    "fail-count": failCount,
    "info-count": infoCount,
    "valid?": valid,
  };
}

function netOf({ all, clients, servers }: NetStats, invocations: number): Json {
  const withRate = (counts: NetCounts): Json => {
    const rate = messagesPerOperation(counts, invocations);
    return {
      ...netCountsOf(counts),
      ...(rate === undefined ? {} : { "msgs-per-op": asFloat32(rate) }),
    };
  };
  return {
    all: withRate(all),
    clients: netCountsOf(clients),
    servers: withRate(servers),
    "valid?": true,
  };
}

function netCountsOf({ sendCount, recvCount, msgCount }: NetCounts): Record<string, Json> {
  return { "send-count": sendCount, "recv-count": recvCount, "msg-count": msgCount };
}

function complaintOf({ anomaly, what, events, value }: Complaint): Json {
  return { anomaly, what, events, ...(value === undefined ? {} : { value }) };
}

function expectationOf({ expectation, met, actual }: ExpectationResult): Json {
  const valid: Verdict = met;
  return { ...expectation, actual: actual ?? null, "valid?": valid };
}

function latenciesOf({ f, type, count, quantilesMs }: Latencies): Json {
  return { f, type, count, quantiles: quantilesMs };
}

function brokenOf({ broken }: RunRecord): { readonly broken?: string } {
  return broken === undefined ? {} : { broken };
}

/**
 * The figures of a run that an expectation may name.
 *
 * @module
 */
import type { AvailabilityResult } from "../checkers/history/availability.ts";
import type { HistoryEvent, Json } from "../checkers/history/history.ts";
import { operationsOf } from "../checkers/history/history.ts";
import { isRecord } from "../checkers/history/json_values.ts";
import { quantiles } from "../checkers/history/latency.ts";
import type { Quantiles } from "../checkers/history/latency.ts";
import type { Stats } from "../checkers/history/stats.ts";
import { NS_PER_MS, NS_PER_S } from "./clock.ts";
import { POINTS, SIDES, WORKLOAD } from "./expectation.ts";
import type { Metrics, NET_FIGURES } from "./expectation.ts";
import { messagesPerOperation } from "./net_tally.ts";
import type { NetCounts, NetStats } from "./record.ts";

/** What figures are made of. */
export interface Measured {
  readonly history: readonly HistoryEvent[];
  readonly net: NetStats;
  readonly stats: Stats;
  readonly availability: AvailabilityResult;
  /** As results.json has the workload's. */
  readonly results: Json;
  /** Operations whose latency says nothing about the nodes. */
  readonly unjudged: readonly string[];
}

/** The figures of a run. */
export function metricsOf(measured: Measured): Metrics {
  const { net, stats, availability, history, results } = measured;
  const invocations = history.filter(({ type }) => type === "invoke").length;
  const latencies = operationLatencies(measured);
  return (metric) => {
    if (metric === "availability") return availability.okFraction;
    if (metric === "ok-count") return stats.okCount;
    if (metric === "rate") return rateOf(history);
    if (metric.startsWith(WORKLOAD)) return numberIn(results, metric.slice(WORKLOAD.length));
    const [first = "", second = ""] = metric.split(".");
    if (isPoint(first)) return numberIn(fieldOf(results, "stable-latencies"), POINTS[first]);
    if (first === "latency" && isPoint(second)) return latencies?.[POINTS[second]];
    const side = SIDES.find((each) => each === first);
    if (side === undefined || !isNetFigure(second)) return undefined;
    return NET_FIGURE[second](net[side], invocations);
  };
}

const NET_FIGURE = {
  "msgs-per-op": messagesPerOperation,
  "msg-count": ({ msgCount }: NetCounts) => msgCount,
  "send-count": ({ sendCount }: NetCounts) => sendCount,
  "recv-count": ({ recvCount }: NetCounts) => recvCount,
} satisfies Record<
  (typeof NET_FIGURES)[number],
  (counts: NetCounts, invocations: number) => number | undefined
>;

function isNetFigure(name: string): name is keyof typeof NET_FIGURE {
  return Object.hasOwn(NET_FIGURE, name);
}

function isPoint(name: string): name is keyof typeof POINTS {
  return Object.hasOwn(POINTS, name);
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function numberIn(value: Json | undefined, name: string): number | undefined {
  const field = fieldOf(value, name);
  return typeof field === "number" ? field : undefined;
}

function operationLatencies({ history, unjudged }: Measured): Quantiles | undefined {
  const ended = operationsOf(history).filter(
    ({ f, completedNs }) => completedNs !== Infinity && !unjudged.includes(f),
  );
  return quantiles(
    ended.map(({ invokedNs, completedNs }) => (completedNs - invokedNs) / NS_PER_MS),
  );
}

function rateOf(history: readonly HistoryEvent[]): number | undefined {
  const operations = operationsOf(history).filter(({ final, type }) => !final && type === "ok");
  const lastNs = operations.reduce((last, { completedNs }) => Math.max(last, completedNs), 0);
  const seconds = (lastNs - (operations[0]?.invokedNs ?? 0)) / NS_PER_S;
  return seconds > 0 ? operations.length / seconds : undefined;
}

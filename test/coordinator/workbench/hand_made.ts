/**
 * Records and workloads written by hand.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../../coordinator/checkers/history/history.ts";
import { NS_PER_MS } from "../../../coordinator/workbench/clock.ts";
import type { LossReason } from "../../../coordinator/workbench/envelope.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import type { MessageEvent, NetStats, RunRecord } from "../../../coordinator/workbench/record.ts";
import type { Workload, WorkloadResult } from "../../../coordinator/workbench/workload.ts";

/** A plan of three nodes, and what is said otherwise. */
export function recordOf({
  plan = {},
  ...more
}: Partial<Omit<RunRecord, "plan">> & { readonly plan?: Partial<TestPlan> } = {}): RunRecord {
  return {
    plan: { ...DEFAULT_PLAN, workload: "broadcast", nodes: ["n0", "n1", "n2"], seed: "7", ...plan },
    history: [],
    nodeOf: new Map([
      [0, "n0"],
      [1, "n1"],
      [2, "n2"],
    ]),
    strikes: [],
    crashes: [],
    badOutput: [],
    badAnswers: [],
    endedNs: 20_000 * NS_PER_MS,
    ...more,
  };
}

/** One that finds what it is told to find. */
export function workloadOf({
  unjudged = [],
  ...result
}: Partial<WorkloadResult> & { readonly unjudged?: readonly string[] } = {}): Workload {
  return {
    name: "broadcast",
    newClient: () => {
      throw new Error("nobody performs anything here");
    },
    source: () => ({ next: () => "done" }),
    idempotent: ["read"],
    unjudged,
    check: () => ({ valid: true, results: {}, complaints: [], ...result }),
  };
}

const NO_MESSAGES = { sendCount: 0, recvCount: 0, msgCount: 0 };

export const QUIET: NetStats = { all: NO_MESSAGES, clients: NO_MESSAGES, servers: NO_MESSAGES };

/** An operation from one time to another, in milliseconds. */
export function operation(
  process: number,
  f: string,
  [fromMs, toMs]: readonly [number, number],
  argument: Json,
  value: Json = argument,
  more: { readonly type?: "ok" | "fail" | "info"; readonly final?: boolean } = {},
): HistoryEvent[] {
  const { type = "ok", ...rest } = more;
  return [
    { process, type: "invoke", f, value: argument, timeNs: fromMs * NS_PER_MS, ...rest },
    { process, type, f, value, timeNs: toMs * NS_PER_MS, ...rest },
  ];
}

/** A message on its way for a millisecond, and how that ended. */
export function talk(
  id: number,
  src: string,
  dest: string,
  atMs: number,
  body: Json,
  reason?: LossReason,
): MessageEvent[] {
  const common = { id, src, dest, body };
  const atNs = (atMs + 1) * NS_PER_MS;
  return [
    { ...common, atNs: atMs * NS_PER_MS, event: "sent" },
    reason === undefined
      ? { ...common, atNs, event: "received" }
      : { ...common, atNs, event: "lost", reason },
  ];
}

/**
 * What is known of a test after it: what clients saw, what was done to the nodes, what the messages
 * were, and the verdict. This is what results.json, the story on the terminal and the HTML page show.
 *
 * @module
 */
import type { AvailabilityResult } from "../checkers/history/availability.ts";
import type { HistoryEvent, Json, Verdict } from "../checkers/history/history.ts";
import type { Latencies } from "../checkers/history/latency.ts";
import type { Stats } from "../checkers/history/stats.ts";
import type { LossReason } from "./envelope.ts";
import type { ExpectationResult } from "./expectation.ts";
import type { Strike } from "./fault_schedule.ts";
import type { BadOutput, Crash } from "./host.ts";
import type { TestPlan } from "./plan.ts";
import type { Complaint, WorkloadResult } from "./workload.ts";

/** One thing that happened to a message. */
export interface MessageEvent {
  readonly id: number;
  readonly atNs: number;
  readonly event: "sent" | "received" | "lost" | "duplicated";
  readonly reason?: LossReason;
  readonly src: string;
  readonly dest: string;
  readonly body: Json;
}

/** An answer that is not as the workload prescribes, or what else a client could not use. */
export interface BadAnswer {
  readonly node: string;
  readonly atNs: number;
  /** The invocation's position in the history. */
  readonly event: number;
  readonly request: Json;
  readonly answer: Json;
  readonly reason: string;
}

/** A run as it went, before anybody judged it. */
export interface RunRecord {
  readonly plan: TestPlan;
  readonly history: readonly HistoryEvent[];
  /** The node that each process talked to, by process. */
  readonly nodeOf: ReadonlyMap<number, string>;
  readonly strikes: readonly Strike[];
  readonly crashes: readonly Crash[];
  readonly badOutput: readonly BadOutput[];
  readonly badAnswers: readonly BadAnswer[];
  readonly endedNs: number;
  /** Why it ended before its time: a node that did not start, or {@linkcode INTERRUPTED}. */
  readonly broken?: string;
}

/** That is nobody's fault, so the verdict is `unknown`. */
export const INTERRUPTED = "interrupted";

/** Counts of messages, with Maelstrom's meaning (doc/results.md). */
export interface NetCounts {
  readonly sendCount: number;
  readonly recvCount: number;
  /** Messages, however often they were delivered. */
  readonly msgCount: number;
}

export interface NetStats {
  readonly all: NetCounts;
  /** From or to a client. */
  readonly clients: NetCounts;
  /** Between nodes and services. */
  readonly servers: NetCounts;
}

/** A test that was judged. */
export interface TestOutcome {
  readonly valid: Verdict;
  readonly record: RunRecord;
  readonly workload: WorkloadResult;
  readonly net: NetStats;
  readonly stats: Stats;
  readonly availability: AvailabilityResult;
  readonly latencies: readonly Latencies[];
  readonly expectations: readonly ExpectationResult[];
  /** Everything that is wrong, worst first: crashes, the workload's complaints, expectations not met. */
  readonly complaints: readonly Complaint[];
  /** As results.json has it. */
  readonly results: Json;
}

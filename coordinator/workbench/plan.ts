/**
 * All that decides a test, as data: the same plan and the same module give the same run in virtual
 * time. In real time it gives the same operations and faults; when a program answers is its own affair.
 *
 * @module
 */
import type { Judgement } from "../checkers/history/history.ts";
import type { Model } from "../checkers/history/transactions/models.ts";
import type { Expectation } from "./expectation.ts";

export const WORKLOADS = [
  "broadcast",
  "echo",
  "g-counter",
  "g-set",
  "kafka",
  "lin-kv",
  "pn-counter",
  "txn-list-append",
  "txn-rw-register",
  "unique-ids",
] as const;

export type WorkloadName = (typeof WORKLOADS)[number];

export const LATENCY_DISTRIBUTIONS = ["constant", "uniform", "exponential"] as const;
export type LatencyDistribution = (typeof LATENCY_DISTRIBUTIONS)[number];

export const DELIVERIES = ["exact", "maelstrom"] as const;
/**
 * When a message arrives: `exact`, when it is due; `maelstrom`, not before what its receiver waits for
 * already (see arrivals.ts). It is the same where there is no latency.
 */
export type Delivery = (typeof DELIVERIES)[number];

export const FAULT_KINDS = ["partition", "one-way", "kill", "pause"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const TOPOLOGIES = ["grid", "line", "tree", "tree2", "tree3", "tree4", "total"] as const;
export type TopologyName = (typeof TOPOLOGIES)[number];

export interface TestPlan {
  readonly workload: WorkloadName;
  /** Names of the nodes, such as n0, n1. */
  readonly nodes: readonly string[];
  /** What stands behind `--`. */
  readonly args: readonly string[];
  /** Decides everything that is drawn. */
  readonly seed: string;
  readonly timeLimitMs: number;
  /** Operations a second, all clients together. 0: none before the final reads. */
  readonly rate: number;
  /** Clients at work at the same time. */
  readonly concurrency: number;
  /** Between nodes, and between nodes and services. Clients are next door. */
  readonly latency: { readonly meanMs: number; readonly distribution: LatencyDistribution };
  readonly delivery: Delivery;
  /** Of messages between nodes, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
  readonly nemesis: { readonly faults: readonly FaultKind[]; readonly intervalMs: number };
  readonly topology: TopologyName;
  /** The share of operations that must succeed; `total`: all. */
  readonly availability: number | "total" | undefined;
  readonly consistencyModels: readonly Model[];
  readonly keyCount: number | undefined;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
  readonly judgement: Judgement;
  readonly expectations: readonly Expectation[];
}

/** How Maelstrom runs when it is told nothing else. */
export const DEFAULT_PLAN: TestPlan = {
  workload: "lin-kv",
  nodes: ["n1", "n2", "n3", "n4", "n5"],
  args: [],
  seed: "1",
  timeLimitMs: 60_000,
  rate: 5,
  concurrency: 5,
  latency: { meanMs: 0, distribution: "constant" },
  delivery: "exact",
  loss: 0,
  duplicate: 0,
  nemesis: { faults: [], intervalMs: 10_000 },
  topology: "grid",
  availability: undefined,
  consistencyModels: ["strict-serializable"],
  keyCount: undefined,
  maxTxnLength: 4,
  maxWritesPerKey: 16,
  judgement: "compat",
  expectations: [],
};

/**
 * From the flags of `hearsay test` to a plan.
 *
 * @module
 */
import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Model, MODELS, modelNamed } from "../checkers/history/transactions/models.ts";
import { UserError } from "../user_error.ts";
import { parseCase } from "../workbench/case_file.ts";
import { parseExpectations } from "../workbench/expectation.ts";
import {
  type Delivery,
  FAULT_KINDS,
  type FaultKind,
  type LatencyDistribution,
  type TestPlan,
  type TopologyName,
  type WorkloadName,
} from "../workbench/plan.ts";
import type { Case } from "../workbench/shrink_case.ts";

/** The options as commander gives them. */
export interface TestFlags {
  readonly workload: WorkloadName;
  readonly bin?: string;
  readonly module?: string;
  readonly nodeCount?: number;
  readonly nodes?: string;
  readonly timeLimit: number;
  readonly rate: number;
  readonly concurrency: string;
  readonly latency: number;
  readonly latencyDist: LatencyDistribution;
  readonly delivery: Delivery;
  readonly loss: number;
  readonly duplicate: number;
  readonly nemesis?: string;
  readonly nemesisInterval: number;
  readonly topology: TopologyName;
  readonly availability?: string;
  readonly consistencyModels: string;
  readonly keyCount?: number;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
  readonly seed?: string;
  readonly expect?: string;
  readonly strict?: boolean;
  readonly compat?: boolean;
  readonly runs: number;
  /** False: nothing is kept. */
  readonly store: string | false;
  readonly shrink: boolean;
  readonly replay?: string;
  readonly logStderr?: boolean;
  readonly logNetSend?: boolean;
  readonly logNetRecv?: boolean;
  readonly json?: boolean;
}

/** More than two cores can carry, and than a diagram can show. */
export const NODES_MAX = 1000;

/** More threads than nodes that anybody would test. */
export const CONCURRENCY_MAX = 10_000;

/** Names that nodes must not have: the services' and, as `c` and a number, the clients'. */
const TAKEN = /^(lin-kv|seq-kv|lww-kv|lin-tso|c\d+)$/;

/**
 * The plan that the flags ask for.
 *
 * @throws UserError (exit 2) for what cannot be.
 */
export function planOf(flags: TestFlags, args: readonly string[], seed: string): TestPlan {
  const nodes = nodesOf(flags);
  return {
    workload: flags.workload,
    nodes,
    args,
    seed,
    timeLimitMs: flags.timeLimit * 1000,
    rate: flags.rate,
    concurrency: concurrencyOf(flags.concurrency, nodes.length),
    latency: { meanMs: flags.latency, distribution: flags.latencyDist },
    delivery: flags.delivery,
    loss: flags.loss,
    duplicate: flags.duplicate,
    nemesis: { faults: faultsOf(flags.nemesis), intervalMs: flags.nemesisInterval * 1000 },
    topology: flags.topology,
    availability: availabilityOf(flags.availability),
    consistencyModels: modelsOf(flags.consistencyModels),
    keyCount: flags.keyCount,
    maxTxnLength: flags.maxTxnLength,
    maxWritesPerKey: flags.maxWritesPerKey,
    judgement: flags.strict === true ? "strict" : "compat",
    expectations: flags.expect === undefined ? [] : parseExpectations(flags.expect),
  };
}

function nodesOf({ nodeCount, nodes }: TestFlags): string[] {
  if (nodeCount !== undefined) return Array.from({ length: nodeCount }, (_, i) => `n${i}`);
  if (nodes === undefined) return ["n1", "n2", "n3", "n4", "n5"];
  const names = nodes.split(",").map((name) => name.trim());
  const bad = names.find((name, i) => name === "" || TAKEN.test(name) || names.indexOf(name) !== i);
  if (bad === undefined && names.length <= NODES_MAX) return names;
  throw new UserError(
    `cannot start the nodes as --nodes must be up to ${NODES_MAX} different names, none of them a ` +
      `service's or like c0: got "${bad ?? nodes.slice(0, 60)}"`,
    2,
  );
}

/** A number, or with an n behind it a multiple of the nodes: `4n`. */
function concurrencyOf(text: string, nodeCount: number): number {
  const match = /^(\d+)(n?)$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]) * (match[2] === "n" ? nodeCount : 1);
  if (value >= 1 && value <= CONCURRENCY_MAX) return value;
  throw new UserError(
    `cannot use --concurrency as it must be a number from 1 to ${CONCURRENCY_MAX}, or one like 4n ` +
      `(for each node): got "${text}"`,
    2,
  );
}

function faultsOf(text: string | undefined): FaultKind[] {
  if (text === undefined) return [];
  return text.split(",").map((each) => {
    const fault = FAULT_KINDS.find((kind) => kind === each.trim());
    if (fault !== undefined) return fault;
    throw new UserError(
      `cannot use --nemesis as it must be a list of ${FAULT_KINDS.join(", ")}: got "${each}"`,
      2,
    );
  });
}

function availabilityOf(text: string | undefined): TestPlan["availability"] {
  if (text === undefined || text === "total") return text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new UserError(
    `cannot use --availability as it must be total or a number from 0 to 1: got "${text}"`,
    2,
  );
}

function modelsOf(text: string): Model[] {
  return text.split(",").map((each) => {
    const model = modelNamed(each.trim());
    if (model !== undefined) return model;
    throw new UserError(
      `cannot use --consistency-models as it must be a list of ${MODELS.join(", ")}: got "${each}"`,
      2,
    );
  });
}

/** A failure to see again, and the module that has it. */
export interface Replayed extends Case {
  readonly module: string;
  readonly trace: string;
}

/**
 * Reads a case file.
 *
 * @param module Instead of the file's own.
 * @throws UserError (exit 2) when it is not one.
 */
export async function replayOf(file: string, module: string | undefined): Promise<Replayed> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(`cannot replay ${file} as it must be readable: got ${why}`, 2);
  });
  const { plan, script, trace, module: own } = parseCase(text, file);
  // `latest` leads elsewhere, and from there the module was named.
  return { plan, script, trace, module: module ?? join(dirname(await realpath(file)), own) };
}

/**
 * Tests of the nodes in this folder in virtual time.
 *
 * @module
 */
import { join } from "node:path";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { type Tested, testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";

/** What differs from a short strict test of three nodes. */
export type Plan = Partial<TestPlan> & Pick<TestPlan, "workload">;

/** Names of that many nodes, as `--node-count` gives them. */
export function nodes(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `n${n}`);
}

/** All of them partitioned from each other again and again. */
export const PARTITIONS: Partial<TestPlan> = {
  nemesis: { faults: ["partition"], intervalMs: 500 },
};

/** Links between nodes that lose, repeat and reorder. */
export const BAD_LINKS: Partial<TestPlan> = {
  loss: 0.1,
  duplicate: 0.1,
  latency: { meanMs: 10, distribution: "exponential" },
};

/**
 * Nodes that lose their memory, and nodes that stand still. Whoever talks to one waits five seconds, so
 * there are more clients, and more time.
 */
export const DEATHS: Partial<TestPlan> = {
  nemesis: { faults: ["kill", "pause"], intervalMs: 500 },
  concurrency: 18,
  timeLimitMs: 10_000,
  rate: 40,
};

/** Tests the node of a file in this folder, such as `right/echo`. */
export async function trial(file: string, plan: Plan): Promise<Tested> {
  const path = join(import.meta.dirname, "..", `${file}.ts`);
  const { default: program } = (await import(path)) as { default: NodeProgram };
  return testInVirtualTime({
    program,
    plan: {
      ...DEFAULT_PLAN,
      nodes: nodes(3),
      timeLimitMs: 3000,
      rate: 100,
      concurrency: 6,
      judgement: "strict",
      ...plan,
    },
  });
}

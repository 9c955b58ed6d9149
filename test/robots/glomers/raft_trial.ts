/**
 * Services on Raft among clients, in virtual time.
 *
 * @module
 */
import { isList } from "../../../coordinator/checkers/history/json_values.ts";
import { NS_PER_MS } from "../../../coordinator/workbench/clock.ts";
import type { Script } from "../../../coordinator/workbench/conduct.ts";
import type { Strike } from "../../../coordinator/workbench/fault_schedule.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { type Tested, testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";

/** All that a network and a nemesis may do. */
export const EVERYTHING: Partial<TestPlan> = {
  loss: 0.05,
  duplicate: 0.05,
  latency: { meanMs: 10, distribution: "exponential" },
  nemesis: { faults: ["partition", "one-way", "kill", "pause"], intervalMs: 500 },
};

export function nodes(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `n${n}`);
}

/** A short strict test. Logs are cut off soon, so that snapshots are part of it. */
export function trial(
  program: NodeProgram,
  plan: Partial<TestPlan>,
  script?: Script,
): Promise<Tested> {
  const names = plan.nodes ?? nodes(3);
  return testInVirtualTime({
    program,
    plan: {
      ...DEFAULT_PLAN,
      nodes: names,
      args: ["--log-max", "30"],
      timeLimitMs: 5000,
      rate: 50,
      concurrency: 2 * names.length,
      latency: { meanMs: 10, distribution: "constant" },
      judgement: "strict",
      ...plan,
    },
    ...(script === undefined ? {} : { script }),
  });
}

export function strike(atMs: number, f: Strike["f"], struck: readonly string[]): Strike {
  return { atNs: atMs * NS_PER_MS, f, what: `${f} ${struck.join(", ")}`, nodes: struck };
}

/** Cuts these off from all others, in both directions. */
export function cut(atMs: number, all: readonly string[], away: readonly string[]): Strike {
  const cuts = all.flatMap((a) =>
    all.filter((b) => away.includes(a) !== away.includes(b)).map((b) => [a, b] as const),
  );
  return { atNs: atMs * NS_PER_MS, f: "cut", what: `cut off ${away.join(", ")}`, cuts };
}

/** Not answers about the service, but about what was asked of it. */
const ANSWERS: readonly unknown[] = ["key-does-not-exist", "precondition-failed"];

/** Of the operations that began then: which share was answered, and how many there were. */
export function answered(
  { outcome }: Tested,
  fromMs: number,
  toMs: number,
): { readonly share: number; readonly count: number } {
  const begun = new Map<number, number>();
  let [count, good] = [0, 0];
  for (const { process: id, type, timeNs = 0, error } of outcome.record.history) {
    if (type === "invoke") {
      begun.set(id, timeNs / NS_PER_MS);
      continue;
    }
    const atMs = begun.get(id)!;
    if (atMs < fromMs || atMs >= toMs) continue;
    count += 1;
    const isAnswer = type === "fail" && isList(error) && ANSWERS.includes(error[0]);
    if (type === "ok" || isAnswer) good += 1;
  }
  return { share: good / count, count };
}

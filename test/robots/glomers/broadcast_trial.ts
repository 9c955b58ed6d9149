/**
 * Tests of broadcast in virtual time, and what they are asked besides the verdict.
 *
 * @module
 */
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import {
  type Tested,
  testInVirtualTime,
  type VirtualTestOptions,
} from "../../../coordinator/workbench/run_test.ts";
import { isClient } from "../../../coordinator/workbench/net_tally.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";

export type Plan = Partial<TestPlan>;

/** Loss and duplication of the challenge's hardest runs. */
export const BAD_LINKS: Plan = { loss: 0.1, duplicate: 0.1 };

/** These faults, often enough for a short run. */
export function striking(...faults: TestPlan["nemesis"]["faults"]): Plan {
  return { nemesis: { faults, intervalMs: 1500 } };
}

export function names(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `n${n}`);
}

/** As challenges 3d and 3e are run, but for what `plan` says. */
export function trial(
  program: NodeProgram,
  plan: Plan,
  more: Pick<VirtualTestOptions, "script"> = {},
): Promise<Tested & { readonly lastServerMs: number }> {
  let lastServerNs = 0;
  const journal = {
    sent({ src, dest }: { readonly src: string; readonly dest: string }, atNs: number): void {
      if (!isClient(src) && !isClient(dest)) lastServerNs = atNs;
    },
    received(): void {},
    lost(): void {},
    duplicated(): void {},
  };
  const full: TestPlan = {
    ...DEFAULT_PLAN,
    workload: "broadcast",
    nodes: names(25),
    concurrency: (plan.nodes ?? names(25)).length,
    timeLimitMs: 20_000,
    rate: 100,
    latency: { meanMs: 100, distribution: "constant" },
    judgement: "strict",
    ...plan,
  };
  return testInVirtualTime({ program, plan: full, journals: [journal], ...more }).then(
    (tested) => ({ ...tested, lastServerMs: lastServerNs / 1e6 }),
  );
}

/** What the last reads have seen, one list a node that answered. */
export function finalReads({ outcome }: Tested): number[][] {
  return outcome.record.history
    .filter(({ type, f, final }) => type === "ok" && f === "read" && final === true)
    .map(({ value }) => (value as number[]).toSorted((a, b) => a - b));
}

/** Elements that clients were told are safe and that no final read has: which node took them, and when. */
export function forgotten(tested: Tested): { readonly node: string; readonly atMs: number }[] {
  const { history, nodeOf } = tested.outcome.record;
  const held = new Set<unknown>(finalReads(tested).flat());
  return history
    .filter(({ type, f, value }) => type === "ok" && f === "broadcast" && !held.has(value))
    .map(({ process, timeNs = 0 }) => ({ node: nodeOf.get(process)!, atMs: timeNs / 1e6 }));
}

/**
 * A plan as the flags of `hearsay test`.
 *
 * @module
 */
import { DEFAULT_PLAN, type TestPlan } from "../plan.ts";

/** What a shell takes as it is. */
const PLAIN = /^[A-Za-z0-9_./:=@%+,~-]+$/;

/** A flag, its value, and the value that goes without saying. */
type Pair = readonly [flag: string, value: Value, otherwise?: Value];

type Value = string | number | undefined;

/**
 * The command that repeats a test, without defaults. The plan does not know the program.
 *
 * @param program How it was given: `--bin ./node` or `--module ./node.ts`, its path {@linkcode quoted}.
 */
export function commandOf(plan: TestPlan, program = "--bin PROGRAM"): string {
  const { latency, nemesis } = plan;
  const pairs: readonly Pair[] = [
    ["--time-limit", plan.timeLimitMs / 1000],
    ["--rate", plan.rate, DEFAULT_PLAN.rate],
    ["--concurrency", plan.concurrency],
    ["--latency", latency.meanMs, DEFAULT_PLAN.latency.meanMs],
    ["--latency-dist", latency.distribution, DEFAULT_PLAN.latency.distribution],
    ["--delivery", plan.delivery, DEFAULT_PLAN.delivery],
    ["--loss", plan.loss, 0],
    ["--duplicate", plan.duplicate, 0],
    ["--nemesis", nemesis.faults.join(","), ""],
    ["--nemesis-interval", nemesis.intervalMs / 1000, DEFAULT_PLAN.nemesis.intervalMs / 1000],
    ["--topology", plan.topology, DEFAULT_PLAN.topology],
    ["--availability", plan.availability],
    ["--consistency-models", plan.consistencyModels.join(","), "strict-serializable"],
    ["--key-count", plan.keyCount],
    ["--max-txn-length", plan.maxTxnLength, DEFAULT_PLAN.maxTxnLength],
    ["--max-writes-per-key", plan.maxWritesPerKey, DEFAULT_PLAN.maxWritesPerKey],
    [
      "--expect",
      plan.expectations.map((each) => `${each.metric}${each.comparison}${each.bound}`).join(","),
      "",
    ],
    ["--seed", plan.seed],
  ];
  const flags = pairs
    .filter(([, value, otherwise]) => value !== undefined && value !== otherwise)
    .map(([flag, value]) => `${flag} ${quoted(String(value))}`);
  const strict = plan.judgement === "strict" ? ["--strict"] : [];
  const args = plan.args.length === 0 ? [] : ["--", ...plan.args.map(quoted)];
  const head = `hearsay test -w ${plan.workload} ${program} ${nodesOf(plan)}`;
  return [head, ...flags, ...strict, ...args].join(" ");
}

function nodesOf({ nodes }: TestPlan): string {
  const counted = nodes.every((name, i) => name === `n${i}`);
  return counted ? `--node-count ${nodes.length}` : `--nodes ${quoted(nodes.join(","))}`;
}

/** A word as a shell takes it: in quotes where it needs them. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

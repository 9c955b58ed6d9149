/**
 * `hearsay test`: runs somebody's nodes through a workload and says whether they are right.
 *
 * @module
 */
import { Command, Option } from "commander";
import {
  DEFAULT_PLAN,
  DELIVERIES,
  LATENCY_DISTRIBUTIONS,
  TOPOLOGIES,
  WORKLOADS,
} from "../workbench/plan.ts";
import { jsonOption } from "./shared_options.ts";
import { NODES_MAX, type TestFlags } from "./test_request.ts";
import { amount, rate, wholeNumber } from "./values.ts";

/** A day: nobody waits longer. */
const TIME_LIMIT_S_MAX = 86_400;
const RATE_MAX = 1_000_000;
const LATENCY_MS_MAX = 60_000;
const RUNS_MAX = 1_000_000;

export function testCommand(): Command {
  const command = new Command("test")
    .description("Test nodes that speak Maelstrom's protocol, and judge them.")
    .argument("[args...]", "arguments for the nodes, after --")
    .addHelpText(
      "after",
      `
Examples:
  hearsay test -w echo --bin ./echo.py --node-count 1 --time-limit 10
  hearsay test -w echo --module ./echo.ts --node-count 1      in virtual time: done in a moment
  hearsay test -w broadcast --bin ./node --node-count 25 --rate 100 --latency 100 \\
      --expect "servers.msgs-per-op<30,p50<400,max<600"
  hearsay test -w g-counter --module ./counter.ts --nemesis partition,kill --loss 0.1 --strict
  hearsay test -w kafka --module ./kafka.ts --runs 100        100 seeds: how many pass?
  hearsay test -w lin-kv --module ./kv.ts --seed 42 -- --eager   the nodes get --eager
  hearsay test --replay store/latest/case.json                the smallest failure, again

--bin runs the nodes as processes in real time: a seed gives the same operations and faults, but not
the same timing. --module runs a TypeScript module in virtual time: a seed gives the same run.
Exit code: 0 valid, 1 invalid, 2 unknown or wrong usage, 130 interrupted.`,
    )
    .action(async (args: string[], flags: TestFlags) => {
      const { performTest } = await import("./test_run.ts");
      process.exitCode = await performTest(flags, args);
    });
  for (const option of options()) command.addOption(option);
  return command;
}

function options(): Option[] {
  const plan = DEFAULT_PLAN;
  return [
    new Option("-w, --workload <name>", "what clients do")
      .choices([...WORKLOADS])
      .default(plan.workload),
    new Option("--bin <file>", "the program of a node: it speaks on stdin and stdout").conflicts(
      "module",
    ),
    new Option("--module <file>", "a TypeScript module with a node, run in virtual time"),
    new Option("--node-count <n>", "nodes, named n0, n1, ...").argParser(wholeNumber(1, NODES_MAX)),
    new Option("--nodes <names>", "names of the nodes (default: n1,n2,n3,n4,n5)").conflicts(
      "nodeCount",
    ),
    new Option("--time-limit <s>", "seconds of operations, before the final reads")
      .argParser(amount(0, TIME_LIMIT_S_MAX))
      .default(plan.timeLimitMs / 1000),
    new Option("--rate <n>", "operations a second, all clients together")
      .argParser(amount(0, RATE_MAX))
      .default(plan.rate),
    new Option("--concurrency <n>", "clients at work; 4n are four for each node").default("1n"),
    new Option("--latency <ms>", "mean latency between nodes, and to services")
      .argParser(amount(0, LATENCY_MS_MAX))
      .default(plan.latency.meanMs),
    new Option("--latency-dist <shape>", "how latencies are spread")
      .choices([...LATENCY_DISTRIBUTIONS])
      .default(plan.latency.distribution),
    new Option(
      "--delivery <how>",
      "exact: when it is due; maelstrom: not past what is under way to a node",
    )
      .choices([...DELIVERIES])
      .default(plan.delivery),
    new Option("--loss <share>", "of messages between nodes, that are lost")
      .argParser(rate)
      .default(plan.loss),
    new Option("--duplicate <share>", "of messages between nodes, that arrive twice")
      .argParser(rate)
      .default(plan.duplicate),
    new Option("--nemesis <faults>", "a list of partition, one-way, kill, pause"),
    new Option("--nemesis-interval <s>", "mean pause between steps of the nemesis")
      .argParser(amount(0.001, TIME_LIMIT_S_MAX))
      .default(plan.nemesis.intervalMs / 1000),
    new Option("--topology <shape>", "that broadcast suggests to the nodes")
      .choices([...TOPOLOGIES])
      .default(plan.topology),
    new Option("--availability <share>", "of operations that must succeed: total, or 0 to 1"),
    new Option("--consistency-models <names>", "what transactions must satisfy").default(
      "strict-serializable",
    ),
    new Option("--key-count <n>", "keys that are in use at a time").argParser(
      wholeNumber(1, 1_000_000),
    ),
    new Option("--max-txn-length <n>", "operations of a transaction, at most")
      .argParser(wholeNumber(1, 1000))
      .default(plan.maxTxnLength),
    new Option("--max-writes-per-key <n>", "before another key takes its place")
      .argParser(wholeNumber(1, 1_000_000))
      .default(plan.maxWritesPerKey),
    new Option(
      "--seed <text>",
      "decides everything that is drawn (default: another one each time)",
    ),
    new Option("--runs <n>", "run so many seeds: seed, seed + 1, ...")
      .argParser(wholeNumber(1, RUNS_MAX))
      .default(1),
    new Option("--expect <list>", 'part of the verdict: "servers.msgs-per-op<30,p50<400,max<600"'),
    new Option("--strict", "close the known blind spots of Maelstrom's checkers").conflicts(
      "compat",
    ),
    new Option("--compat", "judge as Maelstrom does (the default)"),
    new Option("--store <folder>", "where the results go").default("store"),
    new Option("--no-store", "write no results"),
    new Option("--no-shrink", "do not look for the smallest test that fails so, of a module"),
    new Option("--replay <file>", "see a failure again that was shrunk: case.json"),
    new Option("--log-stderr", "show what the nodes write for people"),
    new Option("--log-net-send", "show every message that is sent"),
    new Option("--log-net-recv", "show every message that arrives"),
    jsonOption(),
  ];
}

/**
 * What the choices of broadcasts and logs cost, side by side: the tables of docs/glomers.md.
 *
 * @module
 */
import { planOfRow } from "../coordinator/cli/glomers_plan.ts";
import { rowsNamed } from "../coordinator/glomers/rows.ts";
import { seedResult } from "../coordinator/glomers/standing.ts";
import type { Delivery, TestPlan, TopologyName } from "../coordinator/workbench/plan.ts";
import type { TestOutcome } from "../coordinator/workbench/record.ts";
import { testInVirtualTime } from "../coordinator/workbench/run_test.ts";
import { figure, msOf } from "../coordinator/workbench/words.ts";
import { PROGRAMS } from "../robots/glomers/programs.ts";
import { markdownTable, withMadePart } from "./markdown_parts.ts";

/** Of each choice; the tables give the medians. */
const SEEDS = ["1", "2", "3", "4", "5"];

const EASY = { strict: false, hardships: { nemesis: [], loss: 0, duplicate: 0 } } as const;

export interface Broadcasting {
  readonly how: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly topology?: TopologyName;
}

const told = (batchMs: number, topology: TopologyName): Broadcasting => ({
  how: `${batchMs === 0 ? "told at once" : `batches of ${batchMs} ms`}, ${topology}`,
  program: "broadcast",
  args: ["--batch-ms", String(batchMs)],
  topology,
});

const gathered = (epochMs: number, ...args: readonly string[]): Broadcasting => ({
  how: ["hub", epochMs === 0 ? "no epochs" : `${epochMs} ms`, ...args].join(", "),
  program: "broadcast-hub",
  args: ["--epoch-ms", String(epochMs), ...args.flatMap((arg) => arg.split(" "))],
});

export const BROADCASTINGS: readonly Broadcasting[] = [
  told(0, "grid"),
  told(0, "tree4"),
  told(100, "grid"),
  told(100, "tree4"),
  told(300, "tree4"),
  gathered(0),
  gathered(100),
  gathered(350),
  gathered(409, "--answer-ms 10"),
  gathered(440, "--slack-ms 25"),
  gathered(500),
  gathered(1400),
  gathered(1600),
  gathered(1600, "--slack-ms 40"),
  gathered(1750),
];

export interface Logging {
  readonly program: string;
  readonly args: readonly string[];
  readonly periodMs: number;
}

const logs = (program: string, args: readonly string[], ...periods: number[]): Logging[] =>
  periods.map((periodMs) => ({ program, args, periodMs }));

export const LOGGINGS: readonly Logging[] = [
  ...logs("kafka-lanes", ["--ack", "local"], 0, 10, 50, 100),
  ...logs("kafka-lanes", ["--ack", "all"], 0, 10, 20, 50, 100),
  ...logs("kafka-lin-kv", [], 0, 10, 50),
];

/** How long until an element is everywhere. */
interface Spread {
  readonly medianMs: number;
  readonly maxMs: number;
}

/** What a way to broadcast costs. */
export interface BroadcastLine {
  readonly choice: Broadcasting;
  /** An operation, as Maelstrom delivers. */
  readonly messages: number;
  readonly maelstrom: Spread;
  readonly exact: Spread;
}

/** Measures a way to broadcast. */
export async function broadcastLine(choice: Broadcasting): Promise<BroadcastLine> {
  const measured = async (delivery: Delivery): Promise<Spread & { messages: number }> => {
    const outcomes = await outcomesOf(choice.program, {
      ...planOf("3d", delivery),
      args: choice.args,
      topology: choice.topology ?? "grid",
    });
    const results = outcomes.map((outcome) => seedResult(outcome, undefined).figures);
    return {
      messages: median(results.map(({ msgsPerOp }) => msgsPerOp)),
      medianMs: median(results.map(({ medianMs }) => medianMs)),
      maxMs: median(results.map(({ maxMs }) => maxMs)),
    };
  };
  const { messages, ...maelstrom } = await measured("maelstrom");
  const { messages: _, ...exact } = await measured("exact");
  return { choice, messages, maelstrom, exact };
}

/** Its cells in the table. */
export function broadcastCells({ choice, messages, maelstrom, exact }: BroadcastLine): string[] {
  const times = [maelstrom.medianMs, maelstrom.maxMs, exact.medianMs, exact.maxMs];
  return [choice.how, figure(messages), ...times.map(msOf)];
}

/** The line of a way to keep logs. */
export async function logLine({ program, args, periodMs }: Logging): Promise<string[]> {
  const row = args.includes("all") ? "5c-all" : "5c";
  const outcomes = await outcomesOf(program, {
    ...planOf(row, "exact"),
    args: [...args, "--period-ms", String(periodMs)],
  });
  const messages = outcomes.map((each) => seedResult(each, undefined).figures.msgsPerOp);
  const quantile = (f: string, point: "0.5" | "0.99"): string =>
    msOf(median(outcomes.map((each) => okQuantile(each, f, point))));
  return [
    `\`${[program, ...args].join(" ")}\``,
    String(periodMs),
    figure(median(messages)),
    `${quantile("send", "0.5")} / ${quantile("send", "0.99")}`,
    `${quantile("poll", "0.5")} / ${quantile("poll", "0.99")}`,
  ];
}

function okQuantile(
  { latencies: all }: TestOutcome,
  f: string,
  point: "0.5" | "0.99",
): number | undefined {
  return all.find((each) => each.f === f && each.type === "ok")?.quantilesMs[point];
}

function planOf(id: string, delivery: Delivery): TestPlan {
  const [row] = rowsNamed([id]);
  return { ...planOfRow(row!, "1", { ...EASY, delivery }), expectations: [] };
}

/** @throws Error when a seed is not valid: then its figures say nothing. */
async function outcomesOf(program: string, plan: TestPlan): Promise<TestOutcome[]> {
  const start = await PROGRAMS[program]!.load();
  const outcomes: TestOutcome[] = [];
  for (const seed of SEEDS) {
    // One after the other: they share the memory of this process.
    const { outcome } = await testInVirtualTime({ plan: { ...plan, seed }, program: start });
    if (outcome.valid !== true)
      throw new Error(`${program} ${plan.args.join(" ")} is not valid with seed ${seed}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** The middle one; of none, and where one is missing, there is none. */
function median(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  return known.length === values.length ? known[values.length >> 1]! : Number.NaN;
}

const BROADCAST_HEAD = [
  "how",
  "messages an operation",
  "as Maelstrom delivers: median, ms",
  "max, ms",
  "exact: median, ms",
  "max, ms",
];
const LOG_HEAD = [
  "program",
  "period, ms",
  "messages an operation",
  "send, median / p99 ms",
  "poll, median / p99 ms",
];

export const BROADCAST_MARK = "npm run choices, broadcast";
export const LOG_MARK = "npm run choices, logs";

export interface Choices {
  /** With both tables as they are now. */
  readonly page: string;
  readonly broadcasts: readonly BroadcastLine[];
}

/** Measures all choices. */
export async function withChoices(page: string, step: (what: string) => void): Promise<Choices> {
  const broadcasts: BroadcastLine[] = [];
  for (const choice of BROADCASTINGS) {
    step(choice.how);
    broadcasts.push(await broadcastLine(choice));
  }
  const kept: string[][] = [];
  for (const choice of LOGGINGS) {
    step(`${choice.program} ${choice.args.join(" ")}, ${choice.periodMs} ms`);
    kept.push(await logLine(choice));
  }
  const table = markdownTable(BROADCAST_HEAD, broadcasts.map(broadcastCells));
  const made = withMadePart(page, BROADCAST_MARK, table);
  return {
    page: withMadePart(made, LOG_MARK, markdownTable(LOG_HEAD, kept)),
    broadcasts,
  };
}

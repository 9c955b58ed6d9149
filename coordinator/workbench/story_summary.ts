/**
 * The figures at the end of a story, a line for each kind.
 *
 * @module
 */
import { isRecord } from "../checkers/history/json_values.ts";
import { toldExpectation } from "./expectation.ts";
import { faultSchedule } from "./fault_schedule.ts";
import { messagesPerOperation } from "./net_tally.ts";
import type { FaultKind, TestPlan } from "./plan.ts";
import type { RunRecord, TestOutcome } from "./record.ts";
import { clipped, figure, grouped, msOf, percent } from "./words.ts";

/** Kinds of operations whose latencies are shown: no workload has more. */
const LATENCIES_SHOWN = 5;
/** What was expected, shown when it was met: who asks for more knows where they stand. */
const EXPECTATIONS_SHOWN = 6;

/** @param folder Where the files lie. */
export function summaryLines(outcome: TestOutcome, folder?: string): string[] {
  const { record } = outcome;
  const rows: (readonly [label: string, text: string | undefined])[] = [
    ["operations", operations(outcome)],
    ["latency", latency(outcome)],
    ["elements", elements(outcome)],
    ["stable after", stableLatency(outcome)],
    ["messages", messages(outcome)],
    ["faults", faults(outcome)],
    ["expected", expected(outcome)],
    ["bad answers", badAnswers(record)],
    ["files", folder],
  ];
  return rows
    .filter(([, text]) => text !== undefined)
    .map(([label, text]) => `  ${label.padEnd(LABEL_COLUMNS)}${text}`);
}

const LABEL_COLUMNS = 14;

function operations({ stats, availability }: TestOutcome): string {
  const { invokedCount, okFraction } = availability;
  if (invokedCount === 0) return "none";
  const { okCount, failCount } = stats;
  // Those that never ended are open, too.
  const open = Math.max(stats.infoCount, invokedCount - okCount - failCount);
  const ends = `${grouped(okCount)} ok, ${grouped(failCount)} failed, ${grouped(open)} open`;
  return `${ends}; ${percent(okFraction)} available`;
}

function latency({ latencies }: TestOutcome): string | undefined {
  const ok = latencies.filter(({ type }) => type === "ok").slice(0, LATENCIES_SHOWN);
  if (ok.length === 0) return undefined;
  const told = ok.map(
    ({ f, quantilesMs: q }) => `${f} ${msOf(q["0.5"])} / ${msOf(q["0.99"])} / ${msOf(q["1"])}`,
  );
  return `${told.join(", ")} ms (median / p99 / max)`;
}

/** What became of the elements of a set. */
function elements({ workload: { results } }: TestOutcome): string | undefined {
  const counts = ["stable", "lost", "stale", "never-read", "duplicated"].map((fate) => {
    const count = isRecord(results) ? results[`${fate}-count`] : undefined;
    return { fate, count: typeof count === "number" ? count : 0 };
  });
  if (!isRecord(results) || results["stable-count"] === undefined) return undefined;
  return counts
    .filter(({ count, fate }) => count > 0 || fate === "stable")
    .map(({ fate, count }) => `${grouped(count)} ${fate}`)
    .join(", ");
}

function stableLatency({ workload: { results } }: TestOutcome): string | undefined {
  const q = isRecord(results) ? results["stable-latencies"] : undefined;
  if (!isRecord(q)) return undefined;
  const points = [q["0.5"], q["0.99"], q["1"]].filter((each) => typeof each === "number");
  return points.length < 3 ? undefined : `${points.map(msOf).join(" / ")} ms (median / p99 / max)`;
}

function messages({ net, record }: TestOutcome): string {
  const { servers, clients } = net;
  const invocations = record.history.filter(({ type }) => type === "invoke").length;
  const rate = messagesPerOperation(servers, invocations);
  const between = `${grouped(servers.sendCount)} between servers`;
  const arrived =
    servers.recvCount === servers.sendCount
      ? ""
      : `, ${grouped(servers.recvCount)} of them arrived`;
  const each = rate === undefined ? "" : `${figure(rate)} an operation: `;
  return `${each}${between}${arrived}; ${grouped(clients.sendCount)} with clients`;
}

function faults({ record: { plan, strikes }, net: { servers } }: TestOutcome): string | undefined {
  const counts = new Map<string, number>();
  for (const { f } of strikes)
    if (f === "cut" || f === "kill" || f === "pause") counts.set(f, (counts.get(f) ?? 0) + 1);
  const told = [...counts].map(([f, count]) => `${count} ${f}${count === 1 ? "" : "s"}`);
  const isQuiet = servers.sendCount === 0;
  // Copies make up for losses in the count.
  const noneLost = isQuiet || (plan.duplicate === 0 && servers.recvCount >= servers.sendCount);
  if (plan.loss > 0)
    told.push(`${percent(plan.loss)} loss${noneLost ? " (it hit no message)" : ""}`);
  if (plan.duplicate > 0)
    told.push(`${percent(plan.duplicate)} duplicates${isQuiet ? " (they hit no message)" : ""}`);
  const late = tooLate(plan).filter((kind) => !counts.has(STRIKE_OF[kind]));
  if (late.length > 0) {
    const after = `the first ${late.join(", ")} would have come after the end (--nemesis-interval)`;
    told.push(`${told.length === 0 ? "none: " : ""}${after}`);
  }
  return told.length === 0 ? undefined : told.join(", ");
}

/** Kinds of faults that the plan asks for and its time is too short for. */
function tooLate(plan: TestPlan): FaultKind[] {
  const planned = new Set(faultSchedule(plan).map(({ f }) => f));
  return plan.nemesis.faults.filter((kind) => !planned.has(STRIKE_OF[kind]));
}

const STRIKE_OF = { partition: "cut", "one-way": "cut", kill: "kill", pause: "pause" } as const;

function expected({ expectations }: TestOutcome): string | undefined {
  const met = expectations.filter((each) => each.met).slice(0, EXPECTATIONS_SHOWN);
  if (met.length === 0) return undefined;
  return met
    .map(({ expectation, actual = 0 }) => `${toldExpectation(expectation)} (${figure(actual)})`)
    .join(", ");
}

function badAnswers({ badAnswers: [first], badAnswers: all }: RunRecord): string | undefined {
  if (first === undefined) return undefined;
  return `${grouped(all.length)}; the first from ${first.node}: ${clipped(first.reason)}`;
}

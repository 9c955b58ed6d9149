/**
 * Counters: clients add to a number at nodes, and each node should soon have the sum. The one only
 * grows, the other goes both ways.
 *
 * @module
 */
import { randomBelow } from "../../../robots/engine/random.ts";
import {
  counter,
  type CounterError,
  type CounterErrorKind,
  type Range,
} from "../../checkers/history/counter.ts";
import type { HistoryEvent, Json, Judgement } from "../../checkers/history/history.ts";
import type { TestPlan } from "../plan.ts";
import type { Client, Complaint, Source, Workload, WorkloadResult } from "../workload.ts";
import { checkAnswer, whole } from "./answer.ts";
import { type Draw, FINAL_READ, mixOf, onceEach, read } from "./sources.ts";
import { COMPLAINTS_MAX, eventOf, eventsOf, judged } from "./verdicts.ts";
import { quoted, whoAndWhen } from "./words.ts";

/** Deltas are -5 to 4. */
export function pnCounter(plan: TestPlan): Workload {
  return counterOf("pn-counter", plan, () => mixOf([addition(-5), read]));
}

/** Deltas are 0 to 4. Maelstrom draws as for pn-counter and drops the negative ones: more reads remain. */
export function gCounter(plan: TestPlan): Workload {
  return counterOf("g-counter", plan, () => mixOf([addition(0), read, read]));
}

/** Up to 4. */
function addition(least: number): Draw {
  return (random) => ({ f: "add", value: least + randomBelow(random, 5 - least) });
}

function counterOf(
  name: "g-counter" | "pn-counter",
  { judgement }: TestPlan,
  source: () => Source,
): Workload {
  return {
    name,
    newClient: () => CLIENT,
    source,
    finalSource: () => onceEach(FINAL_READ),
    // As in Maelstrom, where even a read that stays open ends its process.
    idempotent: [],
    check: (history) => judged(() => judge(history, judgement)),
  };
}

const CLIENT: Client = {
  *perform({ f, value }) {
    if (f === "read") {
      const body = yield { type: "read" };
      return { type: "ok", value: checkAnswer(body, "read_ok", { value: whole }).value };
    }
    checkAnswer(yield { type: "add", delta: value }, "add_ok", {});
    return { type: "ok", value };
  },
};

/** Worst first. */
const KINDS: readonly CounterErrorKind[] = [
  "final-read",
  "impossible-read",
  "diverged",
  "no-final-read",
];

function judge(history: readonly HistoryEvent[], judgement: Judgement): WorkloadResult {
  const { valid, finalReads, acceptable, exact, errorCount, errors } = counter(history, judgement);
  const complaints = KINDS.flatMap((kind) =>
    errors
      .filter((error) => error.kind === kind)
      .slice(0, COMPLAINTS_MAX)
      .map((error) => complaintOf(history, error, acceptable)),
  );
  const more = errorCount - complaints.length;
  if (more > 0) {
    const what = `${more} more reads are wrong: ${errorCount} in all`;
    complaints.push({ anomaly: complaints.at(-1)!.anomaly, what, events: [], count: more });
  }
  if (valid === "unknown") complaints.push(exact ? UNREAD : VAGUE);
  return {
    valid,
    results: {
      "valid?": valid,
      errors: errors.length === 0 ? null : errors.map((error) => eventOf(history, error.operation)),
      "final-reads": finalReads,
      acceptable: acceptable.map(([low, high]) => [low, high]),
    },
    complaints,
  };
}

const UNREAD: Complaint = {
  anomaly: "no-final-read",
  what: "nobody read the counter after the last addition",
  events: [],
};

const VAGUE: Complaint = {
  anomaly: "too-many-sums",
  what: "so many additions stayed open that nobody can tell which sums are possible",
  events: [],
};

function complaintOf(
  history: readonly HistoryEvent[],
  { kind, operation, value, nearest }: CounterError,
  acceptable: readonly Range[],
): Complaint {
  const who = whoAndWhen(history, operation);
  const near = nearest.length === 0 ? "" : `: the nearest is ${nearest.join(" or ")}`;
  const answer = `read of ${who} is ${quoted(value)}`;
  const said: Readonly<Record<CounterErrorKind, string>> = {
    "final-read": `the final ${answer}, ${expected(value, acceptable, near)}`,
    "impossible-read": `the ${answer}, no sum of additions begun by then${near}`,
    diverged: `the final ${answer}, that of another process ${nearest.join()}`,
    "no-final-read": `no final read succeeded, such as that of ${who}`,
  };
  return { anomaly: kind, what: said[kind], events: eventsOf(history, operation) };
}

function expected(value: Json, acceptable: readonly Range[], near: string): string {
  const [low, high] = acceptable[0]!;
  if (acceptable.length > 1 || low !== high) return `no sum of additions that happened${near}`;
  const must = `and must be ${low}`;
  if (typeof value !== "number") return must;
  return value < low ? `${must}: ${low - value} too low` : `${must}: ${value - low} too high`;
}

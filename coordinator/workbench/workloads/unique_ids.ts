/**
 * Unique ids: clients ask nodes for ids, which may be anything, but never the same again.
 *
 * @module
 */
import type { HistoryEvent, Judgement } from "../../checkers/history/history.ts";
import {
  type DuplicatedId,
  uniqueIds as checkUniqueIds,
} from "../../checkers/history/unique_ids.ts";
import type { TestPlan } from "../plan.ts";
import type { Client, Complaint, Workload, WorkloadResult } from "../workload.ts";
import { anything, checkAnswer } from "./answer.ts";
import { COMPLAINTS_MAX, judged, keyOf, someOf } from "./verdicts.ts";
import { quoted, whoAndWhen } from "./words.ts";

export function uniqueIds({ judgement }: TestPlan): Workload {
  return {
    name: "unique-ids",
    newClient: () => CLIENT,
    source: () => ({ next: () => ({ f: "generate", value: null }) }),
    idempotent: [],
    check: (history) => judged(() => judge(history, judgement)),
  };
}

const CLIENT: Client = {
  *perform() {
    const { id } = checkAnswer(yield { type: "generate" }, "generate_ok", { id: anything });
    return { type: "ok", value: id };
  },
};

function judge(history: readonly HistoryEvent[], judgement: Judgement): WorkloadResult {
  const found = checkUniqueIds(history, judgement);
  const all = found.duplicated.map((duplicate) => complaintOf(history, duplicate));
  const complaints = someOf("duplicated", found.duplicatedCount, all);
  if (found.valid === "unknown") {
    const what = `none of ${found.attemptedCount} requests got an id`;
    complaints.push({ anomaly: "nothing-generated", what, events: [] });
  }
  return {
    valid: found.valid,
    results: {
      "valid?": found.valid,
      "attempted-count": found.attemptedCount,
      "acknowledged-count": found.acknowledgedCount,
      "duplicated-count": found.duplicatedCount,
      duplicated: Object.fromEntries(found.duplicated.map(({ id, count }) => [keyOf(id), count])),
      range: found.range ?? [null, null],
    },
    complaints,
  };
}

function complaintOf(
  history: readonly HistoryEvent[],
  { id, count, operations }: DuplicatedId,
): Complaint {
  const [first, second] = operations.map((at) => whoAndWhen(history, at));
  return {
    anomaly: "duplicated",
    what: `id ${quoted(id)} was given out ${count} times, first to ${first}, then to ${second}`,
    // A constant is given out in every answer.
    events: operations.slice(0, COMPLAINTS_MAX),
    value: id,
  };
}

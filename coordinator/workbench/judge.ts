/**
 * The verdict on a run: the worst of what the workload's checker, availability, statistics and
 * expectations say, and of what went wrong with the nodes themselves.
 *
 * @module
 */
import { availability } from "../checkers/history/availability.ts";
import type { AvailabilityResult } from "../checkers/history/availability.ts";
import type { HistoryEvent, Json, Verdict } from "../checkers/history/history.ts";
import { worst } from "../checkers/history/history.ts";
import { latencies } from "../checkers/history/latency.ts";
import { stats } from "../checkers/history/stats.ts";
import type { Stats } from "../checkers/history/stats.ts";
import { evaluate, toldExpectation } from "./expectation.ts";
import type { ExpectationResult } from "./expectation.ts";
import { metricsOf } from "./metrics.ts";
import { INTERRUPTED } from "./record.ts";
import type { NetStats, RunRecord, TestOutcome } from "./record.ts";
import { resultsOf } from "./results.ts";
import { clipped, figure, quoted, secondsOf } from "./words.ts";
import type { Complaint, Workload } from "./workload.ts";

/** Complaints of one kind: the first ones tell most, and the record has all. */
const COMPLAINTS_MAX = 8;
/** Operations that a complaint points at. */
const EVENTS_MAX = 4;

/**
 * Judges a run.
 *
 * A run that ended before its time is not measured: nobody can expect anything of half a run. When it
 * was interrupted, nobody knows what its checker would have said either: `unknown`, but for nodes that
 * broke by then. Answers of a wrong form count in strict; in compat, as in Maelstrom, they only leave
 * an operation open.
 *
 * @param version Of this program, for results.json.
 */
export function judge(
  record: RunRecord,
  net: NetStats,
  workload: Workload,
  version: string,
): TestOutcome {
  const { plan, history, broken } = record;
  const unjudged = workload.unjudged ?? [];
  const checked = workload.check(history);
  const measured = {
    history,
    net,
    stats: stats(history, unjudged),
    availability: availabilityOf(record, unjudged),
    results: checked.results,
    unjudged,
  };
  const isWhole = broken === undefined;
  const expectations = isWhole ? evaluate(plan.expectations, metricsOf(measured)) : [];
  const complaints = [...crashes(record), ...badOutput(record)];
  if (broken !== undefined && broken !== INTERRUPTED)
    complaints.push(complaint("broken-off", broken));
  const nodesBroke = complaints.length;
  const verdicts: Verdict[] = [nodesBroke === 0];
  if (broken === INTERRUPTED) {
    verdicts.push("unknown");
    complaints.push(complaint(INTERRUPTED, "the test was interrupted"));
  } else {
    verdicts.push(checked.valid);
    complaints.push(...checked.complaints);
  }
  if (plan.judgement === "strict" && record.badAnswers.length > 0) verdicts.push(false);
  if (isWhole) {
    verdicts.push(measured.availability.valid, measured.stats.valid);
    verdicts.push(...expectations.map(({ met }) => met));
    complaints.push(
      ...unavailable(record, measured.availability),
      ...neverOk(history, measured.stats, unjudged),
      ...unmet(expectations),
    );
  }
  const valid = worst(verdicts);
  // What else clients saw mostly comes of these.
  if (valid !== true) complaints.splice(nodesBroke, 0, ...badAnswers(record));
  const judged = {
    valid,
    record,
    workload: checked,
    net,
    stats: measured.stats,
    availability: measured.availability,
    latencies: latencies(history),
    expectations,
    complaints,
  };
  return { ...judged, results: resultsOf(judged, version) };
}

/** Compat counts what cannot succeed, such as `crash`, as Maelstrom does; strict leaves it out. */
function availabilityOf(
  { plan, history }: RunRecord,
  unjudged: readonly string[],
): AvailabilityResult {
  if (plan.judgement === "compat") return availability(history, plan.judgement, plan.availability);
  const judged = [...history.entries()].filter(([, { f }]) => !unjudged.includes(f));
  const events = judged.map(([, event]) => event);
  const result = availability(events, plan.judgement, plan.availability);
  return { ...result, notOk: result.notOk.map((at) => judged[at]![0]) };
}

function complaint(
  anomaly: string,
  what: string,
  events: readonly number[] = [],
  value?: Json,
): Complaint {
  return { anomaly, what, events, ...(value === undefined ? {} : { value }) };
}

function crashes({ crashes: all }: RunRecord): Complaint[] {
  return all.slice(0, COMPLAINTS_MAX).map(({ node, atNs, how, lastLines }) => {
    const silent = lastLines.length === 0 ? ", and it had written nothing" : "";
    const what = `${node} ended at ${secondsOf(atNs)} though nobody had killed it: ${how}${silent}`;
    return complaint("crash", what);
  });
}

function badOutput({ badOutput: all }: RunRecord): Complaint[] {
  return all.slice(0, COMPLAINTS_MAX).map(({ node, line, text, reason }) => {
    const where = line === 0 ? `${node}'s output` : `line ${line} of ${node}'s output`;
    const what = text === "" ? reason : `${reason}: ${clipped(text)}`;
    return complaint("bad-output", `${where}: ${what}`);
  });
}

function badAnswers({ badAnswers: all }: RunRecord): Complaint[] {
  const told = all.slice(0, COMPLAINTS_MAX).map(({ node, event, answer, reason }) => {
    const what = `${node} answered ${quoted(JSON.stringify(answer))}: ${reason}`;
    return complaint("malformed-answer", what, [event]);
  });
  const more = all.length - told.length;
  if (more <= 0) return told;
  const rest = complaint("malformed-answer", `${more} more: ${all.length} in all`);
  return [...told, { ...rest, count: more }];
}

function unavailable({ plan }: RunRecord, result: AvailabilityResult): Complaint[] {
  const { valid, okCount, invokedCount, notOk } = result;
  if (valid === true) return [];
  const asked =
    plan.availability === "total" ? "all were to" : `at least ${plan.availability} of them were to`;
  const what = `${okCount} of ${invokedCount} operations succeeded, and ${asked}`;
  return [complaint("unavailable", what, notOk.slice(0, EVENTS_MAX))];
}

function neverOk(
  history: readonly HistoryEvent[],
  { byF }: Stats,
  unjudged: readonly string[],
): Complaint[] {
  const never = [...byF].filter(([f, { valid }]) => valid !== true && !unjudged.includes(f));
  return never.map(([f, { count, failCount, infoCount }]) => {
    const what = `none of ${count} ${f} operations succeeded: ${failCount} failed, ${infoCount} open`;
    const events = [...history.keys()].filter((at) => {
      const event = history[at]!;
      return event.f === f && event.type === "invoke";
    });
    return complaint("never-ok", what, events.slice(0, EVENTS_MAX));
  });
}

function unmet(expectations: readonly ExpectationResult[]): Complaint[] {
  return expectations
    .filter(({ met }) => !met)
    .map(({ expectation, actual }) => {
      const was = actual === undefined ? "this run has no such figure" : `it was ${figure(actual)}`;
      return complaint("expectation", `expected ${toldExpectation(expectation)}: ${was}`);
    });
}

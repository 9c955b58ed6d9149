/**
 * What is said of a set that should soon be everywhere, whether clients broadcast its elements or add
 * them.
 *
 * @module
 */
import {
  type HistoryEvent,
  type Json,
  type Judgement,
  type Operation,
  operationsOf,
} from "../../checkers/history/history.ts";
import { isList, same } from "../../checkers/history/json_values.ts";
import { type ElementStory, setFull, type SetFullResult } from "../../checkers/history/set_full.ts";
import type { SetBreach, SetBreachKind } from "../../checkers/history/set_full_strict.ts";
import type { Complaint, WorkloadResult } from "../workload.ts";
import { COMPLAINTS_MAX, eventOf, eventsOf, judged, keyOf, someOf } from "./verdicts.ts";
import { processes, quoted, whoAndWhen } from "./words.ts";

/** Judges a history of `broadcast` or `add`, and `read`. */
export function judgeSet(history: readonly HistoryEvent[], judgement: Judgement): WorkloadResult {
  return judged(() => {
    const found = setFull(history, judgement);
    return {
      valid: found.valid,
      results: resultsOf(history, found, judgement),
      complaints: [
        ...lostOf(history, found),
        ...found.breaches.flatMap((breach) => breachOf(history, breach)),
        ...(found.valid === "unknown" ? [nothingStable(history)] : []),
      ],
    };
  });
}

function resultsOf(
  history: readonly HistoryEvent[],
  found: SetFullResult,
  judgement: Judgement,
): Json {
  const { stableLatencies, lostLatencies, breaches } = found;
  // The original never counts a duplicate: its checker asks for less than one of them.
  const duplicated = judgement === "strict" ? found.duplicated : [];
  return {
    "valid?": found.valid,
    "attempt-count": found.attemptCount,
    "stable-count": found.stableCount,
    "lost-count": found.lostCount,
    lost: found.lost,
    "never-read-count": found.neverReadCount,
    "never-read": found.neverRead,
    "stale-count": found.staleCount,
    stale: found.stale,
    "worst-stale": found.worstStale.map((story) => staleOf(history, story)),
    ...(stableLatencies === undefined ? {} : { "stable-latencies": stableLatencies }),
    ...(lostLatencies === undefined ? {} : { "lost-latencies": lostLatencies }),
    "duplicated-count": duplicated.length,
    duplicated: Object.fromEntries(duplicated.map(({ element, count }) => [keyOf(element), count])),
    ...(breaches.length === 0 ? {} : { breaches: breachesOf(breaches) }),
  };
}

function staleOf(history: readonly HistoryEvent[], story: ElementStory): Json {
  const { element, knownAt, lastAbsentAt, latencyMs } = story;
  return {
    element,
    outcome: "stable",
    "stable-latency": latencyMs,
    "lost-latency": null,
    known: knownAt === undefined ? null : named(eventOf(history, knownAt)),
    "last-absent": lastAbsentAt === undefined ? null : eventOf(history, lastAbsentAt),
  };
}

/** The original's checker knows of `add` only, and its results show what it was given. */
function named(event: { [key: string]: Json }): Json {
  return event["f"] === "broadcast" ? { ...event, f: "add" } : event;
}

function breachesOf(breaches: readonly SetBreach[]): Json {
  return Object.fromEntries(
    breaches.map(({ kind, count, shown }) => [
      kind,
      { count, elements: shown.map(({ element }) => element) },
    ]),
  );
}

function lostOf(history: readonly HistoryEvent[], found: SetFullResult): Complaint[] {
  if (found.lostCount === 0) return [];
  const finals = operationsOf(history).filter(({ final, type }) => final && type === "ok");
  const all = found.worstLost.slice(0, COMPLAINTS_MAX).map((story) => {
    const { element, addedAt, knownAt, lastPresentAt, lastAbsentAt } = story;
    // Whatever is lost was known, and then a read missed it.
    const known = history[knownAt!]!.f === "read" ? "first read by" : "acknowledged to";
    const seen =
      lastPresentAt === undefined
        ? "never read"
        : `last read by ${whoAndWhen(history, lastPresentAt)}`;
    return {
      anomaly: "lost",
      what:
        `${quoted(element)} was ${known} ${whoAndWhen(history, knownAt!)}, ${seen}, and is missing ` +
        `from the read of ${whoAndWhen(history, lastAbsentAt!)}${atTheEnd(element, finals)}`,
      events: [addedAt, knownAt!, ...(lastPresentAt === undefined ? [] : [lastPresentAt])]
        .concat(eventsOf(history, lastAbsentAt!))
        .toSorted((a, b) => a - b),
      value: element,
    };
  });
  return someOf("lost", found.lostCount, all);
}

/** Who misses an element when all has come to rest. */
function atTheEnd(element: Json, finals: readonly Operation[]): string {
  const missing = finals.filter(
    ({ value }) => isList(value) && !value.some((held) => same(held, element)),
  );
  if (missing.length === 0) return "";
  if (missing.length === finals.length) return `; all final reads miss it`;
  const who = processes(missing.map((read) => read.process).toSorted((a, b) => a - b));
  return `; ${missing.length} of ${finals.length} final reads miss it: ${who}`;
}

/** What a read did, in the words of a complaint. */
const SAID: Readonly<Record<SetBreachKind, string>> = {
  duplicated: "holds it more than once",
  phantom: "holds it, and nobody had begun to add it",
  "failed-yet-read": "holds it, and all who were to add it refused",
  forgotten: "misses it, and that process had read it before",
  "missing-at-the-end": "is final and misses it, which was known by then",
};

function breachOf(history: readonly HistoryEvent[], breach: SetBreach): Complaint[] {
  const { kind, count, shown } = breach;
  const all = shown.slice(0, COMPLAINTS_MAX).map(({ element, read }) => {
    const added = history.findIndex(
      ({ type, f, value }) => type === "invoke" && f !== "read" && same(value, element),
    );
    const before = kind === "forgotten" ? lastReadBefore(history, read) : -1;
    return {
      anomaly: kind,
      what: `${quoted(element)}: the read of ${whoAndWhen(history, read)} ${SAID[kind]}`,
      events: [added, before, ...eventsOf(history, read)]
        .filter((at) => at !== -1)
        .toSorted((a, b) => a - b),
      value: element,
    };
  });
  return someOf(kind, count, all);
}

/** Where the same process was answered its last read before this one. */
function lastReadBefore(history: readonly HistoryEvent[], at: number): number {
  const reader = history[at]!.process;
  return history.findLastIndex(
    ({ process: client, type, f }, place) =>
      place < at && client === reader && type === "ok" && f === "read",
  );
}

function nothingStable(history: readonly HistoryEvent[]): Complaint {
  const count = (wanted: (event: HistoryEvent) => boolean) => history.filter(wanted).length;
  const begun = count(({ type, f }) => type === "invoke" && f !== "read");
  const acknowledged = count(({ type, f }) => type === "ok" && f !== "read");
  const reads = count(({ type, f }) => type === "ok" && f === "read");
  return {
    anomaly: "nothing-stable",
    what: `no element stayed: ${begun} were to be added, ${acknowledged} acknowledged, and ${reads} reads answered`,
    events: [],
  };
}

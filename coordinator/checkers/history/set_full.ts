/**
 * Sets, after Jepsen's set-full: when was each added element seen, and when not? For broadcast and g-set.
 *
 * An element is *known* from its acknowledgement or from the end of the first read that has it. It is
 * *stable* when the read that began last among those that may miss it has it, *lost* when that read began
 * after it was known and has it not, and else *never read*. It is *stale* when it is stable, but was
 * missing at least a millisecond after it was known.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { HistoryEvent, Json, Judgement, Verdict } from "./history.ts";
import { NANOSECONDS_PER_MS, quantiles } from "./latency.ts";
import type { Quantiles } from "./latency.ts";
import { elementsOf, gather, readOf } from "./set_full_elements.ts";
import type { SetElement, SetRead } from "./set_full_elements.ts";
import { setBreaches } from "./set_full_strict.ts";
import type { SetBreach } from "./set_full_strict.ts";
import { compareJson } from "./json_values.ts";

/** Elements described in full, the slowest first. All are counted and named. */
export const ELEMENTS_SHOWN_MAX = 8;

/** What became of an element. Positions are those in the history. */
export interface ElementStory {
  readonly element: Json;
  /** The invocation that added it. */
  readonly addedAt: number;
  /** The event since which it is known. */
  readonly knownAt: number | undefined;
  /** The invocations of the last reads that have it, and that miss it. */
  readonly lastPresentAt: number | undefined;
  readonly lastAbsentAt: number | undefined;
  /** From being known to the last read that misses it (stable) or has it (lost), at least 0. */
  readonly latencyMs: number;
}

export interface SetFullResult {
  readonly valid: Verdict;
  readonly attemptCount: number;
  readonly stableCount: number;
  readonly lostCount: number;
  readonly lost: readonly Json[];
  readonly neverReadCount: number;
  readonly neverRead: readonly Json[];
  readonly staleCount: number;
  readonly stale: readonly Json[];
  readonly worstStale: readonly ElementStory[];
  readonly worstLost: readonly ElementStory[];
  readonly stableLatencies: Quantiles | undefined;
  readonly lostLatencies: Quantiles | undefined;
  /** Elements that stood more than once in one read, with the most that were seen. No failure in compat. */
  readonly duplicatedCount: number;
  readonly duplicated: readonly { readonly element: Json; readonly count: number }[];
  /** What strict judges besides; empty in compat. */
  readonly breaches: readonly SetBreach[];
}

/**
 * Judges a history of `broadcast` or `add`, and `read`. Without a stable element the answer is
 * `unknown`, unless something is lost.
 *
 * @throws RangeError when invocations and completions do not pair up, or an ok read holds no list.
 *
 * @example
 * ```ts
 * import { setFull } from "./set_full.ts";
 * const { valid, lost } = setFull(
 *   [
 *     { process: 0, type: "invoke", f: "broadcast", value: 7 },
 *     { process: 0, type: "ok", f: "broadcast", value: 7 },
 *     { process: 0, type: "invoke", f: "read", value: null },
 *     { process: 0, type: "ok", f: "read", value: [] },
 *   ],
 *   "compat",
 * );
 * console.log(valid, lost); // false [ 7 ]
 * ```
 */
export function setFull(history: readonly HistoryEvent[], judgement: Judgement): SetFullResult {
  const operations = operationsOf(history);
  const adds = operations.filter(({ f }) => f === "broadcast" || f === "add");
  const reads = operations.filter(({ f, type }) => f === "read" && type === "ok").map(readOf);
  const elements = elementsOf(adds);
  const duplicated = gather(elements, reads);
  const told = [...elements.values()].toSorted((a, b) => compareJson(a.value, b.value));
  const stable: ElementStory[] = [];
  const lost: ElementStory[] = [];
  const neverRead: Json[] = [];
  for (const element of told) {
    const fate = fateOf(element);
    if (fate === "stable") stable.push(storyOf(element, element.lastAbsent));
    else if (fate === "lost") lost.push(storyOf(element, element.lastPresent));
    else neverRead.push(element.value);
  }
  const stale = stable.filter(({ latencyMs }) => latencyMs > 0);
  const breaches = judgement === "strict" ? setBreaches({ adds, reads, elements, duplicated }) : [];
  return {
    valid: lost.length > 0 || breaches.length > 0 ? false : stable.length === 0 ? "unknown" : true,
    attemptCount: elements.size,
    stableCount: stable.length,
    lostCount: lost.length,
    lost: lost.map(({ element }) => element),
    neverReadCount: neverRead.length,
    neverRead,
    staleCount: stale.length,
    stale: stale.map(({ element }) => element),
    worstStale: worstOf(stale),
    worstLost: worstOf(lost),
    stableLatencies: quantiles(stable.map(({ latencyMs }) => latencyMs)),
    lostLatencies: quantiles(lost.map(({ latencyMs }) => latencyMs)),
    duplicatedCount: duplicated.length,
    duplicated: duplicated.map(({ element, count }) => ({ element, count })),
    breaches,
  };
}

function fateOf({ knownAt, lastPresent, lastAbsent }: SetElement): "stable" | "lost" | "never" {
  const presentAt = lastPresent?.operation.invokedAt ?? -1;
  const absentAt = lastAbsent?.operation.invokedAt ?? -1;
  if (presentAt > absentAt) return "stable";
  // A read that began before it was known may have come before the addition.
  return absentAt > presentAt && absentAt > knownAt ? "lost" : "never";
}

function storyOf(element: SetElement, until: SetRead | undefined): ElementStory {
  const { value, addedAt, knownAt, knownNs, lastPresent, lastAbsent } = element;
  const waitedNs = until === undefined ? 0 : until.operation.invokedNs + 1 - knownNs;
  return {
    element: value,
    addedAt,
    knownAt: knownAt === Infinity ? undefined : knownAt,
    lastPresentAt: lastPresent?.operation.invokedAt,
    lastAbsentAt: lastAbsent?.operation.invokedAt,
    latencyMs: Math.floor(Math.max(0, waitedNs) / NANOSECONDS_PER_MS),
  };
}

/** Of those that were equally slow the last comes first, as in Jepsen. */
function worstOf(stories: readonly ElementStory[]): ElementStory[] {
  const ascending = stories.toSorted((a, b) => a.latencyMs - b.latencyMs);
  return ascending.toReversed().slice(0, ELEMENTS_SHOWN_MAX);
}

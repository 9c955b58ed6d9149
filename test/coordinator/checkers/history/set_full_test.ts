/**
 * Sets: what was added is seen, and stays.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type {
  HistoryEvent,
  Json,
  Verdict,
} from "../../../../coordinator/checkers/history/history.ts";
import { setFull } from "../../../../coordinator/checkers/history/set_full.ts";
import { casesOf, done, tally } from "./oracle.ts";

interface Original {
  readonly "valid?": Verdict;
}

const added = (value: Json, process = 0) => done(process, "broadcast", value);
const read = (values: Json, process = 0) => done(process, "read", null, values);
const finalRead = (values: Json, process = 0) =>
  done(process, "read", null, values, "ok", { final: true });

function breaches(...history: readonly HistoryEvent[][]): string[] {
  const { valid, breaches: found } = setFull(history.flat(), "strict");
  expect(setFull(history.flat(), "compat").breaches).toEqual([]);
  if (found.length > 0) expect(valid).toBe(false);
  return found.map(
    ({ kind, shown }) => `${kind} ${JSON.stringify(shown.map(({ element }) => element))}`,
  );
}

test("judges all recorded histories as the original does, to the last field", () => {
  const cases = casesOf<Original>("set_full");
  expect(cases).toHaveLength(160);
  for (const { results, history } of cases) {
    const ours = setFull(history, "compat");
    expect({
      "valid?": ours.valid,
      "attempt-count": ours.attemptCount,
      "stable-count": ours.stableCount,
      "lost-count": ours.lostCount,
      lost: ours.lost,
      "never-read-count": ours.neverReadCount,
      "never-read": ours.neverRead,
      "stale-count": ours.staleCount,
      stale: ours.stale,
      "stable-latencies": ours.stableLatencies,
      "lost-latencies": ours.lostLatencies,
      // The original looks for a multiplicity below 1.
      duplicated: {},
      "duplicated-count": 0,
    }).toEqual({
      "stable-latencies": undefined,
      "lost-latencies": undefined,
      ...results,
    });
  }
});

test("strict differs from the original where a rule of its own is broken, and nowhere else", () => {
  const rules: string[] = [];
  const turned: string[] = [];
  for (const { results, history, source } of casesOf<Original>("set_full")) {
    const strict = setFull(history, "strict");
    for (const { kind } of strict.breaches) rules.push(kind);
    if (strict.valid === results["valid?"]) continue;
    expect(strict.breaches).not.toEqual([]);
    turned.push(`${source}: ${results["valid?"]} to ${strict.valid}`);
  }
  expect(tally(rules)).toEqual(RULES_BROKEN);
  expect(tally(turned)).toEqual(VERDICTS_TURNED);
});

test("an element that the last read misses is lost, with the time for which it was there", () => {
  const times = [0, 1, 2, 3, 8, 9].map((ms) => ms * 1e6);
  const history = [added("a"), read(["a"]), read([])]
    .flat()
    .map((event, at) => ({ ...event, timeNs: times[at]! }));
  const { valid, lost, worstLost, lostLatencies } = setFull(history, "compat");
  expect([valid, lost]).toEqual([false, ["a"]]);
  expect(worstLost).toEqual([
    { element: "a", addedAt: 0, knownAt: 1, lastPresentAt: 2, lastAbsentAt: 4, latencyMs: 1 },
  ]);
  expect(lostLatencies?.["0.5"]).toBe(1);
});

test("an element that comes late is stale, and stable from then on", () => {
  const times = [0, 1, 5, 6, 7, 8].map((ms) => ms * 1e6);
  const history = [added(7), read([]), read([7])]
    .flat()
    .map((event, at) => ({ ...event, timeNs: times[at]! }));
  const { valid, stale, worstStale, stableLatencies } = setFull(history, "strict");
  expect([valid, stale, stableLatencies?.["1"]]).toEqual([true, [7], 4]);
  expect(worstStale[0]).toMatchObject({ knownAt: 1, lastAbsentAt: 2, lastPresentAt: 4 });
});

test("the slowest are told of first, and of equally slow ones the last", () => {
  const values = Array.from({ length: 10 }, (_, value) => value);
  const history = [
    ...values.map((value) => added(value)),
    read([]),
    added(10),
    read([]),
    read([...values, 10]),
  ]
    .flat()
    .map((event, at) => ({ ...event, timeNs: at < 20 ? 0 : at * 1e6 }));
  const { worstStale } = setFull(history, "compat");
  expect(worstStale.map(({ element }) => element)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
});

test("absence counts only in reads that begin after an element is known", () => {
  const [begin, end] = read([]);
  const concurrent = setFull([begin!, ...added(1, 1), end!], "compat");
  expect(concurrent).toMatchObject({ valid: "unknown", neverRead: [1], lostCount: 0 });
  // A read that has it makes it known, even if nobody acknowledged it.
  const unanswered = done(1, "broadcast", 1, 1, "info");
  const seen = setFull([unanswered, read([1]), read([])].flat(), "compat");
  expect(seen).toMatchObject({ valid: false, lost: [1] });
});

test("what nobody ever acknowledged or read need not exist", () => {
  const history = [done(1, "broadcast", 1, 1, "info"), added(2), read([2])].flat();
  expect(setFull(history, "strict")).toMatchObject({ valid: true, neverRead: [1], stableCount: 1 });
});

test("without a stable element nothing is certain", () => {
  expect(setFull([], "compat").valid).toBe("unknown");
  expect(setFull(added(1), "strict").valid).toBe("unknown");
  expect(setFull([...added(1), ...done(0, "read", null, null, "fail")], "strict").valid).toBe(
    "unknown",
  );
});

test("an element that is added again begins again", () => {
  const history = [added(1), read([]), added(1), read([1])].flat();
  expect(setFull(history, "compat")).toMatchObject({ valid: true, attemptCount: 1, staleCount: 0 });
  const unread = [added(1), read([1]), added(1)].flat();
  expect(setFull(unread, "compat")).toMatchObject({ valid: "unknown", neverRead: [1] });
});

test("strict refuses duplicates in a read, and compat only counts them", () => {
  const history = [added(1), added(2), read([1, 2, 1, 1])].flat();
  const compat = setFull(history, "compat");
  expect(compat).toMatchObject({ valid: true, duplicatedCount: 1 });
  expect(compat.duplicated).toEqual([{ element: 1, count: 3 }]);
  expect(breaches(history)).toEqual(["duplicated [1]"]);
});

test("strict refuses elements that nobody added, or only later", () => {
  expect(breaches(added(1), read([1, 9]))).toEqual(["phantom [9]"]);
  expect(breaches(added(1), read([1, 2]), added(2), read([1, 2]))).toEqual(["phantom [2]"]);
  const [begin, end] = added(2, 1);
  expect(breaches(added(1), [begin!], read([1, 2]), [end!])).toEqual([]);
});

test("strict refuses an element whose adding had failed, unless another try may not have", () => {
  const failed = done(0, "broadcast", 2, 2, "fail");
  expect(breaches(added(1), failed, read([1, 2]))).toEqual(["failed-yet-read [2]"]);
  const unsure = done(1, "broadcast", 2, 2, "info");
  expect(breaches(added(1), failed, unsure, read([1, 2]))).toEqual([]);
  expect(breaches(added(1), unsure, failed, read([1, 2]))).toEqual([]);
});

test("strict refuses that a process is shown an element, and then not", () => {
  expect(breaches(added(1), read([1]), read([]), read([1]))).toEqual(["forgotten [1]"]);
  // What should not have been there may go.
  expect(breaches(added(1), read([1, 9]), read([1]))).toEqual(["phantom [9]"]);
  // Another process asks another node, which may lag.
  expect(breaches(added(1), read([1]), read([], 1), read([1]))).toEqual([]);
});

test("strict refuses a final read without an element that was known before", () => {
  expect(breaches(added(1), finalRead([], 1), finalRead([1]))).toEqual(["missing-at-the-end [1]"]);
  expect(setFull([added(1), finalRead([], 1), finalRead([1])].flat(), "compat").valid).toBe(true);
  const [begin, end] = finalRead([], 1);
  expect(breaches([begin!], added(1), [end!], read([1]))).toEqual([]);
});

test("refuses a read that holds no list", () => {
  expect(() => setFull(read(7), "compat")).toThrow(
    "cannot read the history as an ok read must hold a list: event 1",
  );
});

test("what sets with growing replicas answer is valid in both modes", () => {
  // Each process talks to its own replica; a step adds there, reads, or copies one to another.
  const step = fc.record({
    kind: fc.constantFrom("add", "unsure", "read", "gossip"),
    at: fc.nat(3),
    to: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const replicas = [0, 1, 2, 3].map(() => new Set<number>());
      const history: HistoryEvent[] = [];
      for (const [value, { kind, at, to }] of steps.entries()) {
        if (kind === "add" || kind === "unsure") {
          if (kind === "add" || to > 1) replicas[at]!.add(value);
          history.push(...done(at, "broadcast", value, value, kind === "add" ? "ok" : "info"));
        } else if (kind === "read") history.push(...read([...replicas[at]!], at));
        else for (const one of replicas[at]!) replicas[to]!.add(one);
      }
      const all = replicas.flatMap((replica) => [...replica]);
      for (const at of replicas.keys()) history.push(...finalRead([...new Set(all)], at));
      for (const judgement of ["compat", "strict"] as const)
        expect(setFull(history, judgement).valid).toBe(all.length > 0 ? true : "unknown");
    }),
  );
});

test("agrees with a plain reading of the definition", () => {
  const event = fc.record({ add: fc.boolean(), process: fc.nat(4), kept: fc.nat() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const history = overlapping(events);
      const { stable, lost } = byDefinition(history);
      const ours = setFull(history, "compat");
      expect([ours.stableCount, ours.lost]).toEqual([stable.length, lost]);
    }),
    { numRuns: 300 },
  );
});

/** Every process begins and ends its operations in turn, so that those of different ones overlap. */
function overlapping(
  events: readonly { add: boolean; process: number; kept: number }[],
): HistoryEvent[] {
  const open = new Map<number, HistoryEvent>();
  const history: HistoryEvent[] = [];
  for (const [value, { add, process, kept }] of events.entries()) {
    const begun = open.get(process);
    const known = events.slice(0, value).flatMap((one, at) => (one.add ? [at] : []));
    if (begun === undefined) {
      const fresh: HistoryEvent = add
        ? { process, type: "invoke", f: "add", value }
        : { process, type: "invoke", f: "read", value: null };
      history.push(fresh);
      open.set(process, fresh);
    } else {
      const result = known.filter((at) => ((kept >> (at % 30)) & 1) === 1);
      history.push({ ...begun, type: "ok", value: begun.f === "add" ? begun.value : result });
      open.delete(process);
    }
  }
  return history;
}

function byDefinition(history: readonly HistoryEvent[]): { stable: Json[]; lost: Json[] } {
  const begins = new Map<number, number>();
  const reads: { from: number; to: number; values: Json[] }[] = [];
  const known = new Map<Json, number>();
  const addedAt = new Map<Json, number>();
  for (const [at, { process, type, f, value }] of history.entries()) {
    if (type === "invoke") begins.set(process, at);
    if (type === "invoke" && f === "add") addedAt.set(value, at);
    if (type === "ok" && f === "add" && !known.has(value)) known.set(value, at);
    if (type === "ok" && f === "read") {
      reads.push({ from: begins.get(process)!, to: at, values: value as Json[] });
      for (const one of value as Json[])
        if (addedAt.has(one) && !known.has(one)) known.set(one, at);
    }
  }
  const stable: Json[] = [];
  const lost: Json[] = [];
  for (const [value, begunAt] of addedAt) {
    const those = reads.filter(({ to }) => to > begunAt);
    const last = (present: boolean) =>
      Math.max(
        -1,
        ...those.filter((one) => one.values.includes(value) === present).map(({ from }) => from),
      );
    if (last(true) > last(false)) stable.push(value);
    else if (last(false) > Math.max(last(true), known.get(value) ?? Infinity)) lost.push(value);
  }
  return { stable, lost };
}

/** Histories of test/oracle in which strict finds each rule broken. */
const RULES_BROKEN = {
  duplicated: 12,
  "failed-yet-read": 17,
  forgotten: 12,
  "missing-at-the-end": 50,
  phantom: 21,
};

/** And those whose verdict it turns, by what was wrong with the system. */
const VERDICTS_TURNED = {
  "dup: true to false": 9,
  "flaky: true to false": 7,
  "forget: true to false": 1,
  "infos: true to false": 4,
  "phantom: true to false": 20,
  "slow: true to false": 4,
};

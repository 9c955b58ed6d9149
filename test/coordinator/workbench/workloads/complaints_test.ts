/**
 * What the small workloads complain about: which element, read or id, who and when, and where to look.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { WorkloadMaker } from "../../../../coordinator/workbench/workload.ts";
import { broadcast } from "../../../../coordinator/workbench/workloads/broadcast.ts";
import { gCounter, pnCounter } from "../../../../coordinator/workbench/workloads/counters.ts";
import { echo } from "../../../../coordinator/workbench/workloads/echo.ts";
import { gSet } from "../../../../coordinator/workbench/workloads/g_set.ts";
import { uniqueIds } from "../../../../coordinator/workbench/workloads/unique_ids.ts";
import { COMPLAINTS_MAX } from "../../../../coordinator/workbench/workloads/verdicts.ts";
import { done } from "../../checkers/history/oracle.ts";

const compat = (maker: WorkloadMaker, history: readonly HistoryEvent[]) =>
  maker(DEFAULT_PLAN).check(history);
const strict = (maker: WorkloadMaker, history: readonly HistoryEvent[]) =>
  maker({ ...DEFAULT_PLAN, judgement: "strict" }).check(history);

/** An event every quarter of a second. */
const timed = (history: readonly HistoryEvent[]) =>
  history.map((event, at) => ({ ...event, timeNs: at * 250_000_000 }));

const final = { final: true };
const finalRead = (value: number) => done(1, "read", null, value, "ok", final);

test("a lost element: who acknowledged it, who saw it last, and who misses it", () => {
  const history = timed([
    ...done(0, "broadcast", 7),
    ...done(1, "read", null, [7]),
    ...done(0, "read", null, [7], "ok", final),
    ...done(1, "read", null, [], "ok", final),
  ]);
  const { valid, complaints } = compat(broadcast, history);
  expect(valid).toBe(false);
  expect(complaints).toEqual([
    {
      anomaly: "lost",
      what:
        "7 was acknowledged to process 0 at 0.250 s, last read by process 0 at 1.000 s, " +
        "and is missing from the read of process 1 at 1.500 s; " +
        "1 of 2 final reads miss it: process 1",
      events: [0, 1, 4, 6, 7],
      value: 7,
    },
  ]);
});

test("an element that was lost without ever being read, and one known by a read alone", () => {
  const never = [...done(0, "add", 7), ...done(0, "read", null, [], "ok", final)];
  expect(compat(gSet, never).complaints).toMatchObject([
    { what: expect.stringMatching(/^7 was acknowledged .* event 1, never read, .*; all final/) },
  ]);
  const seen = [
    ...done(0, "add", 7, 7, "info"),
    ...done(1, "read", null, [7]),
    ...done(1, "read", null, []),
  ];
  expect(compat(gSet, seen).complaints).toMatchObject([
    { what: expect.stringMatching(/^7 was first read by process 1 at event 3, .* event 4$/) },
  ]);
});

test("of many processes that miss an element some are named", () => {
  const readers = Array.from({ length: 9 }, (_, at) => 8 - at);
  const history = [
    ...done(0, "add", 7),
    ...readers.flatMap((reader) =>
      done(reader, "read", null, reader === 8 ? [7] : [], "ok", final),
    ),
  ];
  expect(compat(gSet, history).complaints[0]!.what).toMatch(
    /; 8 of 9 final reads miss it: processes 0, 1, 2, 3, 4 and 3 more$/,
  );
});

test("of many lost elements the worst are told, and how many there are", () => {
  const elements = Array.from({ length: 30 }, (_, at) => at);
  const history = [
    ...elements.flatMap((element) => done(0, "add", element)),
    ...done(0, "read", null, []),
  ];
  const { complaints } = compat(gSet, history);
  expect(complaints.length).toBeLessThanOrEqual(COMPLAINTS_MAX + 1);
  expect(complaints.at(-1)!.what).toMatch(/^\d+ more: 30 in all$/);
  expect(complaints.at(-1)!.count).toBe(30 - (complaints.length - 1));
  expect(new Set(complaints.map(({ anomaly }) => anomaly))).toEqual(new Set(["lost"]));
});

test("without an element that stayed nobody knows, and it says what was missing", () => {
  const { valid, complaints } = compat(broadcast, done(0, "broadcast", 1, 1, "info"));
  expect(valid).toBe("unknown");
  const what = "no element stayed: 1 were to be added, 0 acknowledged, and 0 reads answered";
  expect(complaints).toEqual([{ anomaly: "nothing-stable", what, events: [] }]);
});

test("strict names what compat passes over in sets", () => {
  const history = [
    ...done(0, "broadcast", 1),
    ...done(0, "broadcast", 2),
    ...done(1, "broadcast", 3, 3, "fail"),
    ...done(0, "read", null, [1, 1, 2, 9]),
    ...done(0, "read", null, [2]),
    ...done(1, "read", null, [1, 2]),
    ...done(2, "read", null, [2, 1], "ok", final),
    ...done(0, "read", null, [1], "ok", final),
    ...done(1, "read", null, [1, 2, 3], "ok", final),
  ];
  expect(compat(broadcast, history).valid).toBe(true);
  const { valid, results, complaints } = strict(broadcast, history);
  expect(valid).toBe(false);
  expect(results).toMatchObject({
    "duplicated-count": 1,
    duplicated: { "1": 2 },
    breaches: { phantom: { count: 1, elements: [9] } },
  });
  const told = complaints.map(({ anomaly, value, events }) => [anomaly, value, events]);
  expect(told).toEqual([
    ["duplicated", 1, [0, 6, 7]],
    ["phantom", 9, [6, 7]],
    ["forgotten", 1, [0, 7, 8, 9]],
    ["forgotten", 2, [2, 9, 14, 15]],
    ["missing-at-the-end", 2, [2, 14, 15]],
    ["failed-yet-read", 3, [4, 16, 17]],
  ]);
});

test("an echo that is none, and one that never came", () => {
  const wrong = done(0, "echo", "a", { type: "echo_ok", echo: "b", in_reply_to: 1 });
  const missing = done(1, "echo", "c", "c", "info");
  expect(compat(echo, [...wrong, ...missing]).complaints).toMatchObject([
    {
      what: 'process 0 at event 0 asked for the echo of "a" and got {"type":"echo_ok","echo":"b","in_reply_to":1}',
      events: [0, 1],
      value: "a",
    },
    { what: 'process 1 at event 2 asked for the echo of "c" and got none', events: [2, 3] },
  ]);
});

/** What its complaint says that it got. */
const gotOf = (error: Json, type: "info" | "fail" = "info") => {
  const [asked, ended] = done(0, "echo", "a", "a", type);
  const { complaints } = compat(echo, [asked!, { ...ended!, error }]);
  return complaints[0]!.what.split(" and got ")[1];
};

test("an operation that ended with an error instead of an echo says with which", () => {
  expect(gotOf("net-timeout")).toBe("no answer within 5 s");
  expect(gotOf(["unknown", "custom"])).toBe('an error without a code of the protocol: "custom"');
  expect(gotOf(["not-supported", "echo?"], "fail")).toBe('error 10 not-supported: "echo?"');
});

test("an id that was given out again, however long and however often", () => {
  const id = "x".repeat(10_000);
  const history = Array.from({ length: 500 }, (_, at) => done(at, "generate", null, id)).flat();
  const { valid, complaints } = compat(uniqueIds, history);
  expect(valid).toBe(false);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]!.what).toMatch(
    /^id "x+… was given out 500 times, first to process 0 at event 1, then to process 1 at event 3$/,
  );
  expect(complaints[0]!.what.length).toBeLessThan(250);
  expect(complaints[0]!.events).toHaveLength(COMPLAINTS_MAX);
});

test("more duplicated ids than are told are counted", () => {
  const history = Array.from({ length: 200 }, (_, at) => done(0, "generate", null, at % 100));
  const { complaints } = compat(uniqueIds, history.flat());
  expect(complaints).toHaveLength(COMPLAINTS_MAX + 1);
  expect(complaints.at(-1)!.what).toBe("90 more: 100 in all");
});

test("a final read that is no sum says by how much", () => {
  const adds = [...done(0, "add", 4), ...done(0, "add", -1)];
  expect(compat(pnCounter, [...adds, ...finalRead(3)]).complaints).toEqual([]);
  expect(compat(pnCounter, [...adds, ...finalRead(1)]).complaints).toEqual([
    {
      anomaly: "final-read",
      what: "the final read of process 1 at event 5 is 1, and must be 3: 2 too low",
      events: [4, 5],
    },
  ]);
  const open = done(2, "add", 4, 4, "info");
  expect(compat(pnCounter, [...adds, ...open, ...finalRead(5)]).complaints[0]!.what).toBe(
    "the final read of process 1 at event 7 is 5, no sum of additions that happened: the nearest is 3 or 7",
  );
});

test("strict names what compat passes over in counters", () => {
  const early = [...done(0, "read", null, 5), ...done(0, "add", 1)];
  const good = done(0, "read", null, 1, "ok", final);
  expect(strict(gCounter, [...early, ...good]).complaints).toMatchObject([
    { anomaly: "impossible-read", events: [0, 1] },
  ]);
  const open = [
    ...done(0, "add", 1, 1, "info"),
    ...done(1, "read", null, 1, "ok", final),
    ...done(2, "read", null, 0, "ok", final),
  ];
  expect(strict(gCounter, open).complaints).toMatchObject([
    {
      anomaly: "diverged",
      what: "the final read of process 2 at event 5 is 0, that of another process 1",
    },
  ]);
  const unanswered = [...done(0, "add", 1), ...done(0, "read", null, null, "info", final)];
  expect(strict(gCounter, unanswered).complaints).toMatchObject([{ anomaly: "no-final-read" }]);
  expect(strict(gCounter, done(0, "add", 1))).toMatchObject({
    valid: "unknown",
    complaints: [{ anomaly: "no-final-read" }],
  });
  expect(compat(gCounter, unanswered).valid).toBe(true);
});

test("of many wrong reads some are told, and all are counted", () => {
  const reads = Array.from({ length: 60 }, () => done(0, "read", null, 5)).flat();
  const history = [...reads, ...done(1, "read", null, 2, "ok", final)];
  const { complaints } = strict(gCounter, history);
  expect(complaints).toHaveLength(COMPLAINTS_MAX + 2);
  expect(complaints.at(-1)).toMatchObject({
    anomaly: "impossible-read",
    what: "50 more reads are wrong: 61 in all",
    count: 50,
  });
});

test("where nothing was done strict does not know, and says so", () => {
  for (const maker of [echo, uniqueIds, broadcast, gSet, gCounter]) {
    const { valid, complaints } = strict(maker, []);
    expect(valid).toBe("unknown");
    expect(complaints).toHaveLength(1);
  }
});

test("a history that nobody can read is a complaint, not a crash", () => {
  for (const maker of [echo, uniqueIds, broadcast, gSet, gCounter, pnCounter]) {
    const { valid, results, complaints } = compat(maker, done(0, "read", null).slice(1));
    expect(valid).toBe("unknown");
    const what = "cannot read the history as process 0 must have invoked something: event 0";
    expect(results).toEqual({ "valid?": "unknown", error: what });
    expect(complaints).toEqual([{ anomaly: "unreadable-history", what, events: [] }]);
  }
  const noList = done(0, "read", null, 3);
  const deep = JSON.parse("[".repeat(50_000) + "]".repeat(50_000)) as Json;
  expect(compat(uniqueIds, done(0, "generate", null, deep)).complaints).toMatchObject([
    { anomaly: "unreadable-history" },
  ]);
  expect(compat(broadcast, noList).complaints[0]!.what).toContain("an ok read must hold a list");
});

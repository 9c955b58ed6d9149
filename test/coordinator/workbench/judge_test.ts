/** @module */
import { describe, expect, test } from "vitest";
import { judge as judgeRun } from "../../../coordinator/workbench/judge.ts";
import { parseExpectations } from "../../../coordinator/workbench/expectation.ts";
import { INTERRUPTED, type RunRecord } from "../../../coordinator/workbench/record.ts";
import type { Workload } from "../../../coordinator/workbench/workload.ts";
import { operation, QUIET, recordOf, workloadOf } from "./hand_made.ts";

const fine = [...operation(0, "broadcast", [0, 1], 7), ...operation(1, "read", [2, 3], null, [7])];
const crash = {
  node: "n1",
  atNs: 2_500_000_000,
  how: "exit code 1",
  lastLines: ["one", "\u001b[2Jtwo"],
};
const badOutput = { node: "n0", atNs: 1, line: 3, text: "hello\u0007", reason: "it is no JSON" };
const badAnswer = {
  node: "n2",
  atNs: 1,
  event: 2,
  request: { type: "read" },
  answer: { type: "read_ok" },
  reason: "it must have messages",
};

function judge(record: RunRecord, workload: Workload = workloadOf()) {
  const outcome = judgeRun(record, QUIET, workload, "1.2.3");
  return { ...outcome, found: outcome.complaints.map(({ anomaly }) => anomaly) };
}

test("a run in which all is well is valid", () => {
  const { valid, found, results } = judge(recordOf({ history: fine }));
  expect([valid, found]).toEqual([true, []]);
  expect(results).toMatchObject({ "valid?": true, seed: "7", hearsay: "1.2.3", complaints: [] });
});

test("the workload's verdict counts", () => {
  const lost = { anomaly: "lost", what: "7 is lost", events: [0], value: 7 };
  const failed = workloadOf({ valid: false, complaints: [lost], results: { "lost-count": 1 } });
  expect(judge(recordOf({ history: fine }), failed)).toMatchObject({
    valid: false,
    complaints: [lost],
    results: { workload: { "valid?": false, "lost-count": 1 }, complaints: [lost] },
  });
  expect(judge(recordOf(), workloadOf({ valid: "unknown" })).valid).toBe("unknown");
});

test("a node that ended makes it invalid, and what it last wrote is in the results", () => {
  const { valid, complaints, results } = judge(recordOf({ history: fine, crashes: [crash] }));
  expect(valid).toBe(false);
  expect(complaints[0]!.what).toBe("n1 ended at 2.500 s though nobody had killed it: exit code 1");
  expect(results).toMatchObject({
    "crash-count": 1,
    crashes: [{ node: "n1", how: "exit code 1", "last-lines": crash.lastLines }],
  });
});

test("output that is no message makes it invalid, quoted with its line and the reason", () => {
  const { valid, complaints } = judge(recordOf({ history: fine, badOutput: [badOutput] }));
  expect(valid).toBe(false);
  expect(complaints[0]!.what).toBe("line 3 of n0's output: it is no JSON: hello");
});

test("an answer of a wrong form counts in strict alone", () => {
  const compat = judge(recordOf({ history: fine, badAnswers: [badAnswer] }));
  expect([compat.valid, compat.found]).toEqual([true, []]);
  expect(compat.results).toMatchObject({ "bad-answer-count": 1 });
  const plan = { judgement: "strict" as const };
  const strict = judge(recordOf({ plan, history: fine, badAnswers: [badAnswer] }));
  expect([strict.valid, strict.found]).toEqual([false, ["malformed-answer"]]);
  expect(strict.complaints[0]!.events).toEqual([2]);
});

describe("success", () => {
  const history = [...fine, ...operation(0, "cas", [4, 5], 1, 1, { type: "fail" })];

  test("is asked of every kind of operation that is judged", () => {
    const { valid, complaints } = judge(recordOf({ history }));
    expect(valid).toBe(false);
    expect(complaints).toEqual([
      {
        anomaly: "never-ok",
        what: "none of 1 cas operations succeeded: 1 failed, 0 open",
        events: [4],
      },
    ]);
    expect(judge(recordOf({ history }), workloadOf({ unjudged: ["cas"] })).valid).toBe(true);
  });

  test("is asked of so many as the plan says; strict leaves out what is not judged", () => {
    const workload = workloadOf({ unjudged: ["cas"] });
    const plan = { availability: "total" as const };
    const compat = judge(recordOf({ plan, history }), workload);
    expect([compat.valid, compat.found]).toEqual([false, ["unavailable"]]);
    expect(compat.complaints[0]).toMatchObject({
      what: "2 of 3 operations succeeded, and all were to",
      events: [4],
    });
    const strict = { ...plan, judgement: "strict" as const };
    expect(judge(recordOf({ plan: strict, history }), workload).valid).toBe(true);
    const cut = [...operation(0, "cas", [0, 1], 1, 1, { type: "fail" }), ...fine.slice(0, 3)];
    const open = judge(
      recordOf({ plan: strict, history: cut }),
      workloadOf({ unjudged: ["cas", "read"] }),
    );
    expect(open.valid).toBe(true);
    const late = judge(recordOf({ plan: strict, history: cut }), workload);
    // Where it stands in the whole history.
    expect(late.complaints[0]!.events).toEqual([4]);
  });
});

test("expectations are part of the verdict, and a figure that is not there is not met", () => {
  const expectations = parseExpectations("p50<400,workload.lost-count=0,latency.max<100");
  const workload = workloadOf({ results: { "stable-latencies": { "0.5": 512 } } });
  const { valid, complaints, results } = judge(
    recordOf({ plan: { expectations }, history: fine }),
    workload,
  );
  expect(valid).toBe(false);
  expect(complaints.map(({ what }) => what)).toEqual([
    "expected p50 < 400: it was 512",
    "expected workload.lost-count = 0: this run has no such figure",
  ]);
  expect(results).toMatchObject({
    expectations: [
      { metric: "p50", comparison: "<", bound: 400, actual: 512, "valid?": false },
      { metric: "workload.lost-count", actual: null, "valid?": false },
      { metric: "latency.max", actual: 1, "valid?": true },
    ],
  });
});

describe("a run that ended before its time", () => {
  const expectations = parseExpectations("p50<400");
  const invalid = workloadOf({
    valid: false,
    complaints: [{ anomaly: "lost", what: "7", events: [] }],
  });

  test("is invalid when a node did not start; nobody measures it", () => {
    const broken = "n1 did not answer init within 10 s";
    const record = recordOf({ broken, plan: { expectations, availability: 1 } });
    const { valid, complaints } = judge(record, workloadOf({ valid: "unknown" }));
    expect(valid).toBe(false);
    expect(complaints).toEqual([{ anomaly: "broken-off", what: broken, events: [] }]);
  });

  test("is unknown when it was interrupted: what is lost might have come", () => {
    const { valid, found } = judge(
      recordOf({ broken: INTERRUPTED, plan: { expectations } }),
      invalid,
    );
    expect([valid, found]).toEqual(["unknown", [INTERRUPTED]]);
  });

  test("is invalid for a node that broke before it was interrupted", () => {
    const record = recordOf({ broken: INTERRUPTED, crashes: [crash] });
    const { valid, found } = judge(record, invalid);
    expect([valid, found]).toEqual([false, ["crash", INTERRUPTED]]);
  });
});

test("crashes come first, then answers of no use, the workload's complaints and what was expected", () => {
  const record = recordOf({
    plan: { expectations: parseExpectations("p50<1"), availability: "total", judgement: "strict" },
    history: [...fine, ...operation(0, "cas", [4, 5], 1, 1, { type: "fail" })],
    crashes: [crash],
    badOutput: [badOutput],
    badAnswers: [badAnswer],
  });
  const lost = workloadOf({
    valid: false,
    complaints: [{ anomaly: "lost", what: "7", events: [] }],
  });
  expect(judge(record, lost).found).toEqual([
    "crash",
    "bad-output",
    "malformed-answer",
    "lost",
    "unavailable",
    "never-ok",
    "expectation",
  ]);
});

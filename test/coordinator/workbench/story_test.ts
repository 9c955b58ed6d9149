/** @module */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../coordinator/checkers/history/history.ts";
import { parseExpectations } from "../../../coordinator/workbench/expectation.ts";
import { judge } from "../../../coordinator/workbench/judge.ts";
import { INTERRUPTED, type RunRecord } from "../../../coordinator/workbench/record.ts";
import { storyOf } from "../../../coordinator/workbench/story.ts";
import type { StoryTextOptions } from "../../../coordinator/workbench/story.ts";
import type { Workload } from "../../../coordinator/workbench/workload.ts";
import { operation, QUIET, recordOf, talk, workloadOf } from "./hand_made.ts";

const told = (record: RunRecord, workload: Workload, options: StoryTextOptions = {}): string[] =>
  storyOf(judge(record, QUIET, workload, "0"), options)
    .split("\n")
    .slice(0, -1);

const broadcast = { type: "broadcast", message: 7 };
const gossip = { type: "gossip", messages: [7] };

const history = [
  ...operation(0, "broadcast", [10, 12], 7),
  ...operation(1, "read", [9000, 9001], null, [5, 7], { final: true }),
  ...operation(2, "read", [9002, 9003], null, [5], { final: true }),
];
const lost = workloadOf({
  valid: false,
  results: {
    "stable-count": 1,
    "lost-count": 1,
    "stable-latencies": { "0.5": 0, "0.99": 3, "1": 3 },
  },
  complaints: [{ anomaly: "lost", what: "7 is gone", events: [0, 1, 4], value: 7 }],
});

/** The lines about the path of 7. */
const path = ({ strikes }: Pick<RunRecord, "strikes">, ...events: ReturnType<typeof talk>[]) => {
  const lines = told(recordOf({ history, strikes }), lost, { messages: () => events.flat() });
  const from = lines.findIndex((line) => line.includes("had it from its client"));
  return lines
    .slice(
      from,
      lines.findIndex((line) => line.startsWith("  operations")),
    )
    .map((line) => line.trim());
};

describe("a run in which all is well", () => {
  const plan = { expectations: parseExpectations("ok-count>1"), loss: 0.05 };
  const lines = told(recordOf({ history, plan }), workloadOf(), { folder: "store/7" });

  test("is told in a few lines, the verdict first", () => {
    expect(lines[0]).toBe("VALID  broadcast on 3 nodes, seed 7, judged compat");
    expect(lines.length).toBeLessThan(15);
  });

  test("has its figures", () => {
    expect(lines.slice(1).map((line) => line.trim().replaceAll(/ +/g, " "))).toEqual([
      "operations 3 ok, 0 failed, 0 open; 100 % available",
      "latency broadcast 2 / 2 / 2, read 1 / 1 / 1 ms (median / p99 / max)",
      "messages 0 an operation: 0 between servers; 0 with clients",
      "faults 5 % loss (it hit no message)",
      "expected ok-count > 1 (3)",
      "files store/7",
    ]);
  });
});

describe("a lost element", () => {
  const partition = { strikes: [{ atNs: 15e6, f: "cut" as const, what: "n2 is alone" }] };

  const origin = talk(0, "c1", "n0", 10, broadcast);
  const toOne = talk(1, "n0", "n1", 11, gossip);

  test("is told with its operations, who, where and when", () => {
    expect(told(recordOf({ history }), lost).slice(0, 5)).toEqual([
      "INVALID  broadcast on 3 nodes, seed 7, judged compat",
      "  lost: 7 is gone",
      "    0.010 s  process 0 at n0: broadcast 7 -> ok after 2 ms",
      "    9.002 s  process 2 at n2: read -> ok after 1 ms: 1 value without 7",
      "  operations    3 ok, 0 failed, 0 open; 100 % available",
    ]);
  });

  test("was never told to somebody", () => {
    expect(path(partition, origin, toOne)).toEqual([
      "n0 had it from its client c1 at 0.011 s",
      "n0 told n1 (0.012 s)",
      "nobody ever told n2",
      "the last read lacks 7 at n2 (9.002 s)",
    ]);
  });

  test("was cut off in a partition, and lost by chance", () => {
    const cut = talk(2, "n0", "n2", 20, gossip, "cut");
    const chance = [3, 4].map((id) => talk(id, "n1", "n2", 20 + id, gossip, "loss"));
    const under = talk(5, "n1", "n2", 30, gossip).slice(0, 1);
    expect(path(partition, origin, toOne, cut, ...chance, under)[2]).toBe(
      "n2 never got it: n0 sent it once, cut off at 0.021 s (n2 is alone); " +
        "n1 sent it 3 times, 2 lost by chance first at 0.024 s, 1 still on the way at the end",
    );
  });

  test("found its receiver down", () => {
    expect(path(partition, origin, toOne, talk(2, "n0", "n2", 20, gossip, "down"))[2]).toBe(
      "n2 never got it: n0 sent it once, to a node that was down at 0.021 s",
    );
  });

  test("was heard and forgotten", () => {
    expect(path(partition, origin, toOne, talk(2, "n0", "n2", 20, gossip)).slice(1)).toEqual([
      "n0 told n1 (0.012 s), n2 (0.021 s)",
      "the last read lacks 7 at n2 (9.002 s, though it had heard it)",
    ]);
  });

  test("was forgotten when its node was killed", () => {
    const kills = [
      { atNs: 2980e6, f: "kill" as const, what: "kill n2", nodes: ["n2"] },
      { atNs: 4100e6, f: "restart" as const, what: "restart n2", nodes: ["n2"] },
    ];
    const heard = talk(2, "n0", "n2", 20, gossip);
    const end = (...events: ReturnType<typeof talk>[]) =>
      path({ strikes: kills }, origin, toOne, ...events).slice(2);
    expect(end(heard)).toEqual([
      "the last read lacks 7 at n2 (9.002 s)",
      "n2 had it, was killed at 2.980 s and started again at 4.100 s without it",
    ]);
    // Whoever heard it again after that has no excuse.
    expect(end(heard, talk(3, "n0", "n2", 5000, gossip))).toEqual([
      "the last read lacks 7 at n2 (9.002 s, though it had heard it)",
    ]);
  });

  test("may travel in a form that nobody here can read", () => {
    expect(
      path(partition, origin, talk(1, "n0", "n1", 11, { type: "gossip", bits: "gA==" }))[1],
    ).toBe("no message from there on shows it as JSON: n1, n2 never heard of it");
  });
});

test("operations that do not fit together are drawn, transactions with the names of the sentences", () => {
  const cycle =
    "T0 appended 1 (key 9), T1 appended 2 after it; T1 appended 3 (key 8), T0 appended 4 after it. So T0 comes before itself. [T0: process 0, events 0 to 2; T1: process 1, events 1 to 3]";
  const [a, b] = [
    operation(0, "txn", [0, 2], [["append", 9, 1]]),
    operation(1, "txn", [1, 3], [["append", 8, 3]], [["append", 8, 3]], { type: "info" }),
  ];
  const workload = workloadOf({
    valid: false,
    complaints: [{ anomaly: "G0", what: cycle, events: [2, 3] }],
  });
  const record = recordOf({
    plan: { workload: "txn-list-append" },
    history: [a[0]!, b[0]!, a[1]!, b[1]!],
  });
  expect(told(record, workload).slice(1, 7)).toEqual([
    "  G0: T0 appended 1 (key 9), T1 appended 2 after it;",
    "    T1 appended 3 (key 8), T0 appended 4 after it.",
    "    So T0 comes before itself.",
    "    p0 n0  |T0 append 9 1|",
    "    p1 n1   |T1 append 8 3 ?…",
    "    from 0.000 s on",
  ]);
});

test("a crash shows the last lines, and nothing of them reaches the terminal as an order", () => {
  const crashes = [
    {
      node: "n1",
      atNs: 5e9,
      how: "exit code 1",
      lastLines: ["Trace\n  at x", "\u001b[2Jbye\u0007"],
    },
  ];
  const lines = told(recordOf({ history, crashes }), workloadOf());
  expect(lines.slice(1, 5)).toEqual([
    "  crash: n1 ended at 5.000 s though nobody had killed it: exit code 1",
    "    | Trace",
    "    |   at x",
    "    | bye",
  ]);
});

test("tells the first of each anomaly, and counts the rest", () => {
  const complaints = ["lost", "lost", "lost", "stale", "phantom", "forgotten"].map((anomaly) => ({
    anomaly,
    what: "x",
    events: [],
    ...(anomaly === "forgotten" ? { count: 92 } : {}),
  }));
  const lines = told(recordOf({ history }), workloadOf({ valid: false, complaints }));
  expect(lines.slice(1, 5)).toEqual([
    "  lost: x",
    "  stale: x",
    "  phantom: x",
    "  and in results.json 2 more lost, 92 forgotten",
  ]);
});

test("says what unknown means, and why", () => {
  expect(told(recordOf({ history, broken: INTERRUPTED }), lost).slice(0, 2)).toEqual([
    "UNKNOWN  broadcast on 3 nodes, seed 7, judged compat",
    "  interrupted: the test was interrupted",
  ]);
  expect(told(recordOf({ history }), workloadOf({ valid: "unknown", complaints: [] }))[0]).toBe(
    "UNKNOWN  broadcast on 3 nodes, seed 7, judged compat: " +
      "nothing forbidden was seen, but not enough to say that all is well",
  );
});

test("is in colour only when asked", () => {
  const outcome = judge(recordOf({ history }), QUIET, lost, "0");
  const plain = storyOf(outcome);
  const coloured = storyOf(outcome, { colour: true });
  expect(stripVTControlCharacters(plain)).toBe(plain);
  expect(coloured).not.toBe(plain);
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

/** One of the nemesis, on one node. */
const strike = (atMs: number, f: "kill" | "restart" | "pause" | "resume", node: string) => ({
  atNs: atMs * 1e6,
  f,
  what: `${f} ${node}`,
  nodes: [node],
});

test("what struck the nodes of the told operations meanwhile is told with them", () => {
  const workload = workloadOf({
    valid: false,
    complaints: [{ anomaly: "nonlinearizable", what: "key 0: lost", events: [0, 2] }],
  });
  const register = [
    ...operation(0, "write", [1000, 1002], [0, 1]),
    ...operation(1, "read", [6000, 6001], [0, null], [0, 0]),
  ];
  const meanwhile = (strikes: RunRecord["strikes"], crashes: RunRecord["crashes"] = []) =>
    told(recordOf({ history: register, strikes, crashes }), workload).filter((line) =>
      line.includes("meanwhile"),
    );
  expect(
    meanwhile([
      strike(500, "pause", "n0"),
      strike(900, "resume", "n0"),
      strike(3200, "kill", "n0"),
      strike(3300, "kill", "n2"),
      strike(3400, "pause", "n0"),
      strike(3500, "resume", "n0"),
      strike(4100, "restart", "n0"),
      strike(4200, "pause", "n1"),
      {
        atNs: 5e9,
        f: "cut",
        what: "one: n1 | n0 n2",
        cuts: [["n1", "n0"]],
      },
      strike(7000, "resume", "n1"),
      { atNs: 8e9, f: "heal", what: "all hear each other again" },
      strike(9000, "kill", "n1"),
    ]),
  ).toEqual([
    "    meanwhile: n0 was killed at 3.200 s, started again at 4.100 s; " +
      "n1 was paused at 4.200 s, went on at 7.000 s; " +
      "the network was cut at 5.000 s (one: n1 | n0 n2), healed at 8.000 s",
  ]);
  const often = Array.from({ length: 6 }, (_, at) => [
    strike(2000 + 100 * at, "kill", "n0"),
    strike(2050 + 100 * at, "restart", "n0"),
  ]);
  expect(meanwhile(often.flat())[0]).toMatch(/2\.300 s.*; and 2 more strikes$/);
  expect(meanwhile([strike(500, "kill", "n0"), strike(600, "restart", "n0")])).toEqual([]);
  const crash = { node: "n1", atNs: 2e9, how: "exit code 1", lastLines: [] };
  expect(meanwhile([], [crash])).toEqual(["    meanwhile: n1 ended by itself at 2.000 s"]);
});

test("an operation that ended with an error says with which", () => {
  expect(outcomeOf(["key-does-not-exist", "no 7"], "fail")).toBe(
    'fail after 2 ms: error 20 key-does-not-exist: "no 7"',
  );
  expect(outcomeOf(["unknown", "custom"])).toBe(
    'info after 2 ms: an error without a code of the protocol: "custom"',
  );
  expect(outcomeOf(["timeout", null])).toBe("info after 2 ms: error 0 timeout");
  expect(outcomeOf(["malformed-answer", "value must be there"])).toBe(
    "info after 2 ms: an answer of a wrong form: value must be there",
  );
  expect(outcomeOf("net-timeout")).toBe("info after 2 ms: no answer in time");
});

/** What its line says of an operation that ended so. */
function outcomeOf(error: Json, type: "fail" | "info" = "info"): string | undefined {
  const [invoked, ended] = operation(0, "read", [0, 2], null, null, { type });
  const workload = workloadOf({
    valid: false,
    complaints: [{ anomaly: "x", what: "x", events: [0] }],
  });
  return told(recordOf({ history: [invoked!, { ...ended!, error }] }), workload)[2]!.split(
    "-> ",
  )[1];
}

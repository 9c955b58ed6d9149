/**
 * The workload of transactions on lists.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Json, Judgement } from "../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../coordinator/checkers/history/transactions/models.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import { txnListAppend } from "../../../../coordinator/workbench/workloads/txn_list_append.ts";
import { done } from "../../checkers/history/oracle.ts";
import { perform, workerOf } from "../../../support/perform.ts";
import type { PlainNode } from "./play.ts";
import { testOperations, testRecorded } from "./transaction_runs.ts";
import type { Step } from "./transaction_runs.ts";

const MODELS = new Map<string, readonly Model[]>([
  ["la-local-rc", ["read-committed"]],
  ["la-local-ser", ["serializable"]],
]);

testRecorded(txnListAppend, "la-", (name) => MODELS.get(name) ?? ["strict-serializable"]);

describe("operations", () => {
  testOperations(txnListAppend, "append", listNode);
});

const ASKED = [
  ["r", 1, null],
  ["append", 1, 7],
] as const;

describe("a client", () => {
  test.each([[null], [[]], [[1, 2]]])("takes what was read: %j", (read) => {
    const txn = [["r", 1, read], ASKED[1]];
    expect(answered(txn)).toEqual({
      asked: [{ type: "txn", txn: ASKED }],
      done: { type: "ok", value: txn },
    });
  });

  test.each<[string, Json, string]>([
    ["no list", 5, "txn must be a list of 2 steps, as asked: got 5"],
    ["a step too few", [["r", 1, null]], "txn must be a list of 2 steps"],
    [
      "a register",
      [
        ["r", 1, 5],
        ["append", 1, 7],
      ],
      "txn[0][2] must be a list or null: got 5",
    ],
    [
      "another element",
      [
        ["r", 1, []],
        ["append", 1, 8],
      ],
      'txn[1] must be ["append",1,7], as asked',
    ],
    [
      "another key",
      [
        ["r", "1", []],
        ["append", 1, 7],
      ],
      'txn[0] must be ["r",1,…], as asked',
    ],
    [
      "another order",
      [
        ["append", 1, 7],
        ["r", 1, []],
      ],
      'txn[0] must be ["r",1,…], as asked',
    ],
    [
      "a longer step",
      [
        ["r", 1, [], 2],
        ["append", 1, 7],
      ],
      'txn[0] must be ["r",1,…], as asked',
    ],
  ])("does not take %s", (_, txn, why) => {
    expect(() => answered(txn, "strict")).toThrow(MalformedAnswer);
    expect(() => answered(txn, "strict")).toThrow(why);
  });

  test("takes another transaction in compat, as Maelstrom does, with lists and null only", () => {
    const txn = [
      ["append", 2, 8],
      ["r", 1, null],
    ];
    expect(answered(txn).done).toEqual({ type: "ok", value: txn });
    expect(() => answered([["r", 1, 5]])).toThrow("txn[0][2] must be a list or null: got 5");
    expect(() => answered([["w", 1, 5]])).toThrow(
      'must be ["r",key,value] or ["append",key,value]',
    );
  });
});

test("a complaint tells the cycle, and where its transactions are", () => {
  const history = [
    ...done(0, "txn", [["append", 1, 7]]),
    ...done(1, "txn", [["r", 1, null]], [["r", 1, []]]),
  ];
  expect(txnListAppend(DEFAULT_PLAN).check(history).complaints).toEqual([
    {
      anomaly: "G-single-item-realtime",
      what:
        "T1 read key 1 in its initial state, T0 appended 7 after that; " +
        "T0 was complete (event 1) before T1 was invoked (event 2). So T1 comes before itself. " +
        "[T1: process 1, events 2 to 3; T0: process 0, events 0 to 1]",
      events: [1, 3],
    },
  ]);
});

test("a history that nobody can read gives no verdict, and says why", () => {
  const { valid, complaints } = txnListAppend(DEFAULT_PLAN).check(done(0, "txn", "nonsense"));
  expect(valid).toBe("unknown");
  expect(complaints[0]!.what).toContain("cannot judge the transaction");
});

function answered(txn: Json, judgement: Judgement = "compat") {
  const client = txnListAppend({ ...DEFAULT_PLAN, judgement }).newClient(workerOf());
  return perform(client, { f: "txn", value: ASKED }, () => ({ type: "txn_ok", txn }));
}

function listNode(): PlainNode {
  const lists = new Map<number, Json[]>();
  return ({ txn }) => {
    const steps = (txn as readonly Step[]).map(([f, key, value]) => {
      if (f === "r") return [f, key, lists.has(key) ? [...lists.get(key)!] : null];
      lists.set(key, [...(lists.get(key) ?? []), value]);
      return [f, key, value];
    });
    return { type: "txn_ok", txn: steps };
  };
}

/**
 * The workload of transactions on registers.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Json, Judgement } from "../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../coordinator/checkers/history/transactions/models.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { TestPlan } from "../../../../coordinator/workbench/plan.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import { txnRwRegister } from "../../../../coordinator/workbench/workloads/txn_rw_register.ts";
import { perform, workerOf } from "../../../support/perform.ts";
import { done } from "../../checkers/history/oracle.ts";
import type { PlainNode } from "./play.ts";
import { testOperations, testRecorded } from "./transaction_runs.ts";
import type { Step } from "./transaction_runs.ts";

/** The runs' names say what was asked of them. */
const MODELS: readonly (readonly [end: RegExp, model: Model])[] = [
  [/-ru(-lat)?$/, "read-uncommitted"],
  [/-rc(-lat)?$/, "read-committed"],
  [/-ser$/, "serializable"],
  [/./, "strict-serializable"],
];

testRecorded(txnRwRegister, "rw-", (name) => [MODELS.find(([end]) => end.test(name))![1]]);

describe("operations", () => {
  testOperations(txnRwRegister, "w", registerNode);
});

const ASKED = [
  ["r", 1, null],
  ["w", 1, 7],
] as const;

describe("a client", () => {
  test.each([[null], [5], ["x"], [[1]]])("takes what was read: %j", (read) => {
    const txn = [["r", 1, read], ASKED[1]];
    expect(answered(txn).done).toEqual({ type: "ok", value: txn });
  });

  test.each<[string, Json]>([
    ["an object", {}],
    ["a step too many", [...ASKED, ["r", 2, null]]],
    ["a step that is none", [5, ["w", 1, 7]]],
    [
      "another write",
      [
        ["r", 1, 5],
        ["w", 1, 8],
      ],
    ],
    [
      "a write of another key",
      [
        ["r", 1, 5],
        ["w", 2, 7],
      ],
    ],
    [
      "a short read",
      [
        ["r", 1],
        ["w", 1, 7],
      ],
    ],
  ])("does not take %s", (_, txn) => {
    expect(() => answered(txn, "strict")).toThrow(MalformedAnswer);
  });

  test.each<[string, Json, boolean]>([
    ["steps in another order", [ASKED[1], ["r", 1, 7]], true],
    ["another transaction", [["w", 2, "x"]], true],
    ["a step of another kind", [["append", 1, 7]], false],
    ["a short step", [["r", 1]], false],
    ["an object", {}, false],
  ])("is given %s: Maelstrom looks at the form only, and so does compat", (_, txn, taken) => {
    if (taken) expect(answered(txn).done).toEqual({ type: "ok", value: txn });
    else expect(() => answered(txn)).toThrow(MalformedAnswer);
  });
});

test("what nobody wrote is overlooked in compat and told in strict judgement", () => {
  const history = [
    ...done(0, "txn", [["w", 1, 7]]),
    ...done(1, "txn", [["r", 1, null]], [["r", 1, 7]]),
    ...done(2, "txn", [["r", 2, null]], [["r", 2, 5]]),
  ];
  const plan: TestPlan = { ...DEFAULT_PLAN, consistencyModels: ["read-uncommitted"] };
  expect(txnRwRegister(plan).check(history).valid).toBe(true);
  const strict = txnRwRegister({ ...plan, judgement: "strict" }).check(history);
  expect(strict.valid).toBe(false);
  expect(strict.complaints).toEqual([
    {
      anomaly: "unwritten-value",
      what:
        "T2 read 5 of key 2, but no transaction ever wrote that. " +
        "[T2: process 2, events 4 to 5]",
      events: [5],
    },
  ]);
});

function answered(txn: Json, judgement: Judgement = "compat") {
  const client = txnRwRegister({ ...DEFAULT_PLAN, judgement }).newClient(workerOf());
  return perform(client, { f: "txn", value: ASKED }, () => ({ type: "txn_ok", txn }));
}

function registerNode(): PlainNode {
  const registers = new Map<number, Json>();
  return ({ txn }) => {
    const steps = (txn as readonly Step[]).map(([f, key, value]) => {
      if (f === "r") return [f, key, registers.get(key) ?? null];
      registers.set(key, value);
      return [f, key, value];
    });
    return { type: "txn_ok", txn: steps };
  };
}

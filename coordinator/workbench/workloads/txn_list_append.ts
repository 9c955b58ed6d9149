/**
 * The workload `txn-list-append`: transactions that read lists and append to them.
 *
 * @module
 */
import { checkListAppend } from "../../checkers/history/transactions/list_append.ts";
import type { TestPlan } from "../plan.ts";
import type { Workload } from "../workload.ts";
import { toldTransactions, TransactionClient, TransactionSource } from "./transactions.ts";
import type { ReadShape } from "./transactions.ts";
import { judged } from "./verdicts.ts";

/** A key that does not exist is null. */
const LISTS: ReadShape = {
  required: "a list or null",
  fits: (value) => value === null || Array.isArray(value),
};

/** Makes the workload. */
export function txnListAppend(plan: TestPlan): Workload {
  const { consistencyModels: models, judgement } = plan;
  return {
    name: "txn-list-append",
    newClient: () => new TransactionClient("append", LISTS, judgement),
    source: () => new TransactionSource("append", plan),
    idempotent: [],
    check: (history) =>
      judged(() => toldTransactions(checkListAppend(history, { models, judgement }))),
  };
}

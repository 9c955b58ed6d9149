/**
 * The workload `txn-rw-register`: transactions that read and write registers.
 *
 * @module
 */
import { checkRwRegister } from "../../checkers/history/transactions/rw_register.ts";
import type { TestPlan } from "../plan.ts";
import type { Workload } from "../workload.ts";
import { toldTransactions, TransactionClient, TransactionSource } from "./transactions.ts";
import type { ReadShape } from "./transactions.ts";
import { judged } from "./verdicts.ts";

const VALUES: ReadShape = { required: "a value", fits: (value) => value !== undefined };

/** Makes the workload. */
export function txnRwRegister(plan: TestPlan): Workload {
  const { consistencyModels: models, judgement } = plan;
  return {
    name: "txn-rw-register",
    newClient: () => new TransactionClient("w", VALUES, judgement),
    source: () => new TransactionSource("w", plan),
    idempotent: [],
    check: (history) =>
      judged(() => toldTransactions(checkRwRegister(history, { models, judgement }))),
  };
}

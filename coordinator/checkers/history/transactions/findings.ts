/**
 * What a check has found, and the verdict on it: as plain data, with a sentence for each case.
 *
 * @module
 */
import type { Json, Judgement, Verdict } from "../history.ts";
import { UNJUDGEABLE } from "./anomalies.ts";
import { boundary, forbiddenBy, ruledOutBy } from "./models.ts";
import type { Model } from "./models.ts";
import { ACYCLIC } from "./cycle_kinds.ts";
import type { Transactions } from "./transactions.ts";

/** Cases of one anomaly that a result holds: more help nobody. All are counted. */
const CASES_MAX = 16;

/** What is asked of a history. */
export interface Question {
  /** What must hold. @default ["strict-serializable"] */
  readonly models?: readonly Model[];
  /** @default "compat" */
  readonly judgement?: Judgement;
}

/** A transaction that takes part in an anomaly. */
export interface Involved {
  /** Its number in the order of invocations, from 0; sentences call it T and this number. */
  readonly transaction: number;
  readonly process: number;
  readonly type: "ok" | "fail" | "info";
  /** Positions in the history; null when it never was completed. */
  readonly invokedAt: number;
  readonly completedAt: number | null;
  /** The micro-operations. */
  readonly value: Json;
}

/** Why one transaction of a cycle comes before the next. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly relation: "ww" | "wr" | "rw" | "process" | "realtime";
  readonly key?: Json;
  /** The value that the first one wrote or read; null is the initial state. */
  readonly value?: Json;
  /** The value that the second one put after it. */
  readonly next?: Json;
  readonly sentence: string;
}

/** One occurrence of an anomaly. */
export interface Case {
  /** What happened, for people. */
  readonly sentence: string;
  readonly transactions: readonly Involved[];
  readonly key?: Json;
  /** The values that it is about. */
  readonly values?: readonly Json[];
  /** The cycle, if it is one. */
  readonly steps?: readonly Step[];
}

/** The verdict on a history of transactions. */
export interface TransactionsResult {
  readonly valid: Verdict;
  /** The anomalies that the models forbid, by name. Not every case is told. */
  readonly anomalies: Readonly<Record<string, readonly Case[]>>;
  /** How many cases there are of each. */
  readonly counts: Readonly<Record<string, number>>;
  /** The weakest models that cannot hold, by all that was found. */
  readonly not: readonly Model[];
  /** The stronger ones that therefore cannot hold either. */
  readonly alsoNot: readonly Model[];
}

/** A case before the transactions are looked up. */
export type Draft = Omit<Case, "transactions"> & { readonly transactions: readonly number[] };

/** Collects cases, in order. */
export class Findings {
  readonly #transactions: Transactions;
  readonly #cases = new Map<string, Case[]>();
  readonly #counts = new Map<string, number>();

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  /** Notes a case. `draft` is asked for only when there is room. */
  add(anomaly: string, draft: () => Draft): void {
    this.#counts.set(anomaly, (this.#counts.get(anomaly) ?? 0) + 1);
    const cases = this.#cases.get(anomaly) ?? [];
    if (cases.length === CASES_MAX) return;
    this.#cases.set(anomaly, cases);
    const { transactions, ...rest } = draft();
    cases.push({ ...rest, transactions: transactions.map((t) => this.#involved(t)) });
  }

  /** The result when these models must hold. */
  result(models: readonly Model[]): TransactionsResult {
    const forbidden = forbiddenBy(models);
    const found = [...this.#cases.keys()];
    const told = withoutNeedless(
      found.filter((name) => forbidden.has(name) || UNJUDGEABLE.has(name)).toSorted(),
    );
    const bad = found.some((name) => forbidden.has(name));
    const { not, alsoNot } = told.length === 0 ? { not: [], alsoNot: [] } : boundary(found);
    return {
      valid: bad ? false : told.length > 0 ? "unknown" : true,
      anomalies: Object.fromEntries(told.map((name) => [name, this.#cases.get(name)!])),
      counts: Object.fromEntries(told.map((name) => [name, this.#counts.get(name)!])),
      not,
      alsoNot,
    };
  }

  #involved(transaction: number): Involved {
    const { operations } = this.#transactions;
    const operation = operations[transaction]!;
    const { type, invokedAt, completedAt, value } = operation;
    return {
      transaction,
      process: operation.process,
      type,
      invokedAt,
      completedAt: Number.isFinite(completedAt) ? completedAt : null,
      value,
    };
  }
}

/** That some cycle exists is not worth telling when something with a name rules out the same model. */
function withoutNeedless(names: readonly string[]): string[] {
  const existence = new Map(ACYCLIC.map(({ anomaly, model }) => [anomaly, model]));
  const ruledOut = ruledOutBy(names.filter((name) => !existence.has(name)));
  return names.filter((name) => {
    const model = existence.get(name);
    return model === undefined || !ruledOut.has(model);
  });
}

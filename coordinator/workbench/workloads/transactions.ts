/**
 * What both workloads of transactions share: how transactions are drawn, as in Elle's generator, what a
 * node may answer, and how a verdict is told.
 *
 * @module
 */
import { randomBelow } from "../../../robots/engine/random.ts";
import type { Random } from "../../../robots/engine/random.ts";
import type { Json, Judgement } from "../../checkers/history/history.ts";
import { isList, same } from "../../checkers/history/json_values.ts";
import type { Case, TransactionsResult } from "../../checkers/history/transactions/findings.ts";
import { ruledOutBy } from "../../checkers/history/transactions/models.ts";
import type { Model } from "../../checkers/history/transactions/models.ts";
import type { TestPlan } from "../plan.ts";
import type {
  Ask,
  Client,
  Complaint,
  Conversation,
  Source,
  Worker,
  WorkloadResult,
} from "../workload.ts";
import { checkAnswer, list } from "./answer.ts";
import type { Misfit, Shape } from "./answer.ts";
import { someOf } from "./verdicts.ts";
import { quoted } from "./words.ts";

/** What writes in a workload. */
export type WriteName = "append" | "w";

/** A step of a transaction: `["r", key, null]`, or a write of a value that nobody else writes there. */
export type Micro = readonly ["r", number, null] | readonly [WriteName, number, number];

/** Keys in use at the same time when nobody says how many: as many as Elle takes. */
const KEY_COUNT = 10;

export interface DrawLimits {
  readonly keyCount?: number | undefined;
  readonly maxLength: number;
  readonly maxWritesPerKey: number;
}

/**
 * Draws transactions of 1 to `maxLength` steps, half of them reads. Each of the keys in use is twice as
 * likely as the one before it; one that was written often enough makes room for a new one.
 */
export class TransactionDraws {
  readonly #write: WriteName;
  readonly #limits: DrawLimits;
  readonly #keys: number[];
  /** The last value that was written to each of these keys. */
  readonly #written: number[];
  #nextKey: number;

  constructor(write: WriteName, limits: DrawLimits) {
    const { keyCount = KEY_COUNT } = limits;
    this.#write = write;
    this.#limits = limits;
    this.#keys = Array.from({ length: keyCount }, (_, key) => key);
    this.#written = this.#keys.map(() => 0);
    this.#nextKey = keyCount;
  }

  next(random: Random): Micro[] {
    const length = 1 + randomBelow(random, this.#limits.maxLength);
    return Array.from({ length }, () => this.#micro(random));
  }

  #micro(random: Random): Micro {
    const reads = random() < 1 / 2;
    let at = this.#draw(random);
    if (reads) return ["r", this.#keys[at]!, null];
    // Only writes use a key up, and the next write may well be of another key.
    while (this.#written[at]! >= this.#limits.maxWritesPerKey) {
      this.#keys[at] = this.#nextKey++;
      this.#written[at] = 0;
      at = this.#draw(random);
    }
    return [this.#write, this.#keys[at]!, ++this.#written[at]!];
  }

  /** Counted from the last key, each is half as likely as the one before: a geometric draw, cut off. */
  #draw(random: Random): number {
    const count = this.#keys.length;
    const behind = Math.floor(-Math.log2(1 - random() * (1 - 2 ** -count)));
    return Math.max(0, count - 1 - behind);
  }
}

/** Transactions without end. */
export class TransactionSource implements Source {
  readonly #draws: TransactionDraws;

  constructor(write: WriteName, { keyCount, maxTxnLength, maxWritesPerKey }: TestPlan) {
    const limits = { keyCount, maxLength: maxTxnLength, maxWritesPerKey };
    this.#draws = new TransactionDraws(write, limits);
  }

  next(_worker: Worker, random: Random): Ask {
    return { f: "txn", value: this.#draws.next(random) };
  }
}

/** What a read may return. */
export interface ReadShape {
  readonly required: string;
  fits(value: unknown): boolean;
}

/**
 * Sends transactions as they are. In strict judgement the answer must be the same one with its reads
 * filled in. Maelstrom takes any steps for an answer, and so does compat: those who sort the reads to the
 * front pass.
 */
export class TransactionClient implements Client {
  readonly #write: WriteName;
  readonly #read: ReadShape;
  readonly #strict: boolean;

  constructor(write: WriteName, read: ReadShape, judgement: Judgement) {
    this.#write = write;
    this.#read = read;
    this.#strict = judgement === "strict";
  }

  *perform({ f, value }: Ask): Conversation {
    if (f !== "txn" || !isList(value))
      throw new RangeError(
        `cannot perform ${f} as it must be a txn with a list of steps: got ${quoted(value)}`,
      );
    const answer = yield { type: "txn", txn: value };
    if (this.#strict) {
      const { txn } = checkAnswer(answer, "txn_ok", { txn: completed(value, this.#read) });
      return { type: "ok", value: txn };
    }
    const { txn } = checkAnswer(answer, "txn_ok", { txn: list(stepOf(this.#write, this.#read)) });
    return { type: "ok", value: txn ?? [] };
  }
}

/** A step of any transaction that was carried out. */
function stepOf(write: WriteName, read: ReadShape): Shape {
  return {
    misfit(value) {
      if (!isListOf(value, 3) || (value[0] !== "r" && value[0] !== write))
        return { path: "", required: `["r",key,value] or ["${write}",key,value]`, given: value };
      return value[0] === "r" ? readMisfit(value[2], read) : undefined;
    },
  };
}

function readMisfit(value: unknown, read: ReadShape): Misfit | undefined {
  return read.fits(value) ? undefined : { path: "[2]", required: read.required, given: value };
}

/** The transaction that was asked for, with something in the place of each read's null. */
function completed(asked: readonly Json[], read: ReadShape): Shape {
  return {
    misfit(value) {
      if (!isListOf(value, asked.length))
        return { path: "", required: `a list of ${asked.length} steps, as asked`, given: value };
      for (const [at, step] of asked.entries()) {
        const misfit = stepMisfit(step, value[at], read);
        if (misfit !== undefined) return { ...misfit, path: `[${at}]${misfit.path}` };
      }
      return undefined;
    },
  };
}

function stepMisfit(asked: Json, given: unknown, read: ReadShape): Misfit | undefined {
  const [f, key, value] = isList(asked) ? asked : [];
  const reads = f === "r";
  const isStep =
    isListOf(given, 3) &&
    given[0] === f &&
    same(given[1] as Json, key!) &&
    (reads || same(given[2] as Json, value!));
  if (!isStep) {
    const form = reads ? `["r",${JSON.stringify(key)},…]` : JSON.stringify(asked);
    return { path: "", required: `${form}, as asked`, given };
  }
  return reads ? readMisfit(given[2], read) : undefined;
}

function isListOf(value: unknown, length: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length === length;
}

/** The verdict as a workload gives it. */
export function toldTransactions(result: TransactionsResult): WorkloadResult {
  const { valid, anomalies, counts, not, alsoNot } = result;
  const names = Object.keys(anomalies);
  // What rules out the most models is the worst.
  const harm = new Map(names.map((name) => [name, ruledOutBy([name]).size]));
  const complaints = names
    .toSorted((a, b) => harm.get(b)! - harm.get(a)!)
    .flatMap((name) => {
      const told = anomalies[name]!.map((one) => complaintOf(name, one));
      return someOf(name, counts[name]!, told);
    });
  return {
    valid,
    results: {
      "valid?": valid,
      "anomaly-types": names,
      "anomaly-counts": counts,
      anomalies: anomalies as unknown as Json,
      not: asElleSays(not),
      "also-not": asElleSays(alsoNot),
    },
    complaints,
  };
}

/** Elle asks for strict-serializable and then calls it by its other name. */
function asElleSays(models: readonly Model[]): string[] {
  return models
    .map((model) => (model === "strict-serializable" ? "strong-serializable" : model))
    .toSorted();
}

/** Transactions of a long cycle whose places a complaint tells: more do not fit a line. */
const PLACES_TOLD_MAX = 8;

function complaintOf(anomaly: string, { sentence, transactions }: Case): Complaint {
  const places = transactions
    .slice(0, PLACES_TOLD_MAX)
    .map(({ transaction, process: client, invokedAt, completedAt }) => {
      const until = completedAt === null ? "without an end" : `to ${completedAt}`;
      return `T${transaction}: process ${client}, events ${invokedAt} ${until}`;
    });
  if (transactions.length > places.length) places.push("…");
  const events = transactions.map(({ invokedAt, completedAt }) => completedAt ?? invokedAt);
  return {
    anomaly,
    what: places.length === 0 ? sentence : `${sentence} [${places.join("; ")}]`,
    events: [...new Set(events)].toSorted((a, b) => a - b),
  };
}

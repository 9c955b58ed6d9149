/**
 * How long it takes to judge a history: sound ones, such with one slip, and such that are bad
 * everywhere. The baseline is to parse the lines of the same history, which whoever judges it has to do
 * before.
 *
 * @module
 */
import { atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import type { DatabaseFault, DatabaseShape, Fault, RegisterShape } from "./checkers_histories.ts";
import type { CheckerReply, CheckerRequest } from "./checkers_peer.ts";
import { Peer } from "./peer.ts";
import { median, range } from "./statistics.ts";

const OPERATIONS = 10_000;
const OPERATIONS_MS_MAX = 100;
/** Histories of each shape, with seeds of their own, after one that warms up. */
const SEEDS = 7;

const TRANSACTIONS = 1_000_000;
const TRANSACTIONS_S_MAX = 10;

/** To make, judge and parse a million transactions, on a busy machine. */
const PATIENCE_MS = 120_000;

const REGISTERS: readonly (readonly [unique: boolean, infoShare: number, fault: Fault])[] = [
  [true, 0, "sound"],
  [true, 0.05, "sound"],
  [true, 0, "one bad read"],
  [true, 0.05, "one bad read"],
  [true, 0.05, "bad everywhere"],
  [false, 0, "sound"],
  [false, 0.05, "sound"],
  [false, 0, "bad everywhere"],
];

const DATABASES: readonly (readonly [write: DatabaseShape["write"], fault: DatabaseFault])[] = [
  ["append", "sound"],
  ["append", "slips"],
  ["append", "interleaved"],
  ["append", "overwrites"],
  ["append", "stale"],
  ["w", "sound"],
  ["w", "interleaved"],
  ["w", "stale"],
];

export const checkers: Benchmark = {
  name: "checkers",
  about: "judging histories, sound and bad: linearizability and transactions, against parsing them",
  run,
};

async function run({ quick, progress }: BenchContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [unique, infoShare, fault] of REGISTERS) {
    progress(`a register, ${fault}`);
    rows.push(await registerRow({ operations: OPERATIONS, unique, infoShare, fault }, quick));
  }
  for (const [write, fault] of DATABASES) {
    progress(`${write}, ${fault}`);
    const transactions = quick ? TRANSACTIONS / 20 : TRANSACTIONS;
    rows.push(await databaseRow({ transactions, write, fault }, !quick));
  }
  return rows;
}

async function registerRow(register: RegisterShape, quick: boolean): Promise<Row> {
  const { operations, unique, infoShare, fault } = register;
  const replies: CheckerReply[] = [];
  const peer = new Peer("checkers_peer.ts", {});
  try {
    for (let seed = 0; seed <= (quick ? 2 : SEEDS); seed++) {
      const reply = await ask(peer, { register, seed });
      if (seed > 0) replies.push(reply);
    }
  } finally {
    await peer.end();
  }
  const values = unique ? "values of their own" : "five values";
  const judgedMs = replies.map((reply) => reply.judgedMs);
  return {
    what: `register, ${operations} operations, ${values}, ${infoShare * 100} % info, ${fault}`,
    ...againstParsing(replies),
    value: median(judgedMs),
    range: range(judgedMs),
    unit: "ms",
    mark: atMost(OPERATIONS_MS_MAX),
  };
}

async function databaseRow(database: DatabaseShape, isMarked: boolean): Promise<Row> {
  const { transactions, write, fault } = database;
  const peer = new Peer("checkers_peer.ts", {});
  try {
    const reply = await ask(peer, { database, seed: 1 });
    const { ours, baseline } = againstParsing([reply]);
    const workload = write === "append" ? "list-append" : "rw-register";
    return {
      what: `${workload}, ${transactions} transactions, ${fault}`,
      ours: `${ours}, ${(reply.peakMb / 1024).toFixed(2)} GB`,
      baseline,
      value: reply.judgedMs / 1000,
      unit: "s",
      ...(isMarked ? { mark: atMost(TRANSACTIONS_S_MAX) } : {}),
    };
  } finally {
    await peer.end();
  }
}

function againstParsing(replies: readonly CheckerReply[]): Pick<Row, "ours" | "baseline"> {
  const ratio = median(replies.map(({ judgedMs, parsedMs }) => judgedMs / parsedMs));
  const verdicts = new Set(replies.map(({ valid }) => String(valid)));
  return {
    ours: `${[...verdicts].join("/")}, ${ratio.toFixed(1)}x parsing`,
    baseline: `${median(replies.map(({ parsedMs }) => parsedMs)).toFixed(0)} ms parsing`,
  };
}

function ask(peer: Peer, request: CheckerRequest): Promise<CheckerReply> {
  return peer.ask<CheckerReply>(request, PATIENCE_MS);
}

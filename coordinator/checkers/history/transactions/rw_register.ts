/**
 * Judges histories of transactions that read and write registers. Who read a value depends on its
 * writer, as no value is written twice; the order of writes is known only in part
 * (`register_versions.ts`), so some cycles stay unseen.
 *
 * @module
 */
import type { HistoryEvent } from "../history.ts";
import { findAborted, findIntermediate, findWrittenTwice, noteUnwritten } from "./dirty_reads.ts";
import { cycleCase } from "./explain.ts";
import type { Reason } from "./explain.ts";
import { findCycles } from "./find_cycles.ts";
import { Findings } from "./findings.ts";
import type { Question, TransactionsResult } from "./findings.ts";
import { Edges, PROCESS, REALTIME, RW, WR, WW } from "./graph.ts";
import { Groups } from "./groups.ts";
import { findLostUpdates } from "./lost_update.ts";
import { findRegisterViews } from "./register_views.ts";
import { dealingsOf, versionOrder } from "./register_versions.ts";
import type { VersionOrder } from "./register_versions.ts";
import { FAIL, NOBODY, OK, transactionsOf } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Whether a history of transactions `[["w", key, value], ["r", key, value]]` fits the models that it is
 * asked for, and if not, which anomalies show it. Of a history in which no transaction depends on
 * another Maelstrom says that it is bad; judged strictly the verdict on it is unknown.
 *
 * @throws RangeError when an operation is no such transaction.
 *
 * @example
 * ```ts
 * import { checkRwRegister } from "./rw_register.ts";
 * const history = [[["w", "x", 1], ["r", "y", 2]], [["w", "y", 2], ["r", "x", 1]]].flatMap((value, process) => [
 *   { process, type: "invoke" as const, f: "txn", value },
 *   { process, type: "ok" as const, f: "txn", value },
 * ]);
 * console.log(checkRwRegister(history, { models: ["read-uncommitted"] }).valid); // true
 * console.log(checkRwRegister(history, { models: ["read-committed"] }).valid); // false
 * ```
 */
export function checkRwRegister(
  history: readonly HistoryEvent[],
  { models = ["strict-serializable"], judgement = "compat" }: Question = {},
): TransactionsResult {
  const transactions = transactionsOf(history, "w");
  const findings = new Findings(transactions);
  if (findWrittenTwice(transactions, findings)) return findings.result(models);
  const strict = judgement === "strict";
  findReads(transactions, strict, findings);
  findRegisterViews(transactions, judgement, findings);
  const { version, versions } = transactions;
  findLostUpdates(transactions, (micro) => version[micro]!, versions.count, findings);
  const order = versionOrder(transactions, judgement, findings);
  const edges = new Edges(transactions.count);
  const linked = addEdges(transactions, order, strict, edges);
  findCycles(transactions, edges, PRECEDENCE, models, findings, (cycle) =>
    cycleCase(transactions, cycle, { wrote: "wrote", find: finder(transactions, linked) }),
  );
  const result = findings.result(models);
  return !strict && result.valid === "unknown" ? { ...result, valid: false } : result;
}

/** Which reason gives an edge its name when there are several: as Elle asks its explainers. */
const PRECEDENCE = [WR, WW, RW, REALTIME, PROCESS] as const;

function findReads(transactions: Transactions, strict: boolean, findings: Findings): void {
  const { count, outcome, start, writes, version, versions, writer, keys } = transactions;
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const read = version[m]!;
      if (writes[m] === 1) continue;
      findAborted(transactions, t, read, findings);
      findIntermediate(transactions, t, read, findings);
      const value = versions.values[read]!;
      if (!strict || value === null || writer[read] !== NOBODY) continue;
      noteUnwritten(t, keys[versions.keyOf[read]!]!, value, findings);
    }
  }
}

/**
 * Adds the edges of data, and says whether one version is known to come directly before another. Elle
 * knows nothing of what a transaction of unknown outcome wrote; judged strictly, who was read was there.
 */
function addEdges(
  transactions: Transactions,
  order: VersionOrder,
  strict: boolean,
  edges: Edges,
): (before: number, after: number) => boolean {
  const { count, outcome, versions, keys } = transactions;
  const readers = new Groups(versions.count);
  const writers = new Groups(versions.count);
  /** Of each key: who read the initial state, and who wrote any other that is known. */
  const fresh = new Groups(keys.length);
  const later = new Groups(keys.length);
  for (let t = 0; t < count; t++) {
    if (outcome[t] === FAIL || (outcome[t] !== OK && !strict)) continue;
    for (const { key, read, written } of dealingsOf(transactions, t)) {
      if (read !== NOBODY) {
        if (versions.values[read] === null) fresh.add(key, t);
        readers.add(read, t);
      }
      if (written === NOBODY) continue;
      writers.add(written, t);
      if (versions.values[written] !== null) later.add(key, t);
    }
  }
  writers.meet(readers, (before, after) => {
    edges.addAll(before, after, WR);
    // Who reads what it writes later depends on itself.
    for (const by of before) if (after.includes(by)) edges.add(by, by, WR);
  });
  fresh.meet(later, (before, after) => edges.addAll(before, after, RW));
  const successors = new Groups(versions.count);
  for (const [at, before] of order.before.entries()) successors.add(before, order.after[at]!);
  const follow = (earlier: Groups, why: number): void =>
    earlier.meet(successors, (before, after) =>
      edges.addAll(before, [...new Set(after.flatMap((version) => writers.of(version)))], why),
    );
  follow(writers, WW);
  follow(readers, RW);
  return (before, after) =>
    versions.values[before] === null || successors.of(before).includes(after);
}

function finder(
  transactions: Transactions,
  linked: (before: number, after: number) => boolean,
): (from: number, to: number, why: number) => Reason | undefined {
  const { keys, versions } = transactions;
  return (from, to, why) => {
    const theirs = dealingsOf(transactions, to);
    for (const { key, read, written } of dealingsOf(transactions, from)) {
      const other = theirs.find((dealing) => dealing.key === key);
      const near = why === RW ? read : written;
      const far = why === WR ? other?.read : other?.written;
      if (near === NOBODY || far === undefined || far === NOBODY) continue;
      if (why === WR ? near !== far : !linked(near, far)) continue;
      const reason = { key: keys[key]!, value: versions.values[near]! };
      return why === WR ? reason : { ...reason, next: versions.values[far]! };
    }
    return undefined;
  };
}

/**
 * Judges histories of transactions that read lists and append to them. A read of a list tells in which
 * order its elements came, and so nearly everything about who depends on whom (Kingsbury and Alvaro
 * 2020).
 *
 * @module
 */
import type { HistoryEvent } from "../history.ts";
import { findWrittenTwice } from "./dirty_reads.ts";
import { cycleCase } from "./explain.ts";
import type { Reason } from "./explain.ts";
import { Findings } from "./findings.ts";
import type { Question, TransactionsResult } from "./findings.ts";
import { Edges, PROCESS, REALTIME, RW, WR, WW } from "./graph.ts";
import { Groups } from "./groups.ts";
import { NULL_READ, STRAY_READ, listOrders } from "./list_orders.ts";
import type { ListOrders } from "./list_orders.ts";
import { findDirtyUpdates, findListReads } from "./list_reads.ts";
import { findListViews } from "./list_views.ts";
import { findLostUpdates } from "./lost_update.ts";
import { findCycles } from "./find_cycles.ts";
import { FAIL, NOBODY, OK, identity, transactionsOf } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Whether a history of transactions `[["append", key, element], ["r", key, list]]` fits the models that
 * it is asked for, and if not, which anomalies show it.
 *
 * @throws RangeError when an operation is no such transaction.
 *
 * @example
 * ```ts
 * import { checkListAppend } from "./list_append.ts";
 * const write = [["append", "x", 1]];
 * const result = checkListAppend(
 *   [
 *     { process: 0, type: "invoke", f: "txn", value: write },
 *     { process: 0, type: "ok", f: "txn", value: write },
 *     { process: 1, type: "invoke", f: "txn", value: [["r", "x", null]] },
 *     { process: 1, type: "ok", f: "txn", value: [["r", "x", []]] },
 *   ],
 *   { models: ["strict-serializable"] },
 * );
 * console.log(result.valid, Object.keys(result.anomalies)); // false [ 'G-single-item-realtime' ]
 * ```
 */
export function checkListAppend(
  history: readonly HistoryEvent[],
  { models = ["strict-serializable"], judgement = "compat" }: Question = {},
): TransactionsResult {
  const transactions = transactionsOf(history, "append");
  const findings = new Findings(transactions);
  if (findWrittenTwice(transactions, findings)) return findings.result(models);
  const orders = listOrders(transactions);
  findListReads(transactions, orders, judgement, findings);
  findDirtyUpdates(transactions, orders, findings);
  findListViews(transactions, judgement, findings);
  const { stateOf, states } = readStates(transactions, orders, judgement === "strict");
  findLostUpdates(transactions, stateOf, states, findings);
  const edges = new Edges(transactions.count);
  const links = linksOf(transactions, orders);
  addEdges(transactions, links, edges);
  findCycles(transactions, edges, PRECEDENCE, models, findings, (cycle) =>
    cycleCase(transactions, cycle, { wrote: "appended", find: finder(transactions, links) }),
  );
  return findings.result(models);
}

/** Which reason gives an edge its name when there are several: as Elle asks its explainers. */
const PRECEDENCE = [WW, WR, RW, REALTIME, PROCESS] as const;

/** What precedes what, in numbers. States are versions, and after all of these the initial ones by key. */
interface Links {
  /** The state that an append came after. */
  readonly before: (micro: number) => number;
  /** The state that a read returned; {@linkcode NOBODY} when no append comes after it. */
  readonly seen: (micro: number) => number;
  readonly initial: number;
  readonly writerOf: (state: number) => number;
}

function linksOf(transactions: Transactions, orders: ListOrders): Links {
  const { key, version, versions, lists, writer, outcome } = transactions;
  const initial = versions.count;
  return {
    initial,
    before: (micro) => {
      const order = orders.order[key[micro]!]!;
      const rank = orders.rank[version[micro]!] ?? NOBODY;
      // An append that nobody has seen comes after all that somebody has.
      return order[(rank === NOBODY ? order.length : rank) - 1] ?? initial + key[micro]!;
    },
    seen: (micro) => {
      const last = lists[micro]?.at(-1);
      if (last === undefined || last === null) return initial + key[micro]!;
      return versions.known(key[micro]!, last);
    },
    writerOf: (state) => {
      const by = state < writer.length && state >= 0 ? writer[state]! : NOBODY;
      return by !== NOBODY && outcome[by] !== FAIL ? by : NOBODY;
    },
  };
}

function addEdges(transactions: Transactions, links: Links, edges: Edges): void {
  const { count, outcome, start, writes, keys } = transactions;
  const readers = new Groups(links.initial + keys.length);
  const followers = new Groups(links.initial + keys.length);
  for (let t = 0; t < count; t++) {
    if (outcome[t] === FAIL) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      if (writes[m] === 1) {
        const before = links.before(m);
        const by = links.writerOf(before);
        if (by !== NOBODY) edges.link(by, t, WW);
        followers.add(before, t);
      } else if (outcome[t] === OK) {
        const seen = links.seen(m);
        if (seen === NOBODY) continue;
        const by = links.writerOf(seen);
        if (by !== NOBODY) edges.link(by, t, WR);
        readers.add(seen, t);
      }
    }
  }
  readers.meet(followers, (before, after) => edges.addAll(before, after, RW));
}

function finder(
  transactions: Transactions,
  links: Links,
): (from: number, to: number, why: number) => Reason | undefined {
  const { start, writes, key, keys, version, versions } = transactions;
  const valueOf = (state: number): Reason["value"] =>
    state < links.initial ? versions.values[state]! : null;
  const hasRead = (from: number, state: number): boolean => {
    for (let m = start[from]!; m < start[from + 1]!; m++) {
      if (writes[m] === 0 && links.seen(m) === state) return true;
    }
    return false;
  };
  return (from, to, why) => {
    for (let m = start[to]!; m < start[to + 1]!; m++) {
      const appends = writes[m] === 1;
      if (appends === (why === WR)) continue;
      const state = appends ? links.before(m) : links.seen(m);
      if (why === RW ? !hasRead(from, state) : links.writerOf(state) !== from) continue;
      const reason = { key: keys[key[m]!]!, value: valueOf(state) };
      return appends ? { ...reason, next: versions.values[version[m]!]! } : reason;
    }
    return undefined;
  };
}

/** Numbers for what reads returned: equal lists of a key have one, and no others. */
function readStates(
  { key, keys, lists }: Transactions,
  { longest, prefix }: ListOrders,
  nullIsEmpty: boolean,
): { readonly stateOf: (micro: number) => number; readonly states: number } {
  const first = new Int32Array(keys.length + 1);
  for (const [at, list] of longest.entries()) first[at + 1] = first[at]! + list.length + 2;
  let states = first[keys.length]!;
  const strays = new Map<string, number>();
  const strayOf = new Int32Array(key.length);
  for (let m = 0; m < key.length; m++) {
    if (prefix[m] !== STRAY_READ) continue;
    const name = `${key[m]} ${identity(lists[m]!)}`;
    const known = strays.get(name);
    strayOf[m] = known ?? states++;
    if (known === undefined) strays.set(name, strayOf[m]!);
  }
  const stateOf = (micro: number): number => {
    const length = prefix[micro]!;
    if (length === STRAY_READ) return strayOf[micro]!;
    const seen = length === NULL_READ && nullIsEmpty ? 0 : length;
    return first[key[micro]!]! + seen + 1;
  };
  return { stateOf, states };
}

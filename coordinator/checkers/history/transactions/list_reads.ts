/**
 * What single reads of lists give away: elements of transactions that failed, elements that nobody
 * appended, elements that are there twice, and reads that no one order of appends explains.
 *
 * @module
 */
import type { Json, Judgement } from "../history.ts";
import { findAborted, findIntermediate, noteUnwritten } from "./dirty_reads.ts";
import type { Findings } from "./findings.ts";
import { STRAY_READ } from "./list_orders.ts";
import type { ListOrders } from "./list_orders.ts";
import { listed, told } from "./sentences.ts";
import { FAIL, INFO, NOBODY, OK, identity } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Notes `G1a`, `G1b`, `duplicate-elements`, `incompatible-order` and `unwritten-value`. Of the last Elle
 * knows nothing: it throws when the longest read of a key holds such an element, so that is when it is
 * noted in compat judgement.
 */
export function findListReads(
  transactions: Transactions,
  orders: ListOrders,
  judgement: Judgement,
  findings: Findings,
): void {
  const { count, outcome, start, writes, key, keys, lists, versions } = transactions;
  const suspects = orders.longest.map((list, at) => suspectsIn(transactions, at, list));
  const untold = new Set(suspects.keys());
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const list = lists[m];
      if (writes[m] === 1 || !list || list.length === 0) continue;
      const at = key[m]!;
      const stray = orders.prefix[m] === STRAY_READ;
      const { aborted, unwritten, repeatsFrom } = stray
        ? suspectsIn(transactions, at, list)
        : suspects[at]!;
      for (const [place, version] of aborted) {
        if (place < list.length) findAborted(transactions, t, version, findings);
      }
      findIntermediate(transactions, t, versions.known(at, list.at(-1)!), findings);
      if (list.length > repeatsFrom) noteRepeats(t, keys[at]!, list, findings);
      const longest = list.length === orders.longest[at]!.length && !stray;
      if (judgement === "compat" && !(longest && untold.has(at))) continue;
      for (const [place, value] of unwritten) {
        if (place < list.length) noteUnwritten(t, keys[at]!, value, findings);
      }
      if (longest) untold.delete(at);
    }
  }
  findStrays(transactions, orders, findings);
}

/** What is wrong with the elements of a list, and where. */
interface Suspects {
  readonly aborted: readonly (readonly [place: number, version: number])[];
  readonly unwritten: readonly (readonly [place: number, value: Json])[];
  /** Where the first element stands that was there before; Infinity when there is none. */
  readonly repeatsFrom: number;
}

function suspectsIn(
  { versions, writer, outcome }: Transactions,
  key: number,
  list: readonly Json[],
): Suspects {
  const aborted: [number, number][] = [];
  const unwritten: [number, Json][] = [];
  const seen = new Set<Json>();
  let repeatsFrom = Infinity;
  for (const [place, value] of list.entries()) {
    const version = versions.known(key, value);
    const by = version === NOBODY ? NOBODY : (writer[version] ?? NOBODY);
    if (by === NOBODY) unwritten.push([place, value]);
    else if (outcome[by] === FAIL) aborted.push([place, version]);
    seen.add(identity(value));
    if (seen.size <= place) repeatsFrom = Math.min(repeatsFrom, place);
  }
  return { aborted, unwritten, repeatsFrom };
}

function noteRepeats(t: number, key: Json, list: readonly Json[], findings: Findings): void {
  findings.add("duplicate-elements", () => {
    const once = new Set<Json>();
    const twice = list.filter((value) => once.size === once.add(identity(value)).size);
    return {
      sentence: `T${t} read ${told(list)} of key ${told(key)}, in which ${listed(twice)} is more than once.`,
      transactions: [t],
      key,
      values: twice,
    };
  });
}

/** A read that is no prefix of the longest one cannot come from the same order of appends. */
function findStrays(transactions: Transactions, orders: ListOrders, findings: Findings): void {
  const { count, outcome, start, writes, key, keys, lists } = transactions;
  const longestBy = new Int32Array(keys.length).fill(NOBODY);
  const strays = new Map<number, { readonly t: number; readonly list: readonly Json[] }>();
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const list = lists[m];
      const at = key[m]!;
      if (writes[m] === 1 || !list) continue;
      const stray = orders.prefix[m] === STRAY_READ;
      if (stray && !strays.has(at)) strays.set(at, { t, list });
      if (!stray && list.length === orders.longest[at]!.length) longestBy[at] = t;
    }
  }
  for (const [at, { t, list }] of strays) {
    const other = longestBy[at]!;
    const longest = orders.longest[at]!;
    findings.add("incompatible-order", () => ({
      sentence: `T${t} read ${told(list)} of key ${told(keys[at]!)}, T${other} read ${told(longest)}: neither begins the other.`,
      transactions: t === other ? [t] : [t, other],
      key: keys[at]!,
      values: [list, longest],
    }));
  }
}

/**
 * Notes `dirty-update`: after an element of a transaction that failed comes one of a transaction that is
 * ok, so that the one has built upon the other.
 */
export function findDirtyUpdates(
  { keys, writer, outcome, versions }: Transactions,
  orders: ListOrders,
  findings: Findings,
): void {
  for (const [at, read] of orders.read.entries()) {
    let failed = NOBODY;
    let since: number[] = [];
    for (const version of read) {
      const by = writer[version] ?? NOBODY;
      if (by === NOBODY) continue;
      since.push(version);
      if (outcome[by] === INFO) continue;
      if (outcome[by] === FAIL) {
        if (failed === NOBODY) since = [version];
        failed = failed === NOBODY ? by : failed;
        continue;
      }
      if (failed !== NOBODY) {
        const values = since.map((id) => versions.values[id]!);
        const from = failed;
        findings.add("dirty-update", () => ({
          sentence:
            `Key ${told(keys[at]!)} held ${told(values)} in this order: T${from} wrote the first of these ` +
            `and failed, yet T${by} built upon it with the last.`,
          transactions: [from, by],
          key: keys[at]!,
          values,
        }));
      }
      failed = NOBODY;
      since = [version];
    }
  }
}

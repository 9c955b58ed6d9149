/**
 * In which order the elements of each list were appended, as the reads tell: the longest read of a key
 * holds all the others, if all is well.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { FAIL, NOBODY, OK, identity } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";
import { setOrder } from "./visiting_order.ts";

/** A read that returned null, and one that is no prefix of the longest read. */
export const NULL_READ = -1;
export const STRAY_READ = -2;

/** Orders of elements. */
export interface ListOrders {
  /** The longest read of each key by an ok transaction; empty when there is none. */
  readonly longest: readonly (readonly Json[])[];
  /** The longest read as versions, each once, for each key. */
  readonly read: readonly (readonly number[])[];
  /** What the graph goes by: as `read`, but of a key that was never seen with elements its only append. */
  readonly order: readonly (readonly number[])[];
  /** Where a version stands in `order`; {@linkcode NOBODY} when it does not. */
  readonly rank: Int32Array;
  /**
   * For each micro-operation that is an ok read how many elements of the longest read it holds, or
   * {@linkcode NULL_READ} or {@linkcode STRAY_READ}.
   */
  readonly prefix: Int32Array;
}

/** The orders of all keys. */
export function listOrders(transactions: Transactions): ListOrders {
  const { versions } = transactions;
  const longest = longestReads(transactions);
  const prefix = prefixes(transactions, longest);
  if (settleTies(transactions, longest, prefix)) prefix.set(prefixes(transactions, longest));
  const read = longest.map((list, key) => {
    const ids = list.map((element) => versions.of(key, element));
    return new Set(ids).size === ids.length ? ids : [...new Set(ids)];
  });
  const order = read.slice();
  for (const [key, version] of loneAppends(transactions).entries()) {
    if (version >= 0 && read[key]!.length === 0) order[key] = [version];
  }
  const rank = new Int32Array(versions.count).fill(NOBODY);
  for (const ids of order) for (const [at, version] of ids.entries()) rank[version] = at;
  return { longest, read, order, rank, prefix };
}

function longestReads({
  count,
  outcome,
  start,
  writes,
  key,
  keys,
  lists,
}: Transactions): (readonly Json[])[] {
  const longest: (readonly Json[])[] = keys.map(() => []);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const list = lists[m];
      if (writes[m] === 1 || !list) continue;
      if (list.length > longest[key[m]!]!.length) longest[key[m]!] = list;
    }
  }
  return longest;
}

/**
 * Of several longest reads of a key one must give the order. Elle takes the last by the order of its set
 * of all reads of the key; so does this, changing `longest`, and says whether it has changed anything.
 */
function settleTies(
  { count, outcome, start, writes, key, lists }: Transactions,
  longest: (readonly Json[])[],
  prefix: Int32Array,
): boolean {
  const tied = new Set<number>();
  for (const [m, length] of prefix.entries()) {
    if (length === STRAY_READ && lists[m]!.length === longest[key[m]!]!.length) tied.add(key[m]!);
  }
  const reads = new Map([...tied].map((at) => [at, new Map<Json, readonly Json[]>()]));
  for (let t = 0; tied.size > 0 && t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const list = lists[m];
      if (writes[m] === 1 || !list || list.length === 0) continue;
      reads.get(key[m]!)?.set(identity(list), list);
    }
  }
  for (const [at, distinct] of reads) {
    const inOrder = setOrder([...distinct.values()]);
    longest[at] = inOrder.findLast((list) => list.length === longest[at]!.length)!;
  }
  return tied.size > 0;
}

/** For each key its only append that may have happened; -1 when there is none, -2 when there are more. */
function loneAppends({
  count,
  outcome,
  start,
  writes,
  key,
  keys,
  version,
}: Transactions): Int32Array {
  const lone = new Int32Array(keys.length).fill(-1);
  for (let t = 0; t < count; t++) {
    if (outcome[t] === FAIL) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      if (writes[m] === 1) lone[key[m]!] = lone[key[m]!] === -1 ? version[m]! : -2;
    }
  }
  return lone;
}

function prefixes(
  { count, outcome, start, writes, key, lists }: Transactions,
  longest: readonly (readonly Json[])[],
): Int32Array {
  const prefix = new Int32Array(key.length).fill(NULL_READ);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const list = lists[m];
      if (writes[m] === 1 || !list) continue;
      prefix[m] = isPrefix(list, longest[key[m]!]!) ? list.length : STRAY_READ;
    }
  }
  return prefix;
}

/** Whether `list` begins `longer` or is the same. */
export function isPrefix(list: readonly Json[], longer: readonly Json[]): boolean {
  if (list.length > longer.length) return false;
  for (let at = 0; at < list.length; at++) if (!same(list[at]!, longer[at]!)) return false;
  return true;
}

/** Whether two values are equal. */
export function same(a: Json, b: Json): boolean {
  return a === b || (typeof a === "object" && identity(a) === identity(b));
}

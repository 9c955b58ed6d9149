/**
 * What a transaction over lists sees within itself: whether its reads fit its own earlier reads and
 * appends.
 *
 * @module
 */
import type { Json, Judgement } from "../history.ts";
import type { Findings } from "./findings.ts";
import { isPrefix, same } from "./list_orders.ts";
import { listed, told } from "./sentences.ts";
import { OK } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/** What a read should return: exactly these elements, or a list that ends with them. */
interface Expected {
  readonly whole: boolean;
  readonly elements: readonly Json[];
}

/**
 * Notes `internal` (a read does not fit the transaction's own earlier read and appends), `future-read`
 * (it saw an element that the transaction appended later), and, judging strictly, `unseen-own-write`
 * (it does not end with the transaction's own last append, or lacks another one).
 */
export function findListViews(
  transactions: Transactions,
  judgement: Judgement,
  findings: Findings,
): void {
  const { count, outcome, start, key } = transactions;
  const touchedBy = new Int32Array(transactions.keys.length).fill(-1);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    let twice = false;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      if (touchedBy[key[m]!] === t) twice = true;
      touchedBy[key[m]!] = t;
    }
    if (!twice) continue;
    findInternal(transactions, t, judgement, findings);
    findFuture(transactions, t, findings);
    if (judgement === "strict") findUnseen(transactions, t, findings);
  }
}

function findInternal(
  { start, writes, key, keys, version, versions, lists }: Transactions,
  t: number,
  judgement: Judgement,
  findings: Findings,
): void {
  const states = new Map<number, Expected>();
  for (let m = start[t]!; m < start[t + 1]!; m++) {
    const state = states.get(key[m]!);
    if (writes[m] === 1) {
      const element = versions.values[version[m]!]!;
      states.set(key[m]!, {
        whole: state?.whole ?? false,
        elements: [...(state?.elements ?? []), element],
      });
      continue;
    }
    const list = lists[m] ?? null;
    if (state !== undefined && !fits(list, state, judgement)) {
      const name = keys[key[m]!]!;
      findings.add("internal", () => ({
        sentence:
          `T${t} read ${told(list)} of key ${told(name)}, but by what it had read and appended itself ` +
          `it had to be ${state.whole ? "" : "a list that ends with "}${told(state.elements)}.`,
        transactions: [t],
        key: name,
        values: [list, state.elements],
      }));
      return;
    }
    states.set(key[m]!, list === null ? AFTER_NULL : { whole: true, elements: list });
  }
}

/** After a read that returned null Elle takes any read, but after an append to it that one alone. Judged
 * strictly, the list is empty. */
const AFTER_NULL: Expected = { whole: true, elements: [] };

function fits(list: readonly Json[] | null, state: Expected, judgement: Judgement): boolean {
  if (state === AFTER_NULL) return judgement === "compat" || (list ?? []).length === 0;
  // Elle tells null from a list that is empty; so does strict judgement, that it forgives nothing.
  if (list === null && state.whole) return false;
  const read = list ?? [];
  const { whole, elements } = state;
  if (whole) return read.length === elements.length && isPrefix(read, elements);
  return (
    read.length >= elements.length && isPrefix(read.slice(read.length - elements.length), elements)
  );
}

function findFuture(
  { start, writes, key, keys, version, versions, lists }: Transactions,
  t: number,
  findings: Findings,
): void {
  for (let m = start[t]!; m < start[t + 1]!; m++) {
    if (writes[m] === 0) continue;
    const element = versions.values[version[m]!]!;
    for (let earlier = start[t]!; earlier < m; earlier++) {
      if (writes[earlier] === 1 || key[earlier] !== key[m]) continue;
      const list = lists[earlier] ?? [];
      if (!list.some((read) => same(read, element))) continue;
      const name = keys[key[m]!]!;
      findings.add("future-read", () => ({
        sentence: `T${t} read ${told(list)} of key ${told(name)} before it appended ${told(element)} itself.`,
        transactions: [t],
        key: name,
        values: [element],
      }));
      return;
    }
  }
}

function findUnseen(
  { start, writes, key, keys, version, versions, lists }: Transactions,
  t: number,
  findings: Findings,
): void {
  const appended = new Map<number, Json[]>();
  for (let m = start[t]!; m < start[t + 1]!; m++) {
    const own = appended.get(key[m]!) ?? [];
    if (writes[m] === 1) {
      appended.set(key[m]!, [...own, versions.values[version[m]!]!]);
      continue;
    }
    const list = lists[m] ?? [];
    const lacking = own.filter((element) => !list.some((read) => same(read, element)));
    const last = own.at(-1);
    const covered = last !== undefined && lacking.length === 0 && !same(list.at(-1) ?? null, last);
    if (lacking.length === 0 && !covered) continue;
    const name = keys[key[m]!]!;
    findings.add("unseen-own-write", () => ({
      sentence: covered
        ? `T${t} appended ${told(last)} to key ${told(name)} and then read ${told(list)}, which ends otherwise.`
        : `T${t} appended ${listed(lacking)} to key ${told(name)} and then read ${told(list)} without.`,
      transactions: [t],
      key: name,
      values: covered ? [last] : lacking,
    }));
    return;
  }
}

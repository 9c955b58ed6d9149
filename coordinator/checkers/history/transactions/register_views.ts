/**
 * What a transaction over registers sees within itself: whether its reads fit its own earlier reads and
 * writes.
 *
 * @module
 */
import type { Judgement } from "../history.ts";
import type { Findings } from "./findings.ts";
import { told } from "./sentences.ts";
import { OK } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Notes `internal` (a read does not return what the transaction itself last read or wrote) and, judging
 * strictly, `unseen-own-write` (it does not return what the transaction itself wrote). After a read of
 * null Elle takes any; judged strictly, that is a state like any other.
 */
export function findRegisterViews(
  transactions: Transactions,
  judgement: Judgement,
  findings: Findings,
): void {
  const { count, outcome, start, writes, key, version, versions, keys } = transactions;
  // Of each key which transaction dealt with it last, and what it then held; the same of writes.
  const dealtBy = new Int32Array(keys.length).fill(-1);
  const held = new Int32Array(keys.length);
  const writtenBy = new Int32Array(keys.length).fill(-1);
  const written = new Int32Array(keys.length);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    let isTold = false;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const name = key[m]!;
      const now = version[m]!;
      const isRead = writes[m] === 0;
      const note = (anomaly: string, did: string, expected: number): void => {
        const [value, wanted] = [versions.values[now]!, versions.values[expected]!];
        findings.add(anomaly, () => ({
          sentence: `T${t} ${did} ${told(wanted)} ${did === "read" ? "of" : "to"} key ${told(keys[name]!)} and then read ${told(value)}.`,
          transactions: [t],
          key: keys[name]!,
          values: [wanted, value],
        }));
      };
      const before = held[name]!;
      const takesAny = judgement === "compat" && versions.values[before] === null;
      if (isRead && !isTold && dealtBy[name] === t && before !== now && !takesAny) {
        const own = writtenBy[name] === t && written[name] === before;
        note("internal", own ? "wrote" : "read", before);
        isTold = true;
      }
      if (isRead && judgement === "strict" && writtenBy[name] === t && written[name] !== now) {
        note("unseen-own-write", "wrote", written[name]!);
      }
      dealtBy[name] = t;
      held[name] = now;
      if (isRead) continue;
      writtenBy[name] = t;
      written[name] = now;
    }
  }
}

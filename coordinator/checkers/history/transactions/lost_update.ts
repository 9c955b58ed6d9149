/**
 * Lost updates: two transactions read the same state of a key, and both wrote that key.
 *
 * @module
 */
import type { Findings } from "./findings.ts";
import { told } from "./sentences.ts";
import { NOBODY, OK } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Notes `lost-update` for each state that more than one ok transaction updated. `stateOf` numbers what a
 * micro-operation has read, below `states`: the same for the same value of the same key.
 */
export function findLostUpdates(
  { count, outcome, start, writes, key, keys }: Transactions,
  stateOf: (micro: number) => number,
  states: number,
  findings: Findings,
): void {
  const firstUpdate = new Int32Array(states).fill(NOBODY);
  const updates = new Map<number, number[]>();
  const keyOf = new Map<number, number>();
  // Of each key what the transaction at hand has read first, or that its update is counted already.
  const readBy = new Int32Array(keys.length).fill(NOBODY);
  const readState = new Int32Array(keys.length);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      const name = key[m]!;
      if (writes[m] === 0) {
        if (readBy[name] === t) continue;
        readBy[name] = t;
        readState[name] = stateOf(m);
        continue;
      }
      const state = readState[name]!;
      if (readBy[name] !== t || state === NOBODY) continue;
      readState[name] = NOBODY;
      const first = firstUpdate[state]!;
      if (first === NOBODY) {
        firstUpdate[state] = t;
        continue;
      }
      keyOf.set(state, name);
      const all = updates.get(state) ?? [first];
      all.push(t);
      updates.set(state, all);
    }
  }
  for (const [state, all] of updates) {
    const name = keys[keyOf.get(state)!]!;
    const shown = all.slice(0, SHOWN_MAX);
    const more = all.length - shown.length;
    findings.add("lost-update", () => ({
      sentence:
        `${shown.map((t) => `T${t}`).join(", ")}${more > 0 ? ` and ${more} more` : ""} all read the same ` +
        `state of key ${told(name)} and then wrote it: but one, their updates are lost.`,
      transactions: shown,
      key: name,
    }));
  }
}

/** Transactions that one case names. */
const SHOWN_MAX = 8;

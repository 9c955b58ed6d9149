/**
 * Who came before whom: within a process, and in real time.
 *
 * @module
 */
import { PROCESS, REALTIME } from "./graph.ts";
import type { Edges } from "./graph.ts";
import { OK } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/** Adds an edge from each ok transaction of a process to the next. */
export function addProcessOrder({ count, outcome, operations }: Transactions, edges: Edges): void {
  const last = new Map<number, number>();
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    const who = operations[t]!.process;
    const before = last.get(who);
    if (before !== undefined) edges.add(before, t, PROCESS);
    last.set(who, t);
  }
}

/**
 * Adds an edge from each ok transaction to those that were invoked after its completion, but none that
 * follows from the others: once a later transaction is complete, it stands for all that were complete
 * before it began. So no transaction has more edges than there are processes (after Elle).
 */
export function addRealtimeOrder(transactions: Transactions, edges: Edges): void {
  const { count, outcome, operations, places } = transactions;
  const byCompletion = Array.from({ length: count }, (_, t) => t)
    .filter((t) => outcome[t] === OK)
    .toSorted((a, b) => places[a]! - places[b]!);
  let frontier: number[] = [];
  let completed = 0;
  for (let t = 0; t < count; t++) {
    const { invokedAt } = operations[t]!;
    while (completed < byCompletion.length && places[byCompletion[completed]!]! < invokedAt) {
      const done = byCompletion[completed++]!;
      const begun = operations[done]!.invokedAt;
      frontier = frontier.filter((before) => places[before]! > begun);
      frontier.push(done);
    }
    for (const before of frontier) edges.add(before, t, REALTIME);
  }
}

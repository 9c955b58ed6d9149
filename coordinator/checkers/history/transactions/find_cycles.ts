/**
 * The last part of both checks: the cycles among transactions.
 *
 * @module
 */
import type { Cycle } from "./any_cycle.ts";
import { namedCycles, orderNeeded } from "./cycles.ts";
import type { Draft, Findings } from "./findings.ts";
import { PROCESS, REALTIME } from "./graph.ts";
import type { Edges } from "./graph.ts";
import { forbiddenBy } from "./models.ts";
import type { Model } from "./models.ts";
import { addProcessOrder, addRealtimeOrder } from "./time_order.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Adds to the edges of data those of time that the models speak of, and notes the cycles; or
 * `empty-transaction-graph` when there is no edge at all.
 */
export function findCycles(
  transactions: Transactions,
  edges: Edges,
  precedence: readonly number[],
  models: readonly Model[],
  findings: Findings,
  draft: (cycle: Cycle) => Draft,
): void {
  const order = orderNeeded(forbiddenBy(models));
  if (order === PROCESS) addProcessOrder(transactions, edges);
  if (order === REALTIME) addRealtimeOrder(transactions, edges);
  if (edges.count === 0) {
    findings.add("empty-transaction-graph", () => ({
      sentence: "No transaction depends on any other, so there is nothing to judge by.",
      transactions: [],
    }));
    return;
  }
  for (const cycle of namedCycles(edges.graph(), transactions.places, precedence)) {
    findings.add(cycle.name, () => draft(cycle));
  }
}

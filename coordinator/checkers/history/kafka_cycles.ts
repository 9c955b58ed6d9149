/**
 * Information that flows in a circle: an operation that polls a message comes after the one that sent
 * it. `G1c` is a circle of nothing but such steps; `G1c-realtime` also uses that what ended came before
 * what began later.
 *
 * @module
 */
import type { LogFindings } from "./kafka_findings.ts";
import type { Writers } from "./kafka_fates.ts";
import { isTransaction } from "./kafka_operations.ts";
import type { LogOperation } from "./kafka_operations.ts";

/**
 * Both circles, also under the names that Elle gives to the levels that they rule out. With real time
 * one step is enough to look at: in any circle some operation polls a message and has ended before the
 * sending began, as otherwise each would begin before the end of the one before it, all the way round.
 *
 * A history in which no operation comes after another proves nothing: `empty-transaction-graph`, which
 * is a failure to the original.
 */
export function checkCycles(
  operations: readonly LogOperation[],
  writers: Writers,
  findings: LogFindings,
): void {
  const transactions = operations.filter(isTransaction);
  /** Operations that both poll and send -> those of them that read from it. */
  const readers = new Map<LogOperation, LogOperation[]>();
  let related = hasSequence(transactions);
  for (const reader of transactions)
    for (const [key, messages] of reader.polled)
      for (const { identity, value } of messages) {
        const writer = writers.get(key)?.get(identity);
        if (writer === undefined || writer === reader) continue;
        related = true;
        if (reader.type === "ok" && reader.completedAt < writer.invokedAt)
          for (const name of ["G1c-realtime", "strong-PL-2-cycle-exists"])
            findings.add(name, () => ({
              key,
              operations: [reader.at, writer.at],
              values: [value],
            }));
        if (isMixed(reader) && isMixed(writer))
          readers.set(writer, [...(readers.get(writer) ?? []), reader]);
      }
  const circle = circleIn(readers);
  if (circle !== undefined)
    for (const name of ["G1c", "PL-2-cycle-exists"])
      findings.add(name, () => ({ operations: circle.map(({ at }) => at) }));
  if (!related && operations.length > 0)
    findings.add("empty-transaction-graph", () => ({ operations: [] }));
}

function isMixed({ sent, polled }: LogOperation): boolean {
  return sent.size > 0 && polled.size > 0;
}

/** Whether any operation began after a successful one had ended, and came to an end, too. */
function hasSequence(transactions: readonly LogOperation[]): boolean {
  const first = transactions.find(({ type }) => type === "ok");
  if (first === undefined) return false;
  return transactions.some(
    ({ invokedAt, completedAt }) => invokedAt > first.completedAt && completedAt !== Infinity,
  );
}

/** Any circle: a walk that leaves an operation only when all beyond it is known to end. */
function circleIn(
  readers: ReadonlyMap<LogOperation, readonly LogOperation[]>,
): LogOperation[] | undefined {
  const ends = new Set<LogOperation>();
  for (const start of readers.keys()) {
    const path = ends.has(start) ? [] : [{ operation: start, tried: 0 }];
    const onPath = new Set(path.map(({ operation }) => operation));
    while (path.length > 0) {
      const here = path.at(-1)!;
      const next = readers.get(here.operation)?.[here.tried++];
      if (next === undefined) {
        ends.add(here.operation);
        onPath.delete(here.operation);
        path.pop();
      } else if (onPath.has(next)) {
        const all = path.map(({ operation }) => operation);
        return all.slice(all.indexOf(next));
      } else if (!ends.has(next)) {
        onPath.add(next);
        path.push({ operation: next, tried: 0 });
      }
    }
  }
  return undefined;
}

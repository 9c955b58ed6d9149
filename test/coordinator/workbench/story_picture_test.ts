/** @module */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { HistoryEvent, Operation } from "../../../coordinator/checkers/history/history.ts";
import { operationsOf } from "../../../coordinator/checkers/history/history.ts";
import { type Drawn, picture } from "../../../coordinator/workbench/story_picture.ts";

const NODES = new Map([
  [0, "n0"],
  [1, "n1"],
  [2, "n2"],
]);

const drawn = (operations: readonly Operation[]): Drawn[] =>
  operations.map((operation) => ({
    operation,
    text: `${operation.f} ${JSON.stringify(operation.value)}`,
  }));

test("shows each process in a row, and what overlapped above each other", () => {
  const operations = operationsOf([
    { process: 0, type: "invoke", f: "write", value: 1 },
    { process: 1, type: "invoke", f: "read", value: null },
    { process: 0, type: "ok", f: "write", value: 1 },
    { process: 2, type: "invoke", f: "write", value: 2 },
    { process: 1, type: "ok", f: "read", value: 0 },
    { process: 0, type: "invoke", f: "read", value: null },
    { process: 0, type: "ok", f: "read", value: 2 },
  ]);
  expect(picture(drawn(operations), NODES)).toEqual([
    "p0 n0  |write 1|  |read 2|",
    "p1 n1   |-read 0-|",
    "p2 n2           |write 2--…",
  ]);
});

test("cuts texts until they fit, and shows no more than a dozen", () => {
  const operation = operationsOf([{ process: 0, type: "invoke", f: "r", value: null }])[0]!;
  const long = Array.from({ length: 20 }, (_, at) => ({
    operation: {
      ...operation,
      process: at,
      invokedAt: 2 * at,
      completedAt: 2 * at + 1,
      type: "ok" as const,
    },
    text: "x".repeat(200),
  }));
  const lines = picture(long, new Map());
  expect(lines).toHaveLength(12);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(105);
  expect(picture(long.slice(0, 2), new Map())[0]).toContain("x".repeat(40));
});

test("bars overlap exactly when operations did", () => {
  const step = fc.record({
    process: fc.integer({ min: 0, max: 2 }),
    end: fc.constantFrom("ok" as const, "info" as const),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 16 }), (steps) => {
      const operations = operationsOf(historyOf(steps)).slice(0, 12);
      const bars = barsOf(operations);
      for (const [i, a] of operations.entries()) {
        for (const [j, b] of operations.entries()) {
          const overlapped = a.invokedAt < endOf(b) && b.invokedAt < endOf(a);
          expect(bars[i]!.from < bars[j]!.to && bars[j]!.from < bars[i]!.to).toBe(overlapped);
        }
      }
    }),
  );
});

/** Each process begins something, ends it, begins something else; it stops when the end is open. */
function historyOf(
  steps: readonly { readonly process: number; readonly end: "ok" | "info" }[],
): HistoryEvent[] {
  const open = new Set<number>();
  const gone = new Set<number>();
  const history: HistoryEvent[] = [];
  for (const { process: client, end } of steps) {
    if (gone.has(client)) continue;
    const isOpen = open.delete(client);
    if (!isOpen) open.add(client);
    else if (end === "info") gone.add(client);
    history.push({ process: client, type: isOpen ? end : "invoke", f: "r", value: 0 });
  }
  return history;
}

/** Where the bars of operations begin and end, read off their picture. */
function barsOf(operations: readonly Operation[]): { from: number; to: number }[] {
  const rows = new Map(
    picture(drawn(operations), NODES, 400).map((line) => [
      Number(line[1]),
      [...line.matchAll(/\|[^|…]*[|…]/g)].map(({ index, 0: bar }) => {
        return { from: index, to: bar.endsWith("…") ? Infinity : index + bar.length - 1 };
      }),
    ]),
  );
  return operations.map((operation) => rows.get(operation.process)!.shift()!);
}

function endOf({ type, completedAt }: Operation): number {
  return type === "info" ? Infinity : completedAt;
}

/**
 * Logs that are right: whatever clients do with them, no checker objects.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import { kafka } from "../../../../coordinator/checkers/history/kafka.ts";
import { done } from "./oracle.ts";

test("what a correct log answers is valid in both modes", () => {
  const step = fc.record({
    kind: fc.constantFrom("send", "unsure", "fail", "poll", "assign", "commit", "list", "crash"),
    client: fc.nat(2),
    key: fc.constantFrom("k", "l"),
    size: fc.nat(3),
    gap: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const history = correctHistory(steps);
      const compat = kafka(history, "compat");
      expect(compat.errorTypes.filter((name) => name !== "empty-transaction-graph")).toEqual([]);
      expect(kafka(history, "strict").errorTypes).toEqual([]);
      expect(kafka(history, "strict").valid).not.toBe(false);
    }),
    { numRuns: 300 },
  );
});

interface Step {
  readonly kind: string;
  readonly client: number;
  readonly key: string;
  readonly size: number;
  readonly gap: number;
}

/** Clients poll where they were, or from what is committed; in the end one reads everything. */
function correctHistory(steps: readonly Step[]): HistoryEvent[] {
  const logs = new Map<string, [number, number][]>([
    ["k", []],
    ["l", []],
  ]);
  const committed = new Map<string, number>();
  const clients = [0, 1, 2].map((process) => ({ process, at: new Map<string, number>() }));
  const history: HistoryEvent[] = [];
  for (const [value, { kind, client, key, size, gap }] of steps.entries()) {
    const { process, at } = clients[client]!;
    const log = logs.get(key)!;
    const offset = (log.at(-1)?.[0] ?? -1) + gap;
    const step = ["send", key, value];
    if (kind === "send" || (kind === "unsure" && gap > 1)) log.push([offset, value]);
    if (kind === "send")
      history.push(...done(process, "send", [step], [["send", key, [offset, value]]]));
    if (kind === "fail") history.push(...done(process, "send", [step], [step], "fail"));
    if (kind === "unsure") history.push(...done(process, "send", [step], [step], "info"));
    if (kind === "assign") {
      history.push(...done(process, "assign", [key]));
      at.clear();
      at.set(key, committed.get(key) ?? 0);
    }
    if (kind === "poll") {
      const seen: Record<string, Json> = {};
      for (const [one, from] of at) {
        const messages = logs
          .get(one)!
          .filter(([place]) => place >= from)
          .slice(0, size);
        seen[one] = messages;
        const last = messages.at(-1)?.[0];
        if (last !== undefined) at.set(one, last + 1);
      }
      history.push(...done(process, "poll", [["poll"]], [["poll", seen]]));
    }
    if (kind === "commit") {
      const offsets = Object.fromEntries([...at].map(([one, next]) => [one, next - 1]));
      history.push(...done(process, "commit_offsets", offsets));
      for (const [one, next] of at) committed.set(one, Math.max(committed.get(one) ?? 0, next - 1));
    }
    if (kind === "list")
      history.push(
        ...done(process, "list_committed_offsets", ["k", "l"], Object.fromEntries(committed)),
      );
    if (kind === "crash" || kind === "unsure") {
      clients[client] = { process: process + 3, at: new Map() };
    }
  }
  const everything = Object.fromEntries([...logs].filter(([, log]) => log.length > 0));
  return [...history, ...done(9999, "poll", [["poll"]], [["poll", everything]])];
}

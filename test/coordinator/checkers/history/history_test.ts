/**
 * Goal: a history is read as Jepsen means it: who waited for what, from when to when.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type HistoryEvent,
  operationsOf,
  worst,
} from "../../../../coordinator/checkers/history/history.ts";

function event(
  process: number,
  type: HistoryEvent["type"],
  value: number | null = null,
): HistoryEvent {
  return { process, type, f: "read", value };
}

describe("operations", () => {
  test("are in the order of invocations, each with its own completion", () => {
    const operations = operationsOf([
      event(0, "invoke"),
      event(1, "invoke"),
      event(1, "ok", 1),
      event(1, "invoke"),
      event(0, "fail"),
      event(1, "info"),
    ]);
    expect(operations.map((each) => [each.process, each.type, each.value])).toEqual([
      [0, "fail", null],
      [1, "ok", 1],
      [1, "info", null],
    ]);
    expect(operations.map((each) => [each.invokedAt, each.completedAt])).toEqual([
      [0, 4],
      [1, 2],
      [3, 5],
    ]);
  });

  test("that nobody answered may have happened at any time after", () => {
    expect(operationsOf([event(3, "invoke", 7)])).toMatchObject([
      { type: "info", argument: 7, value: 7, completedAt: Infinity, completedNs: Infinity },
    ]);
  });

  test("keep time and what was marked as final", () => {
    const [read] = operationsOf([
      { ...event(0, "invoke"), timeNs: 5, final: true },
      { ...event(0, "ok"), timeNs: 9 },
    ]);
    expect(read).toMatchObject({ invokedNs: 5, completedNs: 9, final: true });
  });

  test("are as many as there are invocations, whatever the order", () => {
    const any = fc.array(fc.record({ process: fc.nat(4), ends: fc.boolean() }));
    fc.assert(
      fc.property(any, (steps) => {
        const waiting = new Set<number>();
        const history: HistoryEvent[] = [];
        for (const { process, ends } of steps) {
          if (ends !== waiting.has(process)) continue;
          history.push(event(process, ends ? "ok" : "invoke"));
          if (ends) waiting.delete(process);
          else waiting.add(process);
        }
        const operations = operationsOf(history);
        expect(operations).toHaveLength(history.filter(({ type }) => type === "invoke").length);
        expect(operations.filter(({ type }) => type === "info")).toHaveLength(waiting.size);
        for (const { invokedAt, completedAt } of operations) {
          expect(completedAt).toBeGreaterThan(invokedAt);
        }
      }),
    );
  });

  test.each([
    ["a completion of nothing", [event(0, "ok")], "process 0 must have invoked something: event 0"],
    [
      "a second invocation",
      [event(2, "invoke"), event(2, "invoke")],
      "process 2 must not invoke while it waits: event 1",
    ],
  ])("cannot be read from %s", (_words, history, problem) => {
    expect(() => operationsOf(history)).toThrow(`cannot read the history as ${problem}`);
  });
});

test("the worst verdict is the one of all", () => {
  expect(worst([])).toBe(true);
  expect(worst([true, true])).toBe(true);
  expect(worst([true, "unknown"])).toBe("unknown");
  expect(worst(["unknown", false, true])).toBe(false);
});

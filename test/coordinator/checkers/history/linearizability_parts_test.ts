/**
 * What the search for an order is made of, each against the plainest model there is.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { operationsOf } from "../../../../coordinator/checkers/history/history.ts";
import {
  isHopeless,
  leadingTo,
} from "../../../../coordinator/checkers/history/linearizability_fit.ts";
import { canonical } from "../../../../coordinator/checkers/history/json_values.ts";
import {
  IMPOSSIBLE,
  Machine,
} from "../../../../coordinator/checkers/history/linearizability_model.ts";
import {
  NOTHING,
  Optional,
} from "../../../../coordinator/checkers/history/linearizability_optional.ts";
import { Prospects } from "../../../../coordinator/checkers/history/linearizability_prospects.ts";
import { Rows } from "../../../../coordinator/checkers/history/linearizability_rows.ts";
import { search } from "../../../../coordinator/checkers/history/linearizability_search.ts";
import { NOBODY, Window } from "../../../../coordinator/checkers/history/linearizability_window.ts";
import { fifoQueue } from "../../../../coordinator/checkers/history/queue_model.ts";
import { casRegister } from "../../../../coordinator/checkers/history/register_model.ts";
import { anyHistory, cut, hasOrder } from "./linearizability_brute.ts";

test("rows keep each row once, also when there are many", () => {
  const rows = new Rows(3);
  const model = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    const row = [i % 7, 300 - (i % 400), i % 11 === 0 ? 2 ** 31 - 1 : 0];
    const key = row.join(" ");
    const expected = model.get(key) ?? model.size;
    model.set(key, expected);
    expect(rows.indexOf(row)).toBe(expected);
    expect([0, 1, 2].map((column) => rows.at(expected, column))).toEqual(row);
  }
  expect(rows.count).toBe(model.size);
});

/** Spans of which no two events are at the same place; some never complete. */
const anySpans = fc.array(fc.nat(5), { maxLength: 60 }).map((clients) => {
  const open = new Map<number, number>();
  const spans: { invokedAt: number; completedAt: number }[] = [];
  for (const [at, client] of clients.entries()) {
    const span = open.get(client);
    if (span === undefined) {
      open.set(client, spans.push({ invokedAt: at, completedAt: Infinity }) - 1);
    } else {
      spans[span]!.completedAt = at;
      open.delete(client);
    }
  }
  return spans;
});

test("a window shows what is open wherever it goes, each in its slot", () => {
  fc.assert(
    fc.property(anySpans, fc.array(fc.nat(), { maxLength: 20 }), (spans, ways) => {
      const window = new Window(spans);
      const ends = window.ranks.map((index) => spans[index]!.completedAt);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
      expect(window.slots).toBeLessThanOrEqual(6);
      for (const way of [0, ...ways]) {
        if (ends.length === 0) return;
        const front = way % ends.length;
        window.moveTo(front);
        const open = window.ranks.flatMap((index, rank) =>
          rank >= front && spans[index]!.invokedAt < ends[front]! ? [rank] : [],
        );
        expect([...window.open].filter((rank) => rank !== NOBODY).sort((a, b) => a - b)).toEqual(
          open,
        );
        for (const rank of open) expect(window.open[window.slotOf(rank)]).toBe(rank);
      }
    }),
  );
});

const countOf = (kinds: readonly number[], kind: number) =>
  kinds.filter((one) => one === kind).length;

test("uses of optional operations are compared kind by kind, in whatever order they were used", () => {
  const operations = Array.from({ length: 40 }, (_, i) => ({
    action: i % 4,
    invokedAt: i * 10,
    index: i,
  }));
  const anyKinds = fc.array(fc.nat(3), { maxLength: 9 });
  fc.assert(
    fc.property(anyKinds, anyKinds, (one, other) => {
      const optional = new Optional(operations);
      const useOf = (kinds: readonly number[]) =>
        kinds.reduce((use, kind) => optional.use(use, kind), NOTHING);
      const [a, b] = [useOf(one), useOf(other)];
      expect(useOf(one.toReversed())).toBe(a);
      const within = [0, 1, 2, 3].every((kind) => countOf(one, kind) <= countOf(other, kind));
      expect(optional.within(a, b)).toBe(within);
      for (const kind of [0, 1, 2, 3]) {
        const next = operations.filter(({ action }) => action === kind)[countOf(one, kind)]!;
        expect(optional.isFree(a, kind, next.invokedAt + 1)).toBe(true);
        expect(optional.isFree(a, kind, next.invokedAt)).toBe(false);
        expect(optional.lastUsed(optional.use(a, kind), kind)).toBe(next.index);
      }
    }),
  );
});

test("the order that is found explains every result, in time", () => {
  const machine = new Machine(casRegister());
  const write = machine.actionOf({ f: "write", value: 1, known: true });
  const cas = machine.actionOf({ f: "cas", value: [1, 2], known: false });
  const read = machine.actionOf({ f: "read", value: 2, known: true });
  const actions = [
    { action: read, invokedAt: 3, completedAt: 6 },
    { action: cas, invokedAt: 1, completedAt: Infinity },
    { action: write, invokedAt: 0, completedAt: 7 },
  ];
  const limits = { configurationsMax: 100, stepsMax: 1000 };
  const { kind, longest } = search(machine, actions, limits);
  expect([kind, longest.order]).toEqual(["linearized", [2, 1, 0]]);
  expect(machine.stateAt(longest.state)).toBe(2);
});

test("what leads to a fit is found, and nothing is said when there is too much to try", () => {
  const machine = new Machine(casRegister());
  const actionOf = (f: string, value: number | [number, number]) =>
    machine.actionOf({ f, value, known: true });
  const actions = [actionOf("cas", [2, 3]), actionOf("cas", [1, 2]), actionOf("write", 1)];
  expect(leadingTo(machine, actions, actionOf("read", 3))).toEqual(new Set([actions[0]]));
  expect(leadingTo(machine, actions, actionOf("read", 4))).toEqual(new Set());
  const queue = new Machine(fifoQueue());
  const enqueue = queue.actionOf({ f: "enqueue", value: 1, known: true });
  const dequeue = queue.actionOf({ f: "dequeue", value: 2, known: true });
  expect(leadingTo(queue, [enqueue], dequeue)).toBeUndefined();
});

test("a machine does what its model does, whether there is an outline or not", () => {
  const anyValue = fc.option(fc.nat(2));
  const anyCall = fc.oneof(
    fc.record({ f: fc.constantFrom("read", "write"), value: anyValue, known: fc.boolean() }),
    fc.record({
      f: fc.constant("cas"),
      value: fc.tuple(anyValue, anyValue),
      known: fc.boolean(),
    }),
  );
  for (const model of [casRegister("compat"), casRegister("strict")]) {
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 12 }), (calls) => {
        const machine = new Machine(model);
        let state = 0;
        for (const call of calls) {
          const action = machine.actionOf(call);
          const before = machine.stateAt(state);
          const expected = model.step(before, call);
          const next = machine.step(state, action);
          if (expected === undefined) expect(next).toBe(IMPOSSIBLE);
          else expect(machine.stateAt(next)).toBe(expected);
          if (machine.effectOf(action) === "none" && next >= 0) expect(next).toBe(state);
          if (machine.effectOf(action) === "overwrite") expect(next).not.toBe(IMPOSSIBLE);
          if (next !== IMPOSSIBLE) state = next;
        }
      }),
    );
  }
});

test("where a front is called hopeless no order passes it", () => {
  const model = casRegister();
  let hopeless = 0;
  fc.assert(
    fc.property(anyHistory(true), (history) => {
      const machine = new Machine(model);
      const operations = operationsOf(history).filter(({ type }) => type !== "fail");
      const actions = operations.map(({ f, type, argument, value, invokedAt, completedAt }) => {
        const known = type === "ok";
        const action = machine.actionOf({ f, value: known ? value : argument, known });
        return { action, invokedAt, completedAt: known ? completedAt : Infinity };
      });
      for (const front of actions) {
        if (front.completedAt === Infinity || !isHopeless(machine, actions, front)) continue;
        hopeless += 1;
        expect(hasOrder(cut(history, front.completedAt + 1), model)).toBe(false);
      }
    }),
    { seed: 5, numRuns: 3000 },
  );
  expect(hopeless).toBeGreaterThan(500);
});

test("what is certainly overwritten before it can be read leaves no hope, an open operation does", () => {
  const machine = new Machine(casRegister());
  const actionOf = (f: string, value: number) => machine.actionOf({ f, value, known: true });
  const read = { action: actionOf("read", 1), invokedAt: 6, completedAt: 9 };
  const isStale = (completedAt: number, from: number): boolean => {
    const write = { action: actionOf("write", 1), invokedAt: 0, completedAt };
    const over = { action: actionOf("write", 2), invokedAt: from, completedAt: 5 };
    return isHopeless(machine, [write, over, read], read);
  };
  expect(isStale(1, 3)).toBe(true);
  // At the same time as what would overwrite it, or of unknown outcome.
  expect(isStale(4, 3)).toBe(false);
  expect(isStale(Infinity, 3)).toBe(false);
});

test("optional operations are of use in chains, and no others", () => {
  const machine = new Machine(casRegister());
  const actionOf = (f: string, value: number | [number, number]) =>
    machine.actionOf({ f, value, known: f !== "cas" });
  const actions = [actionOf("cas", [2, 3]), actionOf("write", 2), actionOf("write", 5)];
  const optional = new Optional(
    actions.map((action, index) => ({ action, invokedAt: index, index })),
  );
  const prospects = new Prospects(machine, optional);
  expect(prospects.of([actionOf("read", 3)], 9)).toEqual([0, 1]);
  expect(prospects.of([actionOf("read", 3)], 1)).toEqual([0]);
  expect(prospects.of([actionOf("read", 4)], 9)).toEqual([]);
  const queue = new Machine(fifoQueue());
  const put = queue.actionOf({ f: "enqueue", value: 1, known: false });
  const puts = new Optional([{ action: put, invokedAt: 0, index: 0 }]);
  expect(new Prospects(queue, puts).of([], 9)).toEqual([0]);
});

test("values have one text", () => {
  expect(canonical({ b: [1, null, "x"], a: { d: true, c: -0.5 } })).toBe(
    '{"a":{"c":-0.5,"d":true},"b":[1,null,"x"]}',
  );
});

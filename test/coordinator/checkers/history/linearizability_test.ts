/**
 * Linearizability: against the originals' verdicts, against all orders, and in cases with a name.
 *
 * @module
 */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type {
  Completion,
  HistoryEvent,
  Json,
  Verdict,
} from "../../../../coordinator/checkers/history/history.ts";
import { checkLinearizability } from "../../../../coordinator/checkers/history/linearizability.ts";
import { fifoQueue } from "../../../../coordinator/checkers/history/queue_model.ts";
import { casRegister, register } from "../../../../coordinator/checkers/history/register_model.ts";
import { anyHistory, cut, hasOrder } from "./linearizability_brute.ts";

const model = casRegister();
const verdict = (history: readonly HistoryEvent[]) =>
  checkLinearizability(history, { model }).valid;
const failureOf = (history: readonly HistoryEvent[]) =>
  checkLinearizability(history, { model }).results[0]!.failure!;

const asks = (process: number, f: string, value: Json = null): HistoryEvent => ({
  process,
  type: "invoke",
  f,
  value,
});
const ends = (process: number, f: string, value: Json, type: Completion = "ok"): HistoryEvent => ({
  process,
  type,
  f,
  value,
});
const write = (process: number, value: Json) => [
  asks(process, "write", value),
  ends(process, "write", value),
];
const read = (process: number, value: Json) => [
  asks(process, "read"),
  ends(process, "read", value),
];
const cas = (process: number, from: Json, to: Json) => [
  asks(process, "cas", [from, to]),
  ends(process, "cas", [from, to]),
];
const lostWrite = (process: number, value: Json) => [
  asks(process, "write", value),
  ends(process, "write", value, "info"),
];

const queueVerdict = (history: readonly HistoryEvent[]) =>
  checkLinearizability(history, { model: fifoQueue() }).valid;

/** The history as that of one key, by processes with numbers from `by` on. */
const at = (key: Json, history: readonly HistoryEvent[], by: number): HistoryEvent[] =>
  history.map((event) => ({ ...event, process: event.process + by, value: [key, event.value] }));

/** Ten writes at once, and reads of all in the other order: much to try. */
function puzzle(last: number): HistoryEvent[] {
  const all = Array.from({ length: 10 }, (_, i) => i);
  return [
    ...all.map((i) => asks(i, "write", i)),
    ...all.toReversed().flatMap((i) => read(20, i)),
    ...read(20, last),
    ...all.map((i) => ends(i, "write", i)),
  ];
}

interface Case {
  readonly id: number;
  readonly valid: boolean;
  readonly history: HistoryEvent[];
}

test("agrees with the originals on every history", () => {
  const path = join(import.meta.dirname, "../../../oracle/lin_register.jsonl.gz");
  const lines = gunzipSync(readFileSync(path)).toString().trim().split("\n");
  const cases = lines.map((line) => JSON.parse(line) as Case);
  const wrong = cases.filter(({ history, valid }) => verdict(history) !== valid);
  expect(wrong.map(({ id }) => id)).toEqual([]);
  expect(cases).toHaveLength(440);
});

describe("against all orders", () => {
  const runs = { seed: 5, numRuns: 3000 };

  test.each([
    [false, 0.99],
    [true, 0.3],
  ])("agrees on small histories, forged: %s", (forged, validShareMin) => {
    for (const judgement of ["compat", "strict"] as const) {
      const judged = casRegister(judgement);
      const verdicts: Verdict[] = [];
      fc.assert(
        fc.property(anyHistory(forged), (history) => {
          const { valid } = checkLinearizability(history, { model: judged });
          verdicts.push(valid);
          expect(valid).toBe(hasOrder(history, judged));
        }),
        runs,
      );
      const share = verdicts.filter((valid) => valid === true).length / verdicts.length;
      expect(share).toBeGreaterThan(validShareMin);
      if (forged) expect(share).toBeLessThan(0.8);
    }
  });

  test("names the shortest prefix without an order, and states in which its last operation cannot be", () => {
    let failures = 0;
    fc.assert(
      fc.property(anyHistory(true), (history) => {
        const { failure } = checkLinearizability(history, { model }).results[0]!;
        if (failure === undefined) return;
        failures += 1;
        const { prefixEvents, operation, states } = failure;
        expect(hasOrder(cut(history, prefixEvents), model)).toBe(false);
        expect(hasOrder(cut(history, prefixEvents - 1), model)).toBe(true);
        expect(operation.completedAt).toBe(prefixEvents - 1);
        expect(states.length).toBeGreaterThan(0);
        for (const { state } of states) {
          const call = { f: operation.f, value: operation.value, known: true };
          expect(model.step(state, call)).toBeUndefined();
        }
      }),
      runs,
    );
    expect(failures).toBeGreaterThan(500);
  });
});

describe("a register", () => {
  test("a stale read", () => {
    const failure = failureOf([...write(0, 1), ...write(1, 2), ...read(2, 1)]);
    expect(failure).toEqual({
      operation: { process: 2, f: "read", value: 1, invokedAt: 4, completedAt: 5 },
      prefixEvents: 6,
      states: [
        {
          state: 2,
          leftBy: { process: 1, f: "write", value: 2, invokedAt: 2, completedAt: 3 },
        },
      ],
      fitsAfter: { process: 0, f: "write", value: 1, invokedAt: 0, completedAt: 1 },
      fitsAfterLater: null,
      open: [],
      placed: 2,
      lastPlaced: [
        { process: 0, f: "write", value: 1, invokedAt: 0, completedAt: 1 },
        { process: 1, f: "write", value: 2, invokedAt: 2, completedAt: 3 },
      ],
      explanation:
        "process 2's read 1 (events 4 to 5) has no place: every order that fits until then has 2 " +
        "(left by process 1's write 2 (events 2 to 3)) there. The last that it could have followed " +
        "is process 0's write 1 (events 0 to 1).",
    });
  });

  test("a lost update by cas", () => {
    const history = [...write(0, 1), asks(1, "cas", [1, 2]), asks(2, "cas", [1, 3])];
    const both = [...history, ends(1, "cas", [1, 2]), ends(2, "cas", [1, 3])];
    expect(verdict(both)).toBe(false);
    expect(verdict([...history, ends(1, "cas", [1, 2]), ends(2, "cas", [1, 3], "fail")])).toBe(
      true,
    );
    expect(failureOf(both).states.map(({ state }) => state)).toContain(2);
  });

  test("a read of a value from the future", () => {
    const failure = failureOf([...read(0, 1), ...write(1, 1), ...write(1, 1)]);
    expect(failure.fitsAfterLater?.invokedAt).toBe(2);
    expect(failure.fitsAfter).toBe(null);
    expect(failure.explanation).toContain("came later");
    const overlapping = [asks(0, "read"), asks(1, "write", 1), ends(0, "read", 1)];
    expect(verdict([...overlapping, ends(1, "write", 1)])).toBe(true);
  });

  test("a read of a value that nobody wrote", () => {
    const failure = failureOf([...write(0, 1), ...read(1, 7)]);
    expect(failure.explanation).toContain("Nothing in the history leaves what it needs.");
  });

  test("two reads that see two writes in different orders", () => {
    const open = [asks(0, "write", 1), asks(1, "write", 2)];
    const close = [ends(0, "write", 1), ends(1, "write", 2)];
    expect(verdict([...open, ...read(2, 1), ...read(3, 2), ...close])).toBe(true);
    expect(verdict([...open, ...read(2, 1), ...read(3, 2), ...read(2, 1), ...close])).toBe(false);
  });

  test("an info write seen late", () => {
    expect(verdict([...lostWrite(0, 1), ...write(1, 2), ...read(2, 2), ...read(2, 1)])).toBe(true);
  });

  test("an info write never seen", () => {
    expect(verdict([...write(1, 2), ...lostWrite(0, 1), ...read(2, 2)])).toBe(true);
  });

  test("an info write seen before it began", () => {
    expect(verdict([...read(2, 1), ...lostWrite(0, 1)])).toBe(false);
  });

  test("an info write happens once", () => {
    const seen = [...lostWrite(0, 1), ...read(2, 1), ...write(1, 2)];
    expect(verdict([...seen, ...read(2, 1)])).toBe(false);
    expect(verdict([...seen, ...lostWrite(3, 1), ...read(2, 1)])).toBe(true);
  });

  test("info operations that build on each other, where the order of a search matters", () => {
    const begun = [asks(3, "cas", [2, 3]), asks(2, "cas", [1, 2]), ...lostWrite(1, 1)];
    expect(verdict([...begun, ...read(9, 3)])).toBe(true);
    expect(verdict([...begun, ...read(9, 3), ...read(9, 2)])).toBe(false);
  });

  test("an info operation is spared for where nothing else does", () => {
    const begun = [...lostWrite(1, 1), asks(2, "cas", [0, 1]), ...write(0, 0), ...read(0, 1)];
    const later = [...begun, ...write(0, 5), ...read(0, 1)];
    expect(verdict(later)).toBe(true);
    expect(verdict([...later, ...write(0, 5), ...read(0, 1)])).toBe(false);
  });

  test("an info operation that one order needs and another does not", () => {
    const atOnce = [asks(0, "write", 1), asks(1, "write", 4), asks(5, "write", 1)];
    const both = [...atOnce, ends(0, "write", 1), ends(1, "write", 4)];
    const history = [...both, ...read(2, 1), ...write(2, 0), ...read(2, 1)];
    expect(verdict(history)).toBe(true);
    expect(verdict([...history, ...write(2, 0), ...read(2, 1)])).toBe(false);
  });

  test("of an operation of unknown outcome the argument counts, whatever its end says", () => {
    const history = [asks(0, "write", 1), ends(0, "write", null, "info"), ...read(1, 1)];
    expect(verdict(history)).toBe(true);
  });

  test("an operation without an end counts as info, and a failed one did not happen", () => {
    expect(verdict([asks(0, "write", 1), ...read(1, 1)])).toBe(true);
    const failed = [asks(0, "write", 1), ends(0, "write", 1, "fail")];
    expect(verdict([...failed, ...read(1, 1)])).toBe(false);
  });

  test("a read of null fits everywhere, but in strict mode only where null is", () => {
    const history = [...write(0, 1), ...read(1, null)];
    expect(verdict(history)).toBe(true);
    const strict = { model: casRegister("strict") };
    expect(checkLinearizability(history, strict).valid).toBe(false);
    expect(checkLinearizability(read(1, null), strict).valid).toBe(true);
  });

  test("values are equal as JSON", () => {
    expect(verdict([...write(0, { a: 1, b: [2] }), ...read(1, { b: [2], a: 1 })])).toBe(true);
    expect(verdict([...write(0, "1"), ...read(1, 1)])).toBe(false);
  });

  test("an empty history is linearizable", () => {
    expect(checkLinearizability([], { model })).toMatchObject({ valid: true, failures: [] });
  });

  test("what it does not have is refused", () => {
    expect(() => verdict(write(0, 1).map((event) => ({ ...event, f: "push" })))).toThrow(
      'has no such one: "push"',
    );
    expect(() => verdict(cas(0, 1, 2).map((event) => ({ ...event, value: 1 })))).toThrow(
      "[from, to]",
    );
    expect(() => checkLinearizability(cas(0, 1, 2), { model: register() })).toThrow("cas");
  });
});

describe("several keys", () => {
  test("each is an object of its own", () => {
    const sound = [...write(0, 1), ...read(0, 1)];
    const stale = [...write(0, 1), ...write(0, 2), ...read(0, 1)];
    const history = [...at("x", sound, 0), ...at("y", stale, 1), ...at({ k: 1 }, sound, 2)];
    const options = { model, keyed: true };
    const { valid, failures, results } = checkLinearizability(history, options);
    expect([valid, failures]).toEqual([false, ["y"]]);
    expect(results.map((result) => [result.key, result.valid])).toEqual([
      ["x", true],
      ["y", false],
      [{ k: 1 }, true],
    ]);
    expect(results[1]!.failure!.operation).toEqual({
      process: 1,
      f: "read",
      value: 1,
      invokedAt: 8,
      completedAt: 9,
    });
  });

  test("the result of an operation of unknown outcome is its argument", () => {
    const history = at("x", [...lostWrite(0, 4), ...read(1, 4), ...cas(1, 4, 5), ...read(1, 5)], 0);
    expect(checkLinearizability(history, { model, keyed: true }).valid).toBe(true);
  });

  test("a value without a key is refused", () => {
    expect(() => checkLinearizability(write(0, 1), { model, keyed: true })).toThrow(
      "values must be [key, value]: event 0 has 1",
    );
  });
});

describe("within bounds", () => {
  test("the puzzle is solved when there is room", () => {
    expect(verdict(puzzle(0))).toBe(true);
    expect(verdict(puzzle(5))).toBe(false);
  });

  test.each([
    ["valid", 0, { configurationsMax: 5 }, "gave up after 5 configurations"],
    ["invalid", 5, { configurationsMax: 5 }, "gave up after 5 configurations"],
    ["valid", 0, { stepsMax: 60 }, "steps: an order is known for"],
    ["invalid", 5, { stepsMax: 60 }, "steps: an order is known for"],
  ])("unknown when it is %s and the bound is small: %s %o", (_, last, limits, reason) => {
    const [result] = checkLinearizability(puzzle(last), { model, limits }).results;
    expect(result!.valid).toBe("unknown");
    expect(result!.reason).toContain(reason);
    expect(result!.failure).toBeUndefined();
  });

  test("one invalid key outweighs one that is unknown", () => {
    const history = [
      ...at("hard", puzzle(0), 0),
      ...at("bad", [...write(0, 1), ...read(0, 2)], 30),
    ];
    const limits = { configurationsMax: 6 };
    const { valid, results } = checkLinearizability(history, { model, keyed: true, limits });
    expect([valid, ...results.map((result) => result.valid)]).toEqual([false, "unknown", false]);
  });

  test("twenty thousand writes open at once are too many, and no crash", () => {
    const all = Array.from({ length: 20_000 }, (_, i) => i);
    const history = [
      ...all.map((i) => asks(i, "write", i)),
      ...all.map((i) => ends(i, "write", i)),
    ];
    const limits = { stepsMax: 1_000_000 };
    expect(checkLinearizability(history, { model, limits }).valid).toBe("unknown");
  });

  test("a read of what was overwritten long ago takes no long search, whatever the orders before", () => {
    const history: HistoryEvent[] = [];
    const writers = [0, 1, 2, 3, 4, 5];
    for (let round = 0; round < 500; round++) {
      history.push(...lostWrite(10 + round, -round));
      history.push(...writers.map((by) => asks(by, "write", `${round}-${by}`)));
      history.push(...writers.map((by) => ends(by, "write", `${round}-${by}`)));
    }
    const { valid, steps, failure } = checkLinearizability([...history, ...read(6, "17-3")], {
      model,
    }).results[0]!;
    expect([valid, failure?.operation.value]).toEqual([false, "17-3"]);
    expect(failure?.fitsAfter?.value).toBe("17-3");
    expect(failure?.explanation).toContain("has no place: orders that fit until then have");
    expect(steps).toBeLessThan(150_000);
  });

  test("two hundred thousand operations, sound and not", () => {
    const history: HistoryEvent[] = [];
    for (let i = 0; i < 50_000; i++) {
      history.push(asks(0, "write", i), asks(1, "read"), ends(0, "write", i));
      history.push(ends(1, "read", i), ...read(2, i), ...cas(0, i, -i));
    }
    expect(verdict(history)).toBe(true);
    expect(verdict([...history, ...read(3, 17)])).toBe(false);
  });
});

test("a queue gives what came first, once", () => {
  const put = (value: Json) => [asks(0, "enqueue", value), ends(0, "enqueue", value)];
  const take = (value: Json) => [asks(1, "dequeue"), ends(1, "dequeue", value)];
  expect(queueVerdict([...put(1), ...put(2), ...take(1), ...take(2), ...take(null)])).toBe(true);
  expect(queueVerdict([...put(1), ...put(2), ...take(2)])).toBe(false);
  expect(queueVerdict([...put(1), ...take(1), ...take(1)])).toBe(false);
  const atOnce = [asks(0, "enqueue", 1), asks(2, "enqueue", 2), ends(0, "enqueue", 1)];
  expect(queueVerdict([...atOnce, ends(2, "enqueue", 2), ...take(2), ...take(1)])).toBe(true);
});

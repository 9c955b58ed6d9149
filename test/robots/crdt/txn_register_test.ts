/**
 * Transactions: whole or not at all, the latest wins, and their bytes.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import {
  compareStamps,
  FUTURE_MS_MAX,
  type Stamp,
} from "../../../robots/crdt/hybrid_logical_clock.ts";
import { TxnRegister } from "../../../robots/crdt/txn_register.ts";
import { hex, shuffled } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

function writes(values: Record<string, number>): Map<string, Uint8Array> {
  return new Map(Object.entries(values).map(([key, value]) => [key, Uint8Array.of(value)]));
}

const commit = (values: Record<string, number>) => (state: TxnRegister, nowMs: number) =>
  void state.commit(writes(values), nowMs);

const someWrites = fc
  .dictionary(fc.constantFrom("x", "y", "z", ""), fc.nat(3), { maxKeys: 3 })
  .filter((values) => Object.keys(values).length > 0);

holdsTheLaws<TxnRegister>({
  name: "txn_register",
  make: (node) => new TxnRegister(node),
  operation: someWrites.map(commit),
  few: [commit({ x: 1 }), commit({ x: 2, y: 2 }), commit({ y: 3 })],
});

/** What somebody might write who keeps to no rule. */
function forged(key: string, wallMs: number, values: [string, number][]): Uint8Array {
  const writer = new ByteWriter().text(key).number(wallMs).number(0).number(values.length);
  for (const [register, value] of values) writer.text(register).bytes(Uint8Array.of(value));
  return writer.finish();
}

function tell(from: TxnRegister, to: TxnRegister, nowMs = 0): void {
  joinState(to, encodeState(from), nowMs);
}

function read(state: TxnRegister, register: string): number | undefined {
  return state.get(register)?.[0];
}

describe("a transaction", () => {
  test("is written as a whole, later than all that is here", () => {
    const a = new TxnRegister("a");
    const first = a.commit(writes({ x: 1, y: 1 }), 1_000);
    const second = a.commit(writes({ y: 2 }), 500);
    expect([read(a, "x"), read(a, "y"), read(a, "z")]).toEqual([1, 2, undefined]);
    expect([a.stampOf("x"), a.stampOf("y"), a.stampOf("z")]).toEqual([first, second, undefined]);
    expect(a.registers()).toEqual(["x", "y"]);
  });

  test("stays while it is the latest of a register, and is dropped then", () => {
    const a = new TxnRegister("a");
    const dropped: string[] = [];
    a.watch({
      changed: (key, _before, after) => void (after === undefined && dropped.push(key)),
    });
    commit({ x: 1, y: 1 })(a, 0);
    commit({ x: 2 })(a, 0);
    expect([dropped, [...a.keys()]]).toEqual([[], ["a/a1", "a/a2"]]);
    commit({ y: 3 })(a, 0);
    expect([dropped, [...a.keys()]]).toEqual([["a/a1"], ["a/a2", "a/a3"]]);
  });

  test("of a node with a slow clock that has seen another one is later than that", () => {
    const fast = new TxnRegister("a");
    const slow = new TxnRegister("b");
    commit({ x: 1 })(fast, 50_000);
    tell(fast, slow, 0);
    commit({ x: 2 })(slow, 0);
    tell(slow, fast, 50_000);
    expect([read(fast, "x"), read(slow, "x")]).toEqual([2, 2]);
  });

  test("that lies ahead is refused until its time comes, and no part of it is seen", () => {
    const a = new TxnRegister("a");
    const b = new TxnRegister("b");
    const dayMs = 86_400_000;
    commit({ x: 1, y: 1 })(a, dayMs);
    const entry = a.entry("a/a1")!;
    expect(b.join(entry, 0)).toBe("ahead");
    expect([b.size, read(b, "x"), b.versions.seen().size]).toEqual([0, undefined, 0]);
    expect(b.join(entry, dayMs - FUTURE_MS_MAX)).toBe("added");
  });

  test("that was replaced is known, and nothing comes back by it", () => {
    const a = new TxnRegister("a");
    commit({ x: 1 })(a, 0);
    const late = a.entry("a/a1")!;
    commit({ x: 2, y: 2 })(a, 0);
    expect([a.join(late, 0), read(a, "x"), a.size]).toEqual(["known", 2, 1]);
    const b = new TxnRegister("b");
    tell(a, b);
    expect([b.join(late, 0), b.versions.seen()]).toEqual(["known", new Map([["a", 2]])]);
  });

  test("keeps copies of what it writes", () => {
    const a = new TxnRegister("a");
    const mine = Uint8Array.of(1);
    a.commit(new Map([["x", mine]]), 0);
    mine[0] = 2;
    expect(read(a, "x")).toBe(1);
  });

  test("writes something, or is none", () => {
    const a = new TxnRegister("a");
    expect(() => a.commit(new Map(), 0)).toThrow(
      "cannot commit a transaction as it must write something",
    );
    expect(a.size).toBe(0);
  });

  test("with a number that another one of its node has is a conflict", () => {
    const state = new TxnRegister("z");
    expect(state.join(forged("a/a1", 5, [["x", 1]]), 9)).toBe("added");
    expect(state.join(forged("a/a1", 5, [["x", 1]]), 9)).toBe("known");
    expect(state.join(forged("a/a1", 5, [["x", 2]]), 9)).toBe("conflict");
    expect(state.join(forged("a/a1", 6, [["x", 1]]), 9)).toBe("conflict");
    expect(state.join(forged("a/a1", 5, [["y", 1]]), 9)).toBe("conflict");
    expect(
      state.join(
        forged("a/a1", 5, [
          ["x", 1],
          ["y", 1],
        ]),
        9,
      ),
    ).toBe("conflict");
  });

  test("with the stamp of another one is after it by its number, in any order", () => {
    const first = forged("a/a1", 5, [["x", 1]]);
    const second = forged("a/a2", 5, [["x", 2]]);
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const state = new TxnRegister("z");
      for (const entry of order) state.join(entry, 9);
      expect([read(state, "x"), state.size]).toEqual([2, 1]);
    }
  });

  test.each([
    ["no writes", forged("a/a1", 5, [])],
    [
      "registers out of order",
      forged("a/a1", 5, [
        ["y", 1],
        ["x", 1],
      ]),
    ],
    [
      "a register twice",
      forged("a/a1", 5, [
        ["x", 1],
        ["x", 1],
      ]),
    ],
    ["the number 0", forged("a/a0", 5, [["x", 1]])],
    ["no number", forged("a", 5, [["x", 1]])],
    ["a time that no stamp has", forged("a/a1", Number.MAX_SAFE_INTEGER, [["x", 1]])],
  ])("with %s is no entry", (_, entry) => {
    expect(new TxnRegister("z").join(entry, Number.MAX_SAFE_INTEGER)).toBe("malformed");
  });
});

describe("replicas that write and hear at any time", () => {
  const steps = fc.array(
    fc.record({
      at: fc.nat(2),
      values: fc.option(fc.uniqueArray(fc.constantFrom("w", "x", "y", "z"), { minLength: 1 }), {
        nil: undefined,
      }),
      nowMs: fc.nat(3),
      seed: fc.integer(),
    }),
    { maxLength: 30, size: "max" },
  );

  test("see of every register the latest of all transactions heard, and none in part", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const states = ["a", "b", "c"].map((node) => new TxnRegister(node));
        const heard = states.map((): { stamp: Stamp; values: Map<string, Uint8Array> }[] => []);
        const sent: { entry: Uint8Array; transaction: (typeof heard)[number][number] }[] = [];
        for (const [number, { at, values, nowMs, seed }] of list.entries()) {
          const state = states[at]!;
          if (values === undefined) {
            // Late, twice and in any order.
            for (const { entry, transaction } of shuffled(sent, seed).slice(0, 4)) {
              state.join(entry, nowMs);
              heard[at]!.push(transaction);
            }
          } else {
            const written = new Map(values.map((register) => [register, Uint8Array.of(number)]));
            const transaction = { stamp: state.commit(written, nowMs), values: written };
            heard[at]!.push(transaction);
            const [key] = [...state.keys()].filter((one) => one.startsWith(state.node)).slice(-1);
            sent.push({ entry: state.entry(key!)!, transaction });
          }
          for (const register of ["w", "x", "y", "z"]) {
            const [latest] = heard[at]!.filter((one) => one.values.has(register)).sort((a, b) =>
              compareStamps(b.stamp, a.stamp),
            );
            expect(state.stampOf(register)).toEqual(latest?.stamp);
            expect(state.get(register)).toEqual(latest?.values.get(register));
          }
        }
      }),
    );
  });
});

test("its bytes and digest are these for ever", () => {
  const a = new TxnRegister("a");
  a.commit(writes({ y: 2, x: 1 }), 300);
  a.commit(writes({ x: 3 }), 300);
  // Two entries: length, key, wall clock, counter, and its writes.
  expect(hex(encodeState(a))).toBe(
    ["02", "1104612f6131ac0200", "020178010101790102", "0d04612f6132ac0201", "0101780103"].join(""),
  );
  expect(stateDigest(a)).toBe("5a58af3ac238e766");
});

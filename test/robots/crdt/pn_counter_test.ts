/**
 * The counter that grows and shrinks: every step counts once, and no sum is silently wrong.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { COUNT_MAX, PnCounter } from "../../../robots/crdt/pn_counter.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

const MAX = Number.MAX_SAFE_INTEGER;

function entryOf(node: string, added: number, takenAway: number): Uint8Array {
  return new ByteWriter().text(node).number(added).number(takenAway).finish();
}

const add =
  (by: number) =>
  (counter: PnCounter): void =>
    counter.add(by);

holdsTheLaws<PnCounter>({
  name: "pn_counter",
  make: (node) => new PnCounter(node),
  operation: fc
    .oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2 ** 45, -(2 ** 45)))
    .map(add),
  few: [add(1), add(-1), add(0), add(300), add(-2)],
});

test("every step counts once, however often and in which order entries come", () => {
  const steps = fc.array(
    fc.record({
      at: fc.nat(2),
      by: fc.integer({ min: -1_000, max: 1_000 }),
      hears: fc.option(fc.nat(2), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const replicas = ["a", "b", "c"].map((node) => new PnCounter(node));
      let sum = 0;
      for (const { at, by, hears } of list) {
        const before = replicas[at]!.value;
        replicas[at]!.add(by);
        expect(replicas[at]!.value).toBe(before + by);
        sum += by;
        if (hears !== undefined) joinState(replicas[hears]!, encodeState(replicas[at]!), 0);
      }
      for (const to of replicas) {
        for (const from of replicas) joinState(to, encodeState(from), 0);
        expect(to.value).toBe(sum);
      }
    }),
  );
});

test("a version grows with every step in either direction", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 })), (steps) => {
      const counter = new PnCounter("a");
      for (const by of steps) {
        const before = counter.versions.seen().get("a") ?? 0;
        counter.add(by);
        expect(counter.versions.seen().get("a") ?? 0).toBe(before + Math.abs(by));
      }
    }),
  );
});

test("a step that is not whole is refused", () => {
  for (const by of [0.5, Number.NaN, Number.NEGATIVE_INFINITY, MAX + 1, -MAX - 1]) {
    expect(() => new PnCounter("a").add(by)).toThrow(
      new RangeError(
        `cannot add to a counter as the step must be a whole number within 2^53 - 1 of 0: got ${by}`,
      ),
    );
  }
});

test("a step of 0 makes no entry", () => {
  const counter = new PnCounter("a");
  counter.add(0);
  expect([counter.size, counter.value]).toEqual([0, 0]);
  expect(counter.join(entryOf("a", 0, 0), 0)).toBe("malformed");
});

test("one node counts up to its maximum in each direction, and refuses the step beyond it", () => {
  for (const sign of [1, -1]) {
    const counter = new PnCounter("a");
    counter.add(sign * COUNT_MAX);
    const before = encodeState(counter);
    expect(() => counter.add(sign)).toThrow(
      new RangeError(
        `cannot add to a counter as there must be room in its direction, of which 0 is left: got ${sign}`,
      ),
    );
    expect(encodeState(counter)).toEqual(before);
    counter.add(-sign * COUNT_MAX);
    expect(counter.value).toBe(0);
    expect(counter.versions.seen().get("a")).toBe(2 * COUNT_MAX);
    const copy = new PnCounter("b");
    expect(joinState(copy, encodeState(counter), 0)).toBe("added");
  }
});

test("all nodes together count up to 2^53 - 1 in each direction", () => {
  const counter = new PnCounter("a");
  counter.join(entryOf("b", COUNT_MAX, 0), 0);
  counter.join(entryOf("c", COUNT_MAX, 0), 0);
  counter.add(1);
  expect(counter.value).toBe(MAX);
  expect(() => counter.add(1)).toThrow(RangeError);
  counter.add(-1);
  expect(counter.value).toBe(MAX - 1);
});

test("a sum that is too much stops at 2^53 - 1, and its entries stay exact", () => {
  const counter = new PnCounter("a");
  counter.add(-7);
  for (const node of ["b", "c", "d"]) counter.join(entryOf(node, COUNT_MAX, 1), 0);
  expect(counter.value).toBe(MAX - 10);
  expect(counter.countsOf("d")).toEqual({ added: COUNT_MAX, takenAway: 1 });
  expect(counter.countsOf("e")).toEqual({ added: 0, takenAway: 0 });
});

test("counts above the maximum are malformed", () => {
  const counter = new PnCounter("a");
  expect(counter.join(entryOf("b", COUNT_MAX + 1, 0), 0)).toBe("malformed");
  expect(counter.join(entryOf("b", 0, COUNT_MAX + 1), 0)).toBe("malformed");
  expect(counter.join(entryOf("b", COUNT_MAX, COUNT_MAX), 0)).toBe("added");
});

test("is written in these bytes, now and for ever", () => {
  const counter = new PnCounter("a");
  expect(hex(encodeState(counter))).toBe("00");
  counter.add(4);
  counter.add(-300);
  // One entry of 5 bytes: node "a", 4 added, 300 taken away.
  expect(encodeState(counter)).toEqual(fromHex("01 05 0161 04 ac02"));
  expect(stateDigest(counter)).toBe("e1309c34b1ae3103");
});

test("a counter without a name is refused, and so is an entry of nobody", () => {
  expect(() => new PnCounter("")).toThrow("cannot make a counter as its node has no name");
  const counter = new PnCounter("a");
  const entry = Uint8Array.of(0, 1, 0);
  expect(counter.join(entry, 0)).toBe("malformed");
});

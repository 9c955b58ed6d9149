/**
 * The counter that only grows: every increment counts once, and no sum is silently wrong.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { GCounter } from "../../../robots/crdt/g_counter.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

const MAX = Number.MAX_SAFE_INTEGER;

function entryOf(node: string, count: number): Uint8Array {
  return new ByteWriter().text(node).number(count).finish();
}

const increment =
  (by?: number) =>
  (counter: GCounter): void =>
    counter.increment(by);

holdsTheLaws<GCounter>({
  name: "g_counter",
  make: (node) => new GCounter(node),
  operation: fc.oneof(fc.nat(3), fc.constant(2 ** 45)).map(increment),
  few: [increment(), increment(0), increment(2), increment(300)],
});

test("every increment counts once, however often and in which order entries come", () => {
  const steps = fc.array(
    fc.record({
      at: fc.nat(2),
      by: fc.nat(1_000),
      hears: fc.option(fc.nat(2), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const replicas = ["a", "b", "c"].map((node) => new GCounter(node));
      let sum = 0;
      for (const { at, by, hears } of list) {
        const before = replicas[at]!.value;
        replicas[at]!.increment(by);
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

test("a step that is not whole and >= 0 is refused", () => {
  for (const by of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1]) {
    expect(() => new GCounter("a").increment(by)).toThrow(
      new RangeError(
        `cannot increment a counter as the step must be a whole number from 0 to 2^53 - 1: got ${by}`,
      ),
    );
  }
});

test("a step of 0 makes no entry", () => {
  const counter = new GCounter("a");
  counter.increment(0);
  expect([counter.size, counter.value]).toEqual([0, 0]);
  expect(counter.join(entryOf("a", 0), 0)).toBe("malformed");
});

test("counts up to 2^53 - 1, and refuses the step beyond it", () => {
  const counter = new GCounter("a");
  counter.increment(MAX - 1);
  counter.join(entryOf("b", 1), 0);
  expect(counter.value).toBe(MAX);
  expect(() => counter.increment()).toThrow(
    `cannot increment a counter as its value must be at most 2^53 - 1: got 1 on top of ${MAX}`,
  );
  counter.increment(0);
  expect(counter.value).toBe(MAX);
  expect(counter.countOf("a")).toBe(MAX - 1);
});

test("counts that are too much together stop at 2^53 - 1, and their entries stay exact", () => {
  const counter = new GCounter("a");
  counter.increment(5);
  for (const node of ["b", "c", "d"]) counter.join(entryOf(node, MAX), 0);
  expect(counter.value).toBe(MAX);
  expect(counter.countOf("a")).toBe(5);
  expect(counter.countOf("d")).toBe(MAX);
  expect(counter.countOf("e")).toBe(0);
});

test("versions are the counts", () => {
  const counter = new GCounter("b");
  counter.increment(3);
  counter.join(entryOf("a", 7), 0);
  expect(counter.versions.seen()).toEqual(
    new Map([
      ["a", 7],
      ["b", 3],
    ]),
  );
  expect(counter.versions.beyond()).toEqual([]);
  expect([
    ...counter.versions.newer(
      new Map([
        ["a", 6],
        ["b", 3],
      ]),
    ),
  ]).toEqual([{ origin: "a", version: 7, key: "a" }]);
  counter.versions.adopt(new Map([["a", 9]]));
  expect(counter.versions.seen().get("a")).toBe(7);
});

test("is written in these bytes, now and for ever", () => {
  const counter = new GCounter("a");
  expect(hex(encodeState(counter))).toBe("00");
  counter.increment();
  counter.join(entryOf("b", 300), 0);
  expect(encodeState(counter)).toEqual(fromHex("02 03 0161 01 04 0162 ac02"));
  expect(stateDigest(counter)).toBe("230d1e431db09bd4");
});

test("a counter without a name is refused, and so is an entry of nobody", () => {
  expect(() => new GCounter("")).toThrow("cannot make a counter as its node has no name");
  const counter = new GCounter("a");
  const entry = Uint8Array.of(0, 1);
  expect(counter.join(entry, 0)).toBe("malformed");
});

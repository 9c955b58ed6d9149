/**
 * Vector clocks tell exactly which write knew of which.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import {
  compareClocks,
  mergeClocks,
  readClock,
  tick,
  type VectorClock,
  writeClock,
} from "../../../robots/crdt/vector_clock.ts";
import { fromHex, must } from "../../support/crdt_histories.ts";

/** A write, and all writes that it knew of, itself included. */
interface Write {
  readonly clock: VectorClock;
  readonly knew: ReadonlySet<number>;
}

type Step = { readonly at: number; readonly hears?: number | undefined };

/** All writes of a history in which nodes write, and hear of all that another knows. */
function writesOf(steps: readonly Step[]): Write[] {
  const nodes = ["a", "b", "c"].map((name) => ({
    name,
    clock: new Map() as VectorClock,
    knows: new Set<number>(),
  }));
  const writes: Write[] = [];
  for (const { at, hears } of steps) {
    const node = nodes[at]!;
    if (hears === undefined) {
      node.clock = tick(node.clock, node.name);
      node.knows.add(writes.length);
      writes.push({ clock: node.clock, knew: new Set(node.knows) });
    } else {
      node.clock = mergeClocks(node.clock, nodes[hears]!.clock);
      node.knows = new Set([...node.knows, ...nodes[hears]!.knows]);
    }
  }
  return writes;
}

function mustTellCausality(writes: readonly Write[]): void {
  for (const [i, a] of writes.entries()) {
    for (const [j, b] of writes.entries()) {
      const order = compareClocks(a.clock, b.clock);
      const truth =
        i === j ? "equal" : b.knew.has(i) ? "before" : a.knew.has(j) ? "after" : "concurrent";
      must(order === truth, `write ${i} is ${order} write ${j} and not ${truth}`);
    }
  }
}

test("clocks compare as their writes knew of each other, in all histories of 6 steps of two nodes", () => {
  const choices: readonly Step[] = [{ at: 0 }, { at: 1 }, { at: 0, hears: 1 }, { at: 1, hears: 0 }];
  let tried = 0;
  for (let number = 0; number < 4 ** 6; number++) {
    mustTellCausality(
      writesOf(Array.from({ length: 6 }, (_, at) => choices[(number >> (2 * at)) & 3]!)),
    );
    tried += 1;
  }
  expect(tried).toBe(4_096);
});

test("clocks compare as their writes knew of each other, in any history of three nodes", () => {
  const step = fc.record({ at: fc.nat(2), hears: fc.option(fc.nat(2), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      expect(() => mustTellCausality(writesOf(steps))).not.toThrow();
    }),
  );
});

test("a tick counts one more write of the node, and leaves the clock that it had as it was", () => {
  const clock: VectorClock = new Map([["a", 1]]);
  expect(tick(clock, "a")).toEqual(new Map([["a", 2]]));
  expect(tick(clock, "b")).toEqual(
    new Map([
      ["a", 1],
      ["b", 1],
    ]),
  );
  expect(tick(clock, "\ud800")).toEqual(
    new Map([
      ["a", 1],
      ["\ufffd", 1],
    ]),
  );
  expect(clock).toEqual(new Map([["a", 1]]));
});

test("a clock that is full cannot tick", () => {
  const full: VectorClock = new Map([["a", Number.MAX_SAFE_INTEGER]]);
  expect(() => tick(full, "a")).toThrow(
    new RangeError(
      'cannot tick a vector clock as a count must be at most 2^53 - 1: got one more of "a"',
    ),
  );
  expect(compareClocks(full, tick(full, "b"))).toBe("before");
});

test("is written in these bytes, now and for ever, and comes back", () => {
  const clock = tick(tick(tick(new Map(), "b"), "a"), "a");
  const writer = new ByteWriter();
  writeClock(writer, clock);
  const bytes = writer.finish();
  expect(bytes).toEqual(fromHex("02 0161 02 0162 01"));
  expect(readClock(new ByteReader(bytes))).toEqual(clock);
});

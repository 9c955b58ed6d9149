/**
 * Hybrid logical clocks: whatever wall clocks and peers do, later writes have later stamps, and stamps
 * stay near the time.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import {
  compareStamps,
  COUNTER_MAX,
  FUTURE_MS_MAX,
  HybridLogicalClock,
  isAhead,
  readStamp,
  type Stamp,
  WALL_MS_MAX,
  writeStamp,
} from "../../../robots/crdt/hybrid_logical_clock.ts";
import {
  compareClocks,
  mergeClocks,
  tick,
  type VectorClock,
} from "../../../robots/crdt/vector_clock.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";

/** Steady, backwards, far away, and what no clock should show. */
const times = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }),
  fc.double({ min: -1e6, max: 1e15, noNaN: true }),
  fc.constantFrom(-1, 0, WALL_MS_MAX - 1_000),
);

const stamps = fc.record({
  wallMs: fc.oneof(fc.nat(300_000), fc.nat(3)),
  counter: fc.oneof(fc.nat(3), fc.constantFrom(COUNTER_MAX - 1, COUNTER_MAX)),
  node: fc.constantFrom("", "a", "b", "\uffff"),
});

function encoded(stamp: Stamp): Uint8Array {
  const writer = new ByteWriter();
  writeStamp(writer, stamp);
  return writer.finish();
}

function read(bytes: Uint8Array): Stamp | undefined {
  const reader = new ByteReader(bytes);
  const stamp = readStamp(reader);
  return reader.end ? stamp : undefined;
}

describe("a clock", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "gives no stamp at %d, and believes none there is no time for",
    (nowMs) => {
      const clock = new HybridLogicalClock("a");
      expect(() => clock.next(nowMs)).toThrow(
        `cannot give a stamp as the time must be a finite number: got ${nowMs}`,
      );
      expect(clock.next(5)).toEqual({ wallMs: 5, counter: 0, node: "a" });
      const isEver = nowMs === Number.POSITIVE_INFINITY;
      expect(isAhead({ wallMs: 5, counter: 0, node: "b" }, nowMs)).toBe(!isEver);
    },
  );

  test("gives no stamp that nobody could read", () => {
    const clock = new HybridLogicalClock("a");
    const last = { wallMs: WALL_MS_MAX, counter: COUNTER_MAX, node: "b" };
    expect(clock.observe(last, WALL_MS_MAX)).toBe(true);
    expect(() => clock.next(WALL_MS_MAX)).toThrow(/^cannot give a stamp as it must be at most/);
    expect(() => clock.next(0)).toThrow(RangeError);
  });

  test("gives later and later stamps, whatever time it is told", () => {
    fc.assert(
      fc.property(fc.array(times), (list) => {
        const clock = new HybridLogicalClock("a");
        let last: Stamp | undefined;
        for (const nowMs of list) {
          const stamp = clock.next(nowMs);
          if (last !== undefined) expect(compareStamps(last, stamp)).toBeLessThan(0);
          expect(read(encoded(stamp))).toEqual(stamp);
          last = stamp;
        }
      }),
    );
  });

  test("gives the time itself when it is later than all that was", () => {
    const clock = new HybridLogicalClock("a");
    expect(clock.next(5)).toEqual({ wallMs: 5, counter: 0, node: "a" });
    expect(clock.next(5.9)).toEqual({ wallMs: 5, counter: 1, node: "a" });
    expect(clock.next(1)).toEqual({ wallMs: 5, counter: 2, node: "a" });
    expect(clock.next(6)).toEqual({ wallMs: 6, counter: 0, node: "a" });
  });

  test("gives stamps later than those it has observed, and keeps near the time, whatever they are", () => {
    const steps = fc.array(
      fc.record({ nowMs: fc.nat(200_000), observes: fc.option(stamps, { nil: undefined }) }),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const clock = new HybridLogicalClock("a");
        let latestMs = 0;
        let last: Stamp = { wallMs: 0, counter: 0, node: "" };
        for (const { nowMs, observes } of list) {
          latestMs = Math.max(latestMs, nowMs);
          if (observes === undefined) {
            const stamp = clock.next(nowMs);
            expect(compareStamps(last, stamp)).toBeLessThan(0);
            expect(stamp.wallMs).toBeGreaterThanOrEqual(nowMs);
            expect(stamp.wallMs).toBeLessThanOrEqual(latestMs + FUTURE_MS_MAX + 1);
            last = stamp;
          } else {
            expect(clock.observe(observes, nowMs)).toBe(!isAhead(observes, nowMs));
            if (!isAhead(observes, nowMs) && compareStamps(observes, last) > 0) last = observes;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("takes no note of a stamp that is ahead", () => {
    const clock = new HybridLogicalClock("a");
    const ahead = { wallMs: FUTURE_MS_MAX + 11, counter: 0, node: "b" };
    expect(clock.observe(ahead, 10)).toBe(false);
    expect(clock.next(10)).toEqual({ wallMs: 10, counter: 0, node: "a" });
    expect(clock.observe(ahead, 11)).toBe(true);
    expect(clock.next(11)).toEqual({ wallMs: ahead.wallMs, counter: 1, node: "a" });
  });

  test("keeps the greater counter of one millisecond", () => {
    const clock = new HybridLogicalClock("a");
    clock.observe({ wallMs: 10, counter: 7, node: "b" }, 10);
    clock.observe({ wallMs: 10, counter: 3, node: "b" }, 10);
    clock.observe({ wallMs: 9, counter: 99, node: "b" }, 10);
    expect(clock.next(10)).toEqual({ wallMs: 10, counter: 8, node: "a" });
  });

  test("goes on to the next millisecond when the counter is full", () => {
    const clock = new HybridLogicalClock("a");
    clock.observe({ wallMs: 10, counter: COUNTER_MAX, node: "b" }, 10);
    expect(clock.next(10)).toEqual({ wallMs: 11, counter: 0, node: "a" });
    expect(clock.next(11)).toEqual({ wallMs: 11, counter: 1, node: "a" });
  });
});

test("what knew of a write has a later stamp, with clocks that are wrong by up to half a minute each", () => {
  const skews = fc.tuple(fc.nat(30_000), fc.nat(30_000), fc.nat(30_000));
  const steps = fc.array(
    fc.record({
      at: fc.nat(2),
      hears: fc.option(fc.nat(2), { nil: undefined }),
      afterMs: fc.nat(100),
    }),
  );
  fc.assert(
    fc.property(skews, steps, (skewMs, list) => {
      const nodes = ["a", "b", "c"].map((name) => ({
        hybrid: new HybridLogicalClock(name),
        vector: new Map() as VectorClock,
        last: undefined as Stamp | undefined,
      }));
      const writes: { stamp: Stamp; vector: VectorClock }[] = [];
      let trueMs = 0;
      for (const { at, hears, afterMs } of list) {
        trueMs += afterMs;
        const node = nodes[at]!;
        const nowMs = trueMs + skewMs[at]!;
        if (hears === undefined) {
          node.last = node.hybrid.next(nowMs);
          node.vector = tick(node.vector, node.hybrid.node);
          writes.push({ stamp: node.last, vector: node.vector });
          continue;
        }
        const { last, vector } = nodes[hears]!;
        if (last !== undefined) expect(node.hybrid.observe(last, nowMs)).toBe(true);
        if (last !== undefined && (node.last === undefined || compareStamps(last, node.last) > 0)) {
          node.last = last;
        }
        node.vector = mergeClocks(node.vector, vector);
      }
      for (const a of writes) {
        for (const b of writes) {
          const knewOf = compareClocks(a.vector, b.vector) === "before";
          expect(!knewOf || compareStamps(a.stamp, b.stamp) < 0).toBe(true);
          // And no two writes share a stamp.
          expect(compareStamps(a.stamp, b.stamp) === 0).toBe(a === b);
        }
      }
    }),
  );
});

describe("stamps", () => {
  test("are totally ordered: by wall clock, then counter, then node", () => {
    const ascending: Stamp[] = [
      { wallMs: 0, counter: 9, node: "z" },
      { wallMs: 1, counter: 0, node: "a" },
      { wallMs: 1, counter: 0, node: "b" },
      { wallMs: 1, counter: 1, node: "a" },
      { wallMs: WALL_MS_MAX, counter: 0, node: "" },
    ];
    for (const [i, a] of ascending.entries()) {
      for (const [j, b] of ascending.entries()) {
        expect(Math.sign(compareStamps(a, b))).toBe(Math.sign(i - j));
      }
    }
    fc.assert(
      fc.property(stamps, stamps, stamps, (a, b, c) => {
        expect(Math.sign(compareStamps(a, b))).toBe(0 - Math.sign(compareStamps(b, a)));
        expect(compareStamps(a, b) === 0).toBe(hex(encoded(a)) === hex(encoded(b)));
        if (compareStamps(a, b) <= 0 && compareStamps(b, c) <= 0) {
          expect(compareStamps(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test("are ahead when they lie more than the bound beyond the time here", () => {
    const stamp = { wallMs: FUTURE_MS_MAX + 5, counter: 0, node: "a" };
    expect(isAhead(stamp, 5)).toBe(false);
    expect(isAhead(stamp, 4)).toBe(true);
  });

  test("are written in these bytes, now and for ever", () => {
    expect(encoded({ wallMs: 300, counter: 2, node: "é" })).toEqual(fromHex("ac02 02 02c3a9"));
  });

  test("above the maxima are not read", () => {
    const greatest = { wallMs: WALL_MS_MAX, counter: COUNTER_MAX, node: "a" };
    expect(read(encoded(greatest))).toEqual(greatest);
    expect(read(encoded({ ...greatest, wallMs: WALL_MS_MAX + 1 }))).toBeUndefined();
    expect(read(encoded({ ...greatest, counter: COUNTER_MAX + 1 }))).toBeUndefined();
    expect(read(encoded(greatest).subarray(1))).not.toEqual(greatest);
  });

  test("have the name of their node as it is read again", () => {
    const stamp = new HybridLogicalClock("\ud800").next(1);
    expect(read(encoded(stamp))).toEqual(stamp);
  });
});

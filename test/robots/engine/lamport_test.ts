/**
 * Lamport's clock.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { afterReceiving, LAMPORT_START, stamped } from "../../../robots/engine/lamport.ts";

test("stamps grow with every event, whatever was received", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(1000))), (events) => {
      let clock = LAMPORT_START;
      for (const theirs of events) {
        const before = clock;
        clock = theirs === null ? stamped(clock) : afterReceiving(clock, theirs);
        expect(clock).toBe(Math.max(before, theirs ?? 0) + 1);
      }
    }),
  );
});

test("what one event could have caused has the larger stamp, across clocks", () => {
  // Each step: one of three clocks acts alone, or sends to another. `caused` is the truth.
  const anySteps = fc.array(fc.record({ by: fc.nat(2), to: fc.option(fc.nat(2)) }));
  fc.assert(
    fc.property(anySteps, (steps) => {
      const robots = [0, 1, 2].map(() => ({ clock: LAMPORT_START, past: new Set<number>() }));
      const stamps: number[] = [];
      const happen = (at: number, stamp: number) => {
        for (const cause of robots[at]!.past) expect(stamps[cause]).toBeLessThan(stamp);
        robots[at]!.past.add(stamps.push(stamp) - 1);
        robots[at]!.clock = stamp;
      };
      for (const { by, to } of steps) {
        const sent = stamped(robots[by]!.clock);
        happen(by, sent);
        if (to === null) continue;
        for (const cause of robots[by]!.past) robots[to]!.past.add(cause);
        happen(to, afterReceiving(robots[to]!.clock, sent));
      }
    }),
  );
});

test("stays at the largest stamp that the wire can carry", () => {
  expect(stamped(0xffff_fffe)).toBe(0xffff_ffff);
  expect(stamped(0xffff_ffff)).toBe(0xffff_ffff);
  expect(afterReceiving(3, 0xffff_fffe)).toBe(0xffff_ffff);
  expect(afterReceiving(3, 0xffff_ffff)).toBe(0xffff_ffff);
  expect(afterReceiving(0xffff_ffff, 3)).toBe(0xffff_ffff);
});

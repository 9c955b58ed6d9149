/**
 * Lamport's clock.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LamportClock } from "../../../robots/engine/lamport.ts";

test("stamps grow with every event, whatever was received", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(1000))), (events) => {
      const clock = new LamportClock();
      for (const theirs of events) {
        const before = clock.now;
        const stamp = theirs === null ? clock.tick() : clock.witness(theirs);
        expect(stamp).toBe(Math.max(before, theirs ?? 0) + 1);
        expect(clock.now).toBe(stamp);
      }
    }),
  );
});

test("what one event could have caused has the larger stamp, across clocks", () => {
  // Each step: one of three clocks acts alone, or sends to another. `caused` is the truth.
  const anySteps = fc.array(fc.record({ by: fc.nat(2), to: fc.option(fc.nat(2)) }));
  fc.assert(
    fc.property(anySteps, (steps) => {
      const clocks = [0, 1, 2].map(() => ({ clock: new LamportClock(), past: new Set<number>() }));
      const stamps: number[] = [];
      const happen = (at: number, stamp: number) => {
        for (const cause of clocks[at]!.past) expect(stamps[cause]).toBeLessThan(stamp);
        clocks[at]!.past.add(stamps.push(stamp) - 1);
      };
      for (const { by, to } of steps) {
        const sent = clocks[by]!.clock.tick();
        happen(by, sent);
        if (to === null) continue;
        for (const cause of clocks[by]!.past) clocks[to]!.past.add(cause);
        happen(to, clocks[to]!.clock.witness(sent));
      }
    }),
  );
});

test("stays at the largest stamp that the wire can carry", () => {
  const clock = new LamportClock();
  expect(clock.witness(0xffff_fffe)).toBe(0xffff_ffff);
  expect(clock.tick()).toBe(0xffff_ffff);
});

/**
 * Goal: faults come and go as often as was asked for, in shapes that are what their names say.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Cut, drawCuts } from "../../../coordinator/workbench/cuts.ts";
import { faultSchedule } from "../../../coordinator/workbench/fault_schedule.ts";
import { DEFAULT_PLAN, FAULT_KINDS, type FaultKind } from "../../../coordinator/workbench/plan.ts";
import { seededRandom } from "../../../robots/engine/random.ts";

const NODES = ["n0", "n1", "n2", "n3", "n4"];

function scheduleOf(faults: readonly FaultKind[], seed = "1", timeLimitMs = 600_000) {
  const nemesis = { faults, intervalMs: 1000 };
  return faultSchedule({ ...DEFAULT_PLAN, nodes: NODES, nemesis, seed, timeLimitMs });
}

describe("a schedule", () => {
  it("is empty without faults", () => {
    expect(scheduleOf([])).toEqual([]);
  });

  it.each(FAULT_KINDS)("alternates %s and its end, on average an interval apart", (fault) => {
    const strikes = scheduleOf([fault]);
    const names = new Set(strikes.map(({ f }) => f));
    expect(names.size).toBe(2);
    expect(strikes.every(({ f }, i) => f === strikes[i % 2]!.f)).toBe(true);
    expect(strikes.length).toBeGreaterThan(500);
    expect(strikes.length).toBeLessThan(700);
    expect(strikes.every(({ atNs }, i) => i === 0 || atNs >= strikes[i - 1]!.atNs)).toBe(true);
    expect(strikes.at(-1)!.atNs).toBeLessThan(600_000e6);
  });

  it("depends on the seed, and each kind on its own", () => {
    expect(scheduleOf(["partition"])).toEqual(scheduleOf(["partition"]));
    expect(scheduleOf(["partition"])).not.toEqual(scheduleOf(["partition"], "2"));
    const together = scheduleOf(["partition", "kill"]);
    expect(together.filter(({ f }) => f === "kill" || f === "restart")).toEqual(
      scheduleOf(["kill"]),
    );
  });

  it("restarts those that it killed, never more than half at once", () => {
    const strikes = scheduleOf(["kill"]);
    for (let i = 0; i + 1 < strikes.length; i += 2) {
      expect(strikes[i + 1]!.nodes).toEqual(strikes[i]!.nodes);
      expect(strikes[i]!.nodes!.length).toBeGreaterThanOrEqual(1);
      expect(strikes[i]!.nodes!.length).toBeLessThanOrEqual(2);
    }
  });

  it("kills the only node, too", () => {
    const nemesis = { faults: ["kill" as const], intervalMs: 1000 };
    const [first] = faultSchedule({ ...DEFAULT_PLAN, nodes: ["n0"], nemesis });
    expect(first?.nodes).toEqual(["n0"]);
  });
});

/** Whom each node hears. */
function hearing(nodes: readonly string[], cuts: readonly Cut[]): Map<string, string[]> {
  return new Map(
    nodes.map((receiver) => [
      receiver,
      nodes.filter((sender) => !cuts.some(([from, to]) => from === sender && to === receiver)),
    ]),
  );
}

describe("cuts", () => {
  const drawn = fc.record({ count: fc.integer({ min: 2, max: 12 }), seed: fc.string() });

  it("of a partition go both ways", () => {
    fc.assert(
      fc.property(drawn, ({ count, seed }) => {
        const nodes = Array.from({ length: count }, (_, i) => `n${i}`);
        const { cuts } = drawCuts(nodes, false, seededRandom(seed));
        expect(cuts.length).toBeGreaterThan(0);
        const names = new Set(cuts.map((cut) => cut.join()));
        expect(cuts.every(([from, to]) => names.has([to, from].join()))).toBe(true);
      }),
    );
  });

  it("that are one-way go one way only", () => {
    fc.assert(
      fc.property(drawn, ({ count, seed }) => {
        const nodes = Array.from({ length: count }, (_, i) => `n${i}`);
        const { cuts, what } = drawCuts(nodes, true, seededRandom(seed));
        expect(cuts.length).toBeGreaterThan(0);
        const names = new Set(cuts.map((cut) => cut.join()));
        expect(cuts.some(([from, to]) => names.has([to, from].join()))).toBe(false);
        expect(what).toMatch(/^(one|minority-third|majority), one-way: .+ hears nothing of .+$/);
      }),
    );
  });

  it("in a majorities ring leave everybody a majority, and nobody the same", () => {
    for (let seed = 0; seed < 200; seed++) {
      const { cuts, what } = drawCuts(NODES, false, seededRandom(String(seed)));
      if (!what.startsWith("majorities-ring")) continue;
      const heard = [...hearing(NODES, cuts).values()];
      expect(heard.every((senders) => senders.length === 3)).toBe(true);
      expect(new Set(heard.map(String)).size).toBe(NODES.length);
      return;
    }
    expect.unreachable("200 seeds draw every shape");
  });

  it("draw every shape", () => {
    const shapes = new Set(
      Array.from({ length: 200 }, (_, seed) =>
        drawCuts(NODES, false, seededRandom(String(seed))).what.replace(/:.*/, ""),
      ),
    );
    expect([...shapes].toSorted()).toEqual([
      "majorities-ring",
      "majority",
      "minority-third",
      "one",
    ]);
  });
});

/**
 * Drawn divisions: who hears whom.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Rule, ShapeRule } from "../../../robots/faults/plan.ts";
import { FaultInjector } from "../../../robots/faults/verdict.ts";
import { BYTES } from "../../support/fates.ts";

function robotsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `r${i + 1}`);
}

/** Whom each robot hears at a time, itself included. */
function hearing(
  rule: Rule,
  robots: readonly string[],
  atMs = 0,
  injector = new FaultInjector({ rules: [rule] }, "7", robots),
): Map<string, string> {
  const hears = (to: string, from: string) =>
    from === to || injector.fate(from, to, atMs, BYTES).kind === "pass";
  return new Map(robots.map((to) => [to, robots.filter((from) => hears(to, from)).join(" ")]));
}

/** The different groups of robots that hear each other, largest last. */
function groupsOf(heard: Map<string, string>): string[] {
  return [...new Set(heard.values())].sort((a, b) => a.length - b.length);
}

function sizesOf(heard: Map<string, string>): number[] {
  return [...heard.values()].map((group) => group.split(" ").length).sort((a, b) => a - b);
}

const TEN = robotsOf(10);

describe("halves", () => {
  test.each([2, 3, 5, 10, 11])("of %i robots are two groups, about equal", (count) => {
    const groups = groupsOf(hearing({ kind: "halves" }, robotsOf(count)));
    expect(groups.map((group) => group.split(" ").length).sort((a, b) => a - b)).toEqual([
      Math.floor(count / 2),
      Math.ceil(count / 2),
    ]);
    expect(groups.join(" ").split(" ").sort()).toEqual(robotsOf(count).sort());
  });

  test("stay as they are without everyMs, and are drawn anew with it", () => {
    expect(hearing({ kind: "halves" }, TEN, 100_000)).toEqual(hearing({ kind: "halves" }, TEN, 0));
    const rule: Rule = { kind: "halves", everyMs: 100 };
    const at = (atMs: number) => groupsOf(hearing(rule, TEN, atMs)).join(" | ");
    const drawn = [0, 100, 200, 300, 400].map(at);
    expect(new Set(drawn).size).toBe(5);
    expect(at(199)).toBe(drawn[1]);
  });

  test("do not depend on what was asked for before, nor on the window", () => {
    const rule: Rule = { kind: "halves", everyMs: 100 };
    const injector = new FaultInjector({ rules: [rule] }, "7", TEN);
    const forth = [0, 100, 200].map((atMs) => hearing(rule, TEN, atMs, injector));
    const back = [200, 100, 0].map((atMs) => hearing(rule, TEN, atMs, injector));
    expect(back.toReversed()).toEqual(forth);
    expect(hearing({ ...rule, afterMs: 150 }, TEN, 200)).toEqual(forth[2]);
  });

  test("put each robot on each side about equally often", () => {
    const rule: Rule = { kind: "halves", everyMs: 1 };
    const injector = new FaultInjector({ rules: [rule] }, "7", TEN);
    let together = 0;
    for (let atMs = 0; atMs < 2000; atMs++) {
      if (injector.fate("r1", "r2", atMs, BYTES).kind === "pass") together += 1;
    }
    // 4 of 9 others; five standard deviations are 111.
    expect(Math.abs(together - (2000 * 4) / 9)).toBeLessThan(111);
  });

  test("of certain robots leave all others alone", () => {
    const rule: Rule = { kind: "halves", robots: ["r1", "r2"] };
    const heard = hearing(rule, robotsOf(4));
    expect(heard.get("r1")).toBe("r1 r3 r4");
    expect(heard.get("r2")).toBe("r2 r3 r4");
    expect(heard.get("r3")).toBe("r1 r2 r3 r4");
  });

  test("are the same for all whose shared seed is the same", () => {
    const rule: Rule = { kind: "halves" };
    const of = (seed: string, shared: string) =>
      hearing(rule, TEN, 0, new FaultInjector({ rules: [rule] }, seed, TEN, shared));
    expect(of("7:1", "7")).toEqual(of("7:2", "7"));
    expect(of("7:1", "7")).not.toEqual(of("7:1", "8"));
  });

  test("are drawn as ever", () => {
    expect(groupsOf(hearing({ kind: "halves" }, TEN))).toMatchInlineSnapshot(`
      [
        "r1 r3 r5 r8 r9",
        "r2 r4 r6 r7 r10",
      ]
    `);
  });
});

describe("robots of the run", () => {
  test("nobody is divided before they are known", () => {
    const injector = new FaultInjector({ rules: [{ kind: "isolate" }] }, "7");
    const { size } = new Set(hearing({ kind: "isolate" }, TEN, 0, injector).values());
    expect(size).toBe(1);
    injector.setRobots(TEN);
    expect(sizesOf(hearing({ kind: "isolate" }, TEN, 0, injector))).toEqual([
      1, 9, 9, 9, 9, 9, 9, 9, 9, 9,
    ]);
  });

  test("a robot that joins is divided with the others", () => {
    const rule: Rule = { kind: "halves" };
    const injector = new FaultInjector({ rules: [rule] }, "7", robotsOf(5));
    hearing(rule, TEN, 0, injector);
    injector.setRobots(TEN);
    expect(hearing(rule, TEN, 0, injector)).toEqual(hearing(rule, TEN));
  });

  test("fewer robots, or the same ones in another order, are other robots", () => {
    const rule: Rule = { kind: "halves" };
    for (const others of [robotsOf(5), TEN.toReversed()]) {
      const injector = new FaultInjector({ rules: [rule] }, "7", TEN);
      hearing(rule, TEN, 0, injector);
      injector.setRobots(others);
      expect(hearing(rule, TEN, 0, injector)).toEqual(
        hearing(rule, TEN, 0, new FaultInjector({ rules: [rule] }, "7", others)),
      );
      expect(hearing(rule, TEN, 0, injector)).not.toEqual(hearing(rule, TEN));
    }
  });

  test("a robot that is named twice is one", () => {
    const rule: Rule = { kind: "majorities-ring" };
    const twice = new FaultInjector({ rules: [rule] }, "7", ["r1", "r1", "r2", "r3"]);
    expect(hearing(rule, robotsOf(3), 0, twice)).toEqual(hearing(rule, robotsOf(3)));
  });

  test("the same robots again change nothing, also not what links remember", () => {
    const rules: Rule[] = [{ kind: "periodic-loss", every: 2 }, { kind: "halves" }];
    const injector = new FaultInjector({ rules }, "7", ["a", "b"]);
    injector.fate("a", "c", 0, BYTES);
    injector.setRobots(["a", "b"]);
    expect(injector.fate("a", "c", 0, BYTES)).toEqual({ kind: "drop", rule: 0 });
    expect(injector.fate("a", "b", 0, BYTES)).toEqual({ kind: "drop", rule: 1 });
  });
});

test("isolate cuts one robot off from all others, another one each time", () => {
  const rule: Rule = { kind: "isolate", everyMs: 10 };
  const isolated = Array.from({ length: 50 }, (_, i) => {
    const [alone, others] = groupsOf(hearing(rule, TEN, i * 10));
    expect(others!.split(" ")).toHaveLength(9);
    return alone;
  });
  expect(new Set(isolated).size).toBe(10);
});

test("one-way lets the second half reach the first, but not the other way round", () => {
  const heard = hearing({ kind: "one-way" }, TEN);
  expect(sizesOf(heard)).toEqual([5, 5, 5, 5, 5, 10, 10, 10, 10, 10]);
});

test.each([3, 4, 5, 10])("bridge of %i: halves that only one robot reaches", (count) => {
  const robots = robotsOf(count);
  const heard = hearing({ kind: "bridge" }, robots);
  const bridges = robots.filter((robot) => heard.get(robot)!.split(" ").length === count);
  expect(bridges).toHaveLength(1);
  const [bridge] = bridges;
  const halves = groupsOf(heard).filter((group) => group.split(" ").length < count);
  expect(halves).toHaveLength(2);
  for (const half of halves) expect(half.split(" ")).toContain(bridge);
  const sizes = halves.map((half) => half.split(" ").length);
  expect(Math.abs(sizes[0]! - sizes[1]!)).toBeLessThanOrEqual(1);
  expect(sizes[0]! + sizes[1]!).toBe(count + 1);
});

describe("majorities-ring", () => {
  test.each([3, 4, 5, 6, 7, 8, 9, 10])(
    "of %i: each hears just a majority, and no two the same",
    (count) => {
      const heard = hearing({ kind: "majorities-ring" }, robotsOf(count));
      expect(new Set(heard.values()).size).toBe(count);
      const majority = Math.floor(count / 2) + 1;
      expect(sizesOf(heard)).toEqual(Array(count).fill(majority));
      // In a ring nobody is heard by more than others are.
      for (const robot of robotsOf(count)) {
        const hearers = [...heard.values()].filter((group) => group.split(" ").includes(robot));
        expect(hearers).toHaveLength(majority);
      }
    },
  );

  test.each([5, 9])(
    "of %i, where the majority is odd: who hears another is heard by it",
    (count) => {
      const heard = hearing({ kind: "majorities-ring" }, robotsOf(count));
      for (const [robot, group] of heard) {
        for (const other of group.split(" ")) expect(heard.get(other)!.split(" ")).toContain(robot);
      }
    },
  );

  test("of two cuts nothing, as each needs the other", () => {
    expect(sizesOf(hearing({ kind: "majorities-ring" }, robotsOf(2)))).toEqual([2, 2]);
  });
});

describe("flapping", () => {
  const rule: Rule = { kind: "flapping", everyMs: 100, forMs: 40 };

  test("cuts halves off for the first part of each period, others each time", () => {
    const cut = [0, 39, 40, 99, 100, 139, 140].map(
      (atMs) => groupsOf(hearing(rule, TEN, atMs)).length === 2,
    );
    expect(cut).toEqual([true, true, false, false, true, true, false]);
    const drawn = [0, 100, 200, 300].map((atMs) => groupsOf(hearing(rule, TEN, atMs)).join("|"));
    expect(new Set(drawn).size).toBe(4);
  });

  test("without a pause it never heals", () => {
    const always: Rule = { kind: "flapping", everyMs: 100, forMs: 100 };
    for (const atMs of [0, 50, 99.9, 100]) {
      expect(groupsOf(hearing(always, TEN, atMs))).toHaveLength(2);
    }
  });
});

test("deaf robots hear nobody, and mute ones nobody hears", () => {
  const deaf = hearing({ kind: "deaf", robots: ["r1", "r2"] }, robotsOf(3));
  expect([...deaf.values()]).toEqual(["r1", "r2", "r1 r2 r3"]);
  const mute = hearing({ kind: "mute", robots: ["r1", "r2"] }, robotsOf(3));
  expect([...mute.values()]).toEqual(["r1 r3", "r2 r3", "r3"]);
});

test.each<ShapeRule>([
  { kind: "halves" },
  { kind: "isolate" },
  { kind: "one-way" },
  { kind: "bridge" },
  { kind: "majorities-ring" },
  { kind: "flapping", everyMs: 10, forMs: 10 },
])("$kind has nothing to divide in a run of one robot or none", (rule) => {
  expect(sizesOf(hearing(rule, ["r1"]))).toEqual([1]);
  const injector = new FaultInjector({ rules: [rule] }, "7", []);
  expect(injector.fate("r1", "r2", 0, BYTES).kind).toBe("pass");
});

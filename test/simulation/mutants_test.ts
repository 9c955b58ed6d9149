/**
 * Goal: the simulator finds bugs. Each planted one is caught by a checker within few seeds; the whole
 * hunt, with 10,000 seeds and shrinking, is `node test/simulation/catch.ts`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { hunt, type Hunted, taskOf } from "./hunt.ts";
import { MUTANTS } from "./mutants/all.ts";
import { applied, editsOf, STAGES } from "./mutants/mutant.ts";

/** Most bugs show within ten seeds; the rarest of them need some hundred. */
const SEEDS = 400;

/** Share of all bugs that must be caught. */
const CAUGHT_MIN = 0.99;

/** Two workers at most: other tests run beside this one. */
const JOBS = 2;

const HUNT_MS_MAX = 300_000;

function source(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
}

function told({ name, checker, what, seeds }: Hunted): string {
  return `${name} (${checker ?? `survived ${seeds} seeds`}: ${what})`;
}

describe("the list", () => {
  test("has a hundred bugs and more, each with a name of its own", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(100);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  test("finds the place of each bug exactly once", () => {
    for (const mutant of MUTANTS) {
      expect(mutant.replace, mutant.name).not.toBe(mutant.find);
      for (const edit of editsOf(mutant)) {
        expect(() => applied(source(edit.file), edit), mutant.name).not.toThrow();
      }
    }
  });

  test("refuses a place that is not there, or not the only one", () => {
    const edit = { file: "a.ts", find: "x", replace: "y" };
    expect(applied("1 x 2", edit)).toBe("1 y 2");
    expect(() => applied("x x", edit)).toThrow("must stand once in a.ts: 2 times");
    expect(() => applied("", edit)).toThrow("must stand once in a.ts: 0 times");
  });
});

describe("the hunt", () => {
  test(
    "has nothing to object to in sound robots, on any stage and on the wire",
    async () => {
      const stages = Object.entries(STAGES).map(([name, edits]) => ({ name, edits, wire: false }));
      const wire = { name: "wire", edits: [], wire: true };
      const found = await hunt([wire, ...stages], { seeds: SEEDS, jobs: JOBS });
      expect(found.map(({ checker, seeds }) => [checker, seeds])).toEqual(
        found.map(() => [undefined, SEEDS]),
      );
    },
    HUNT_MS_MAX,
  );

  test(
    "catches 99 of 100 bugs",
    async () => {
      const tasks = MUTANTS.map((mutant) => taskOf(mutant, editsOf(mutant)));
      const found = await hunt(tasks, { seeds: SEEDS, jobs: JOBS });
      const survivors = found.filter(({ checker }) => checker === undefined);
      const share = 1 - survivors.length / found.length;
      expect(share, survivors.map(told).join("; ")).toBeGreaterThanOrEqual(CAUGHT_MIN);
    },
    HUNT_MS_MAX,
  );

  test(
    "shrinks what it catches to something that one can read",
    async () => {
      const names = ["replica-forgets-last-word", "robot-does-not-wait", "claim-loser-writes"];
      const few = MUTANTS.filter(({ name }) => names.includes(name));
      const tasks = few.map((mutant) => taskOf(mutant, editsOf(mutant)));
      const found = await hunt(tasks, { seeds: SEEDS, jobs: JOBS, shrinkMs: 20_000 });
      expect(found).toHaveLength(names.length);
      for (const { name, shrunk, events } of found) {
        expect(shrunk!.scenario.robots, name).toBeLessThanOrEqual(3);
        expect(shrunk!.scenario.plan.rules, name).toEqual([]);
        expect(events, name).toBeLessThanOrEqual(20);
      }
    },
    HUNT_MS_MAX,
  );
});

/**
 * The checker of convergence.
 *
 * @module
 */
import { expect, test } from "vitest";
import { Convergence } from "../../../coordinator/checkers/convergence.ts";
import { Actor, linesOf, truth } from "./stage.ts";

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

function begun() {
  const checker = new Convergence(truth());
  const robots = [0, 1, 2].map((index) => new Actor(index, ALL));
  for (const robot of robots) {
    checker.lifeBegan(robot);
    checker.done(robot);
  }
  return { checker, robots };
}

test("is content when all live, know all and are done, in whatever order they are shown", () => {
  const { checker, robots } = begun();
  checker.ended(robots.toReversed(), 9);
  expect(linesOf(checker)).toEqual([]);
});

test("says what is wrong with whom", () => {
  const { checker, robots } = begun();
  robots[0]!.become(1, 2, 3);
  checker.lifeEnded(robots[1]!);
  checker.lifeBegan(robots[2]!);
  checker.ended([robots[0]!, robots[2]!], 9);
  expect(checker.violations).toEqual([
    {
      checker: "convergence",
      atMs: 9,
      robot: -1,
      what: "in the end every robot must live, know all and be done: r1 lacks 5 of 8 words, r2 does not live, r3 is not done",
    },
  ]);
});

test("names the only one with which something is wrong", () => {
  const { checker, robots } = begun();
  robots[1]!.become(1);
  checker.ended(robots, 9);
  expect(checker.violations[0]).toMatchObject({ robot: 1 });
});

test("does not believe in a dead robot that is shown", () => {
  const { checker, robots } = begun();
  checker.lifeEnded(robots[1]!);
  checker.ended(robots, 9);
  expect(linesOf(checker)[0]).toContain(": r2 does not live");
});

test("names only the first of many", () => {
  const checker = new Convergence(truth({ robots: 12 }));
  checker.ended([], 9);
  expect(linesOf(checker)[0]).toMatch(/r8 does not live and 4 more$/);
});

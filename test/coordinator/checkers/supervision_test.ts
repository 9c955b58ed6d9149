/**
 * The checker of supervision.
 *
 * @module
 */
import { expect, test } from "vitest";
import { BACK_MS_MAX, Supervision } from "../../../coordinator/checkers/supervision.ts";
import { Actor, brings, linesOf, truth } from "./stage.ts";

function begun() {
  const checker = new Supervision(truth());
  const robots = [0, 1, 2].map((index) => new Actor(index, [index]));
  for (const robot of robots) checker.lifeBegan(robot, 0);
  return { checker, robots, first: robots[0]! };
}

test("is content when all that died are back in time", () => {
  const { checker, robots, first } = begun();
  checker.lifeEnded(first, false, 10);
  // However long: the faults want it so.
  checker.lifeBegan(first, 10 + 2 * BACK_MS_MAX);
  checker.lifeEnded(first, true, 30_000);
  checker.healed(40_000);
  checker.lifeBegan(first, 40_000 + BACK_MS_MAX);
  checker.ended(robots, 60_000);
  expect(linesOf(checker)).toEqual([]);
});

test("is content with refused bytes that change nothing", () => {
  const { checker, first } = begun();
  checker.refused(first, 1);
  brings(checker, first, [4, 5]);
  checker.refused(first, 2);
  first.become(0);
  checker.lifeEnded(first, false, 3);
  checker.lifeBegan(first, 4);
  checker.refused(first, 5);
  expect(linesOf(checker)).toEqual([]);
});

test("objects to refused bytes that change something", () => {
  const { checker, first } = begun();
  first.learn(6);
  checker.refused(first, 7);
  expect(checker.violations).toEqual([
    {
      checker: "supervision",
      atMs: 7,
      robot: 0,
      what: "r1 must not change by bytes that it refuses: knew 1 word, knows 2",
    },
  ]);
});

test("objects to a robot that comes back too late", () => {
  const { checker, first } = begun();
  checker.lifeEnded(first, false, 10);
  checker.healed(500);
  checker.lifeBegan(first, 501 + BACK_MS_MAX);
  expect(linesOf(checker)).toEqual([
    `r1 must be back ${BACK_MS_MAX} ms after all faults: was after ${BACK_MS_MAX + 1} ms`,
  ]);
});

test("counts from a death after the faults", () => {
  const { checker, first } = begun();
  checker.healed(500);
  checker.lifeEnded(first, true, 700);
  checker.lifeBegan(first, 700 + BACK_MS_MAX);
  expect(linesOf(checker)).toEqual([]);
});

test("objects in the end to robots that are away", () => {
  const { checker, robots } = begun();
  checker.lifeEnded(robots[0]!, false, 10);
  checker.lifeEnded(robots[2]!, false, 900);
  checker.healed(500);
  checker.ended([robots[1]!], 1000);
  expect(checker.violations).toEqual([
    {
      checker: "supervision",
      atMs: 1000,
      robot: -1,
      what: "every robot must be back in the end: away r1 for 500 ms, r3 for 100 ms",
    },
  ]);
});

test("objects in the end to a robot that has never begun", () => {
  const checker = new Supervision(truth({ robots: 1 }));
  checker.ended([], 30);
  expect(checker.violations[0]).toMatchObject({ robot: 0 });
});

test("objects to two lives at a time", () => {
  const { checker, first } = begun();
  checker.lifeBegan(first, 5);
  expect(linesOf(checker)).toEqual(["r1 must live one life at a time: began another"]);
});

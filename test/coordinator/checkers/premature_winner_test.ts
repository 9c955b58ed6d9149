/**
 * The checker of premature winners.
 *
 * @module
 */
import { expect, test } from "vitest";
import { PrematureWinner } from "../../../coordinator/checkers/premature_winner.ts";
import { Actor, brings, linesOf, truth } from "./stage.ts";

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

/** A robot whose clock shows 1,000 more than the true time. */
function begun(...knows: number[]) {
  const checker = new PrematureWinner(truth({ quietMs: 100 }));
  const robot = new Actor(0, knows);
  robot.clockMs = 1000;
  checker.lifeBegan(robot);
  /** Ticks when its clock shows this, and says that it is done if told so. */
  const tick = (clockMs: number, done = false) => {
    robot.clockMs = clockMs;
    checker.ticking(robot);
    if (done) checker.done(robot, clockMs - 1000);
    checker.ticked(robot, clockMs - 1000);
  };
  return { checker, robot, tick };
}

test("is content with a robot that is done after its quiet period, once, and claims", () => {
  const { checker, robot, tick } = begun(1, 2);
  tick(1090);
  robot.clockMs = 1095;
  brings(checker, robot, ALL);
  tick(1194);
  brings(checker, robot, ALL);
  tick(1195, true);
  checker.claimed(robot, "won", 200);
  brings(checker, robot, [3]);
  tick(1300);
  checker.claimed(robot, "lost", 301);
  robot.become(1, 2);
  checker.lifeBegan(robot);
  robot.clockMs = 2000;
  brings(checker, robot, ALL);
  tick(2100, true);
  checker.claimed(robot, "resumed", 1101);
  expect(linesOf(checker)).toEqual([]);
});

test("begins the quiet period anew where the clock is set back below its beginning", () => {
  const { checker, tick } = begun(...ALL);
  tick(1050);
  tick(400);
  tick(499);
  tick(500, true);
  expect(linesOf(checker)).toEqual([]);
});

test("objects to one that is done too soon after the clock was set back", () => {
  const { checker, tick } = begun(...ALL);
  tick(400);
  tick(499, true);
  expect(linesOf(checker)).toEqual([
    "r1 must be quiet for 100 ms before it is done: was for 99 ms",
  ]);
});

test("objects to one that is done while it lacks words", () => {
  const { checker, tick } = begun(1, 2, 3);
  tick(5000, true);
  expect(checker.violations).toEqual([
    {
      checker: "premature_winner",
      atMs: 4000,
      robot: 0,
      what: "r1 must know every word before it is done: lacks 5 of 8 words",
    },
  ]);
});

test.each([
  ["since it learned", [1, 2], 1149],
  ["since its life began", ALL, 1099],
])("objects to one that is done before it was quiet %s", (_name, knows, clockMs) => {
  const { checker, robot, tick } = begun(...knows);
  robot.clockMs = 1050;
  brings(checker, robot, ALL);
  tick(clockMs, true);
  expect(linesOf(checker)).toEqual([
    "r1 must be quiet for 100 ms before it is done: was for 99 ms",
  ]);
});

test("objects to one that is not done when it is time", () => {
  const { checker, tick } = begun(...ALL);
  tick(1099);
  tick(1100);
  expect(linesOf(checker)).toEqual([
    "r1 must be done at the first tick at which it is complete and quiet for 100 ms: is not after 100 ms",
  ]);
});

test("objects to one that is done twice in a life", () => {
  const { checker, tick } = begun(...ALL);
  tick(1100, true);
  tick(1200, true);
  expect(linesOf(checker)).toEqual(["r1 must be done once in a life: has said so again"]);
});

test("objects to a claim before it is done in this life", () => {
  const { checker, robot, tick } = begun(...ALL);
  tick(1100, true);
  checker.lifeBegan(robot);
  checker.claimed(robot, "resumed", 200);
  expect(linesOf(checker)).toEqual(["r1 must be done before it claims: was not in this life"]);
});

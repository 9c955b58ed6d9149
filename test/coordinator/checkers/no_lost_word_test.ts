/**
 * The checker of lost words.
 *
 * @module
 */
import { expect, test } from "vitest";
import { NoLostWord } from "../../../coordinator/checkers/no_lost_word.ts";
import { Actor, brings, entriesOf, linesOf, said, truth } from "./stage.ts";

function begun(...shares: number[][]) {
  const checker = new NoLostWord(truth());
  const robots = shares.map((share, index) => new Actor(index, share));
  for (const robot of robots) checker.lifeBegan(robot, 0);
  return { checker, robots };
}

test("is content while every word is known to one that lives or lies in a share", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7, 0]);
  for (const robot of robots) checker.lifeEnded(robot, false, 1);
  for (const robot of robots) checker.lifeBegan(robot, 2);
  // What is lost as a share goes on in what another has learned.
  brings(checker, robots[1]!, [1, 2]);
  checker.forgot(0, 3);
  checker.lifeEnded(robots[0]!, false, 4);
  robots[0]!.become();
  checker.lifeBegan(robots[0]!, 5);
  brings(checker, robots[0]!, [1, 2, 3]);
  checker.lifeEnded(robots[1]!, false, 6);
  expect(linesOf(checker)).toEqual([]);
});

test("objects when the last robot that knew a word dies", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7, 0]);
  brings(checker, robots[1]!, [1, 2]);
  checker.forgot(0, 3);
  checker.lifeEnded(robots[0]!, false, 4);
  expect(linesOf(checker)).toEqual([]);
  checker.lifeEnded(robots[1]!, false, 6);
  expect(checker.violations).toEqual([
    {
      checker: "no_lost_word",
      atMs: 6,
      robot: 1,
      what: "word 1 must be somewhere: nobody has it since r2 died",
    },
  ]);
});

test("objects also when it is word 0", () => {
  expect(linesOf(begun([1, 2], [3, 4, 5], [6, 7]).checker)).toEqual([
    "word 0 must be somewhere when all robots have begun: nobody has it",
  ]);
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7]);
  checker.forgot(0, 3);
  checker.lifeEnded(robots[0]!, false, 4);
  expect(linesOf(checker)).toEqual(["word 0 must be somewhere: nobody has it since r1 died"]);
});

test("objects when the last share with a word is lost", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7, 0]);
  checker.lifeEnded(robots[1]!, false, 4);
  checker.forgot(1, 5);
  expect(linesOf(checker)).toEqual([
    "word 3 must be somewhere: nobody has it since r2 lost its share",
  ]);
});

test("does not count a word twice that is learned twice", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7, 0]);
  brings(checker, robots[1]!, [1]);
  brings(checker, robots[1]!, [1]);
  checker.forgot(0, 3);
  checker.lifeEnded(robots[1]!, false, 4);
  checker.lifeEnded(robots[0]!, false, 5);
  expect(linesOf(checker)).toEqual(["word 1 must be somewhere: nobody has it since r1 died"]);
});

test("believes only what a robot has taken in", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5], [6, 7, 0]);
  checker.received(robots[1]!, said(0, { update: entriesOf(0, 1, 2) }));
  checker.forgot(0, 3);
  checker.lifeEnded(robots[0]!, false, 5);
  expect(linesOf(checker)).toHaveLength(1);
});

test("objects when all have begun and a word is nowhere", () => {
  const { checker } = begun([0, 1, 2], [3, 4, 5], [7]);
  expect(linesOf(checker)).toEqual([
    "word 6 must be somewhere when all robots have begun: nobody has it",
  ]);
});

test("waits for those that begin late, and for those that never will have a share", () => {
  const { checker, robots } = begun([0, 1, 2], [3, 4, 5]);
  checker.forgot(1, 1);
  checker.lifeEnded(robots[1]!, false, 2);
  expect(linesOf(checker)).toEqual([]);
  checker.forgot(2, 3);
  expect(linesOf(checker)).toEqual([
    "word 3 must be somewhere when all robots have begun: nobody has it",
  ]);
});

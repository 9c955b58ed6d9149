/**
 * The figure of quiescence.
 *
 * @module
 */
import { expect, test } from "vitest";
import { QuiescenceHonesty } from "../../../coordinator/checkers/quiescence_honesty.ts";
import { Actor, brings, truth } from "./stage.ts";

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

function begun(...shares: number[][]) {
  const checker = new QuiescenceHonesty(truth());
  const robots = shares.map((share, index) => new Actor(index, share));
  for (const robot of robots) checker.lifeBegan(robot);
  return { checker, robots };
}

test("counts who says done, and who of them while another lacks a word", () => {
  const { checker, robots } = begun([0, 1], [2, 3, 4], [5, 6, 7]);
  const [a, b, c] = robots as [Actor, Actor, Actor];
  brings(checker, a, ALL);
  checker.done(a, 1);
  brings(checker, b, ALL);
  brings(checker, c, ALL.slice(1));
  checker.done(b, 2);
  brings(checker, c, [0]);
  checker.done(c, 3);
  expect(checker).toMatchObject({ doneCount: 3, earlyCount: 2, violations: [] });
});

test("counts nobody as lacking words who knows all, whether it has said so or not", () => {
  const { checker, robots } = begun([0, 1], [2, 3, 4], [5, 6, 7]);
  for (const robot of robots) brings(checker, robot, ALL);
  checker.done(robots[1]!, 1);
  expect(checker).toMatchObject({ doneCount: 1, earlyCount: 0 });
  const empty = new QuiescenceHonesty(truth({ words: [] }));
  empty.done(new Actor(0, [], 0), 1);
  expect(empty).toMatchObject({ doneCount: 1, earlyCount: 0 });
});

test("counts robots that have died or not begun among those that lack words", () => {
  const { checker, robots } = begun(ALL, [2, 3, 4]);
  const [a, b] = robots as [Actor, Actor];
  brings(checker, b, ALL);
  checker.done(a, 1);
  expect(checker.earlyCount).toBe(1);
  const c = new Actor(2, ALL);
  checker.lifeBegan(c);
  checker.done(b, 2);
  expect(checker.earlyCount).toBe(1);
  checker.lifeEnded(b);
  checker.done(a, 3);
  expect(checker.earlyCount).toBe(2);
  // Its share is the whole, and a life away it will know it.
  checker.lifeEnded(c);
  checker.lifeBegan(b);
  checker.done(a, 4);
  expect(checker.earlyCount).toBe(2);
  checker.lifeBegan(c);
  checker.forgot(2);
  checker.lifeEnded(c);
  checker.done(a, 5);
  expect(checker).toMatchObject({ doneCount: 5, earlyCount: 3, violations: [] });
});

test("objects to a robot that says done while it lacks a word itself", () => {
  const { checker, robots } = begun(ALL, ALL, [2, 3, 4, 5, 6, 7]);
  checker.done(robots[2]!, 8);
  expect(checker.violations).toEqual([
    {
      checker: "quiescence_honesty",
      atMs: 8,
      robot: 2,
      what: "r3 must not say that it is done while it lacks 2 words: says so",
    },
  ]);
  expect(checker).toMatchObject({ doneCount: 1, earlyCount: 0 });
});

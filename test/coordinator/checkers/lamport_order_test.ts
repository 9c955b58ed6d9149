/**
 * The checker of Lamport stamps.
 *
 * @module
 */
import { expect, test } from "vitest";
import { LamportOrder } from "../../../coordinator/checkers/lamport_order.ts";
import { Actor, linesOf, said, truth } from "./stage.ts";

function begun() {
  const checker = new LamportOrder(truth());
  const [a, b] = [new Actor(0), new Actor(1)];
  checker.lifeBegan(a);
  checker.lifeBegan(b);
  const sends = (robot: Actor, lamport: number) =>
    checker.sent(robot, 2, said(robot.index, { lamport }), lamport);
  const receives = (robot: Actor, lamport: number) =>
    checker.receiving(robot, said(2, { lamport }));
  return { checker, a, b, sends, receives };
}

test("is content with stamps that rise, each robot's and each life's by themselves", () => {
  const { checker, a, b, sends, receives } = begun();
  sends(a, 1);
  sends(a, 3);
  receives(a, 10);
  receives(a, 2);
  sends(a, 11);
  sends(b, 1);
  checker.lifeBegan(a);
  sends(a, 1);
  expect(linesOf(checker)).toEqual([]);
});

test.each([
  ["sent", [4, 4], 4],
  ["sent", [4, 3], 4],
  ["sent first", [0], 0],
])("objects to a stamp that is not above what was %s: %j", (_what, stamps, highest) => {
  const { checker, a, sends } = begun();
  for (const stamp of stamps) sends(a, stamp);
  const last = stamps.at(-1)!;
  expect(checker.violations).toEqual([
    {
      checker: "lamport_order",
      atMs: last,
      robot: 0,
      what: `r1 must stamp what it sends above ${highest}, which it has sent or received: stamped it ${last}`,
    },
  ]);
});

test("objects to an answer that is not stamped above the question", () => {
  const { checker, a, sends, receives } = begun();
  sends(a, 1);
  receives(a, 9);
  sends(a, 9);
  expect(linesOf(checker)).toHaveLength(1);
});

test("lets a clock that has come to its end stand still", () => {
  const { checker, a, sends, receives } = begun();
  receives(a, 0xffff_ffff);
  sends(a, 0xffff_ffff);
  expect(linesOf(checker)).toEqual([]);
  sends(a, 7);
  expect(linesOf(checker)).toHaveLength(1);
});

/**
 * The checker of immutable words.
 *
 * @module
 */
import { expect, test } from "vitest";
import { Immutable } from "../../../coordinator/checkers/immutable.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import type { Entry } from "../../../robots/crdt/write_once_map.ts";
import { Actor, brings, entriesOf, linesOf, said, truth, wordAt } from "./stage.ts";

const FORGED = new Uint8Array([1, 2, 3, 4, 5, 6]);

function begun(...knows: number[]) {
  const checker = new Immutable(truth());
  const robot = new Actor(1, knows);
  checker.lifeBegan(robot, 0);
  return { checker, robot };
}

/** `robot` takes in an update and does with it what it wants. */
function takesIn(checker: Immutable, robot: Actor, update: readonly Entry[], act: () => void) {
  const message = said(0, { update });
  checker.receiving(robot, message);
  act();
  checker.received(robot, message, 3);
}

test("is content with true words, also when they are copies of those it knows", () => {
  const { checker, robot } = begun(1, 2);
  brings(checker, robot, [0, 1, 5]);
  brings(checker, robot, [0, 1, 5]);
  checker.receiving(robot, said(0));
  checker.received(robot, said(0), 4);
  checker.lifeEnded(robot, false, 5);
  robot.become(1, 2);
  checker.lifeBegan(robot, 6);
  checker.ended([robot], 7);
  expect(linesOf(checker)).toEqual([]);
});

test("is content with a robot that ends over a contradiction", () => {
  const { checker, robot } = begun(1, 2);
  checker.receiving(robot, said(0, { update: [{ index: 2, value: FORGED }] }));
  checker.lifeEnded(robot, true, 3);
  expect(linesOf(checker)).toEqual([]);
});

test("objects to a share with other bytes", () => {
  const checker = new Immutable(truth());
  const robot = new Actor(1, [4]);
  robot.hold(4, FORGED);
  checker.lifeBegan(robot, 2);
  expect(checker.violations).toEqual([
    {
      checker: "immutable",
      atMs: 2,
      robot: 1,
      what: "r2 must know word 4 as it is: has other bytes",
    },
  ]);
});

test("objects to a word that is learned with other bytes", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, entriesOf(3, 4), () => {
    robot.learn(3, 4);
    robot.hold(4, wordAt(3));
  });
  expect(linesOf(checker)).toEqual(["r2 must know word 4 as it is: has other bytes"]);
});

test("objects to a false word that is believed", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, [{ index: 3, value: FORGED }], () => {
    robot.learn(3);
    robot.hold(3, FORGED);
  });
  expect(linesOf(checker)).toEqual(["r2 must know word 3 as it is: has other bytes"]);
});

test("objects to a contradiction over which nobody ends", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, [{ index: 1, value: FORGED }], () => {});
  expect(linesOf(checker)).toEqual(["r2 must end over a message that contradicts word 1: goes on"]);
});

test.each([
  ["outside any message", undefined],
  ["over a message of true words", entriesOf(1, 2)],
])("objects to a robot that ends by itself %s", (_when, update) => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, [], () => {});
  if (update !== undefined) checker.receiving(robot, said(0, { update }));
  checker.lifeEnded(robot, true, 3);
  expect(linesOf(checker)).toEqual([
    "r2 must end over a contradiction only: has ended by itself without one",
  ]);
});

test("blames no later end on an earlier contradiction", () => {
  const { checker, robot } = begun(1);
  checker.receiving(robot, said(0, { update: [{ index: 1, value: FORGED }] }));
  checker.lifeEnded(robot, true, 3);
  checker.lifeBegan(robot, 4);
  checker.lifeEnded(robot, true, 5);
  expect(linesOf(checker)).toHaveLength(1);
});

test("objects to a word that is said to be known and has no bytes", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, entriesOf(3), () => robot.known.add(3));
  expect(linesOf(checker)).toEqual(["r2 must know word 3 as it is: says so, but has no bytes"]);
});

test("objects to an update that is not taken in", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, entriesOf(3), () => {});
  expect(linesOf(checker)).toEqual([
    "r2 must know word 3 as it is: has taken it in, but does not know it",
  ]);
});

test("objects to words beside those of the update, by their number", () => {
  const { checker, robot } = begun(1);
  takesIn(checker, robot, entriesOf(3), () => robot.learn(3, 4));
  expect(linesOf(checker)).toEqual(["r2 must count what it knows: counts 3, knows 2"]);
});

test("objects in the end to what changed unseen", () => {
  const { checker, robot } = begun(1, 2);
  robot.hold(2, FORGED);
  checker.ended([robot], 9);
  expect(linesOf(checker)).toEqual(["r2 must know word 2 as it is: has other bytes"]);
});

test("objects in the end to bytes of a word that is not said to be known", () => {
  const { checker, robot } = begun(1, 2);
  robot.hold(6, wordAt(6));
  checker.ended([robot], 9);
  expect(linesOf(checker)).toEqual([
    "r2 must know word 6 as it is: has its bytes, but does not say so",
  ]);
});

test("looks in the end only at those that live", () => {
  const { checker, robot } = begun(1, 2);
  checker.lifeEnded(robot, false, 3);
  robot.hold(2, FORGED);
  checker.ended([robot], 9);
  expect(linesOf(checker)).toEqual([]);
});

test("objects to a count that is not that of the words", () => {
  const checker = new Immutable(truth());
  const robot = new Actor(1);
  robot.known = new (class extends Bitset {
    override get count(): number {
      return 5;
    }
  })(8);
  robot.learn(1, 2);
  checker.lifeBegan(robot, 0);
  expect(linesOf(checker)).toEqual(["r2 must count what it knows: counts 5, knows 2"]);
});

test("objects in the end to a count that is wrong by then", () => {
  const { checker, robot } = begun(1, 2);
  robot.known = new (class extends Bitset {
    override get count(): number {
      return 3;
    }
  })(8);
  robot.learn(1, 2);
  checker.ended([robot], 9);
  expect(linesOf(checker)).toEqual(["r2 must count what it knows: counts 3, knows 2"]);
});

test("does not wait for ever on a set that gives the same index again and again", () => {
  const checker = new Immutable(truth());
  const robot = new Actor(1);
  robot.known = new (class extends Bitset {
    override nextBeyond(): number {
      return 1;
    }
  })(8);
  robot.learn(1, 2);
  checker.lifeBegan(robot, 0);
  expect(linesOf(checker)).toEqual(["r2 must count what it knows: counts 2, knows 1"]);
});

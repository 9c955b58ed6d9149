/**
 * The checker of monotone state.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { Monotone } from "../../../coordinator/checkers/monotone.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { Actor, brings, entriesOf, linesOf, said, truth } from "./stage.ts";

function begun(...knows: number[]) {
  const checker = new Monotone(truth());
  const robot = new Actor(0, knows);
  checker.lifeBegan(robot, 0);
  return { checker, robot };
}

/** Every hook that shows a robot. */
const LOOKS: Record<string, (checker: Monotone, robot: Actor) => void> = {
  ticking: (checker, robot) => checker.ticking(robot, 7),
  ticked: (checker, robot) => checker.ticked(robot, 7),
  receiving: (checker, robot) => checker.receiving(robot, said(1, { update: entriesOf(5) }), 7),
  received: (checker, robot) => checker.received(robot, said(1), 7),
  sent: (checker, robot) => checker.sent(robot, 1, said(0), 7),
  refused: (checker, robot) => checker.refused(robot, 7),
  done: (checker, robot) => checker.done(robot, 7),
  claimed: (checker, robot) => checker.claimed(robot, "won", 7),
  wrote: (checker, robot) => checker.wrote(robot, new Uint8Array(), 7),
  lifeEnded: (checker, robot) => checker.lifeEnded(robot, false, 7),
  ended: (checker, robot) => checker.ended([robot], 7),
};

test("is content with lives that begin with the share and learn by updates", () => {
  const { checker, robot } = begun(1, 2);
  brings(checker, robot, [0, 2, 7]);
  brings(checker, robot, [0, 2]);
  for (const look of Object.values(LOOKS)) look(checker, robot);
  robot.become(1, 2);
  checker.lifeBegan(robot, 20);
  brings(checker, robot, [5]);
  checker.forgot(0);
  for (const look of Object.values(LOOKS)) look(checker, robot);
  robot.become();
  checker.lifeBegan(robot, 30);
  brings(checker, robot, [1, 2, 3]);
  checker.ended([robot], 40);
  expect(linesOf(checker)).toEqual([]);
});

test("lets a robot learn before it answers", () => {
  const { checker, robot } = begun(1);
  const message = said(1, { update: entriesOf(3) });
  checker.receiving(robot, message, 0);
  robot.learn(3);
  checker.sent(robot, 1, said(0), 0);
  checker.received(robot, message, 0);
  expect(linesOf(checker)).toEqual([]);
});

describe.each(Object.entries(LOOKS))("at %s", (_name, look) => {
  test("objects to a word that was forgotten", () => {
    const { checker, robot } = begun(1, 2);
    robot.become(2, 4);
    look(checker, robot);
    expect(checker.violations).toEqual([
      {
        checker: "monotone",
        atMs: 7,
        robot: 0,
        what: "r1 must never forget a word within a life: has forgotten word 1",
      },
    ]);
  });

  test("objects to a word that no message brought", () => {
    const { checker, robot } = begun(1, 2);
    robot.learn(5);
    look(checker, robot);
    expect(linesOf(checker)).toEqual([
      "r1 must learn only from an update that it takes in: has learned word 5 without",
    ]);
  });
});

test("objects to a word beside those of the update", () => {
  const { checker, robot } = begun(1);
  const message = said(1, { update: entriesOf(2, 4) });
  checker.receiving(robot, message, 0);
  robot.learn(2, 3, 4);
  checker.received(robot, message, 0);
  expect(linesOf(checker)).toEqual([
    "r1 must learn only from an update that it takes in: has learned word 3 without",
  ]);
});

test("objects to an update of which a word was left out", () => {
  const { checker, robot } = begun(1);
  const message = said(1, { update: entriesOf(2, 4) });
  checker.receiving(robot, message, 0);
  robot.learn(2);
  checker.received(robot, message, 0);
  expect(linesOf(checker)).toEqual([
    "r1 must take in every word of an update: has left out word 4",
  ]);
});

test("objects to what another robot learns from a message", () => {
  const { checker, robot } = begun(1);
  const other = new Actor(1, [2]);
  checker.lifeBegan(other, 0);
  checker.receiving(robot, said(2, { update: entriesOf(5) }), 0);
  other.learn(5);
  checker.ticking(other, 0);
  expect(linesOf(checker)).toEqual([
    "r2 must learn only from an update that it takes in: has learned word 5 without",
  ]);
});

test("objects to a word that comes after the message was taken in", () => {
  const { checker, robot } = begun(1);
  brings(checker, robot, [2]);
  brings(checker, robot, []);
  robot.learn(5);
  checker.ticking(robot, 0);
  expect(linesOf(checker)).toHaveLength(1);
});

test("objects to a message that changed a robot although it ended over it", () => {
  const { checker, robot } = begun(1);
  checker.receiving(robot, said(1, { update: entriesOf(2, 3) }), 0);
  robot.learn(2);
  checker.lifeEnded(robot, true, 0);
  expect(linesOf(checker)).toEqual([
    "r1 must learn only from an update that it takes in: has learned word 2 without",
  ]);
});

test.each([[[1, 2, 3]], [[1]], [[1, 3]], [[]]])(
  "objects to a life that begins with other words than the share: %j",
  (words) => {
    const { checker, robot } = begun(1, 2);
    checker.lifeEnded(robot, false, 5);
    robot.become(...words);
    checker.lifeBegan(robot, 9);
    const [line] = linesOf(checker);
    expect(line).toMatch(/^r1 must begin a life with its share, words 1, 2: began with (no )?word/);
  },
);

test("objects to a life that begins with a share that is lost", () => {
  const { checker, robot } = begun(1, 2);
  checker.lifeEnded(robot, false, 5);
  checker.forgot(0);
  robot.become(1);
  checker.lifeBegan(robot, 9);
  expect(linesOf(checker)).toEqual([
    "r1 must begin with nothing as its share is lost: knows word 1",
  ]);
});

test("objects to a first life with a share that was lost before", () => {
  const checker = new Monotone(truth());
  checker.forgot(0);
  checker.lifeBegan(new Actor(0, [1]), 9);
  expect(linesOf(checker)).toHaveLength(1);
});

test("objects to a count that is not that of the words", () => {
  const { checker, robot } = begun(1, 2);
  robot.known = new (class extends Bitset {
    override get count(): number {
      return 7;
    }
  })(8);
  robot.learn(1, 2);
  checker.ticking(robot, 0);
  expect(linesOf(checker)).toEqual(["r1 must know as many words as it counts: counts 7, knows 2"]);
});

test("is not thrown off by an index beyond the words", () => {
  const { checker, robot } = begun(1);
  const message = said(1, { update: entriesOf(2, 8) });
  checker.receiving(robot, message, 0);
  robot.learn(2);
  checker.received(robot, message, 0);
  expect(linesOf(checker)).toEqual([]);
});

test("names word 0 like any other", () => {
  const words = [
    [[0, 1], [], [1], "must never forget a word within a life: has forgotten word 0"],
    [[1], [0, 2], [1, 2], "must take in every word of an update: has left out word 0"],
    [
      [1],
      [2],
      [0, 1, 2],
      "must learn only from an update that it takes in: has learned word 0 without",
    ],
    [[0, 1], [2, 3], [1, 2, 3], "must never forget a word within a life: has forgotten word 0"],
  ] as const;
  for (const [before, update, after, what] of words) {
    const { checker, robot } = begun(...before);
    const message = said(1, { update: entriesOf(...update) });
    checker.receiving(robot, message, 0);
    robot.become(...after);
    checker.received(robot, message, 0);
    expect(linesOf(checker)).toEqual([`r1 ${what}`]);
  }
});

test("objects to what a life learns from a message to the one before", () => {
  const { checker, robot } = begun(1);
  checker.receiving(robot, said(1, { update: entriesOf(5) }), 0);
  checker.lifeEnded(robot, false, 1);
  checker.lifeBegan(robot, 2);
  robot.learn(5);
  checker.ticking(robot, 3);
  expect(linesOf(checker)).toHaveLength(1);
});

test("looks in the end only at those that live", () => {
  const { checker, robot } = begun(1);
  checker.lifeEnded(robot, false, 1);
  robot.become();
  checker.ended([robot], 2);
  expect(linesOf(checker)).toEqual([]);
});

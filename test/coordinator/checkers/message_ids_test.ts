/**
 * The checker of message ids.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { SecretMessage } from "../../../coordinator/checkers/checker.ts";
import { MessageIds } from "../../../coordinator/checkers/message_ids.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { Actor, linesOf, said, truth } from "./stage.ts";

function begun() {
  const checker = new MessageIds(truth());
  const robot = new Actor(1);
  robot.boot = 3;
  checker.lifeBegan(robot, 0);
  const sends = (content: Partial<SecretMessage>, to = 0) =>
    checker.sent(robot, to, said(1, { boot: 3, ...content }), 4);
  return { checker, robot, sends };
}

test("is content with ids without a gap, life by life", () => {
  const { checker, robot, sends } = begun();
  for (const seq of [1, 2, 3]) sends({ seq }, seq % 2 === 0 ? 0 : 2);
  robot.boot = 5;
  checker.lifeBegan(robot, 9);
  sends({ seq: 1, boot: 5 });
  expect(linesOf(checker)).toEqual([]);
});

test.each<[string, Partial<SecretMessage>, number, string]>([
  ["a gap", { seq: 3 }, 0, "r2 must name its next message r2-3-2: named it r2-3-3"],
  ["the same id again", { seq: 1 }, 0, "r2 must name its next message r2-3-2: named it r2-3-1"],
  ["another life", { seq: 2, boot: 2 }, 0, "r2 must name its next message r2-3-2: named it r2-2-2"],
  [
    "another robot",
    { seq: 2, from: robotId("r1") },
    0,
    "r2 must name its next message r2-3-2: named it r1-3-2",
  ],
  ["itself as receiver", { seq: 2 }, 1, "r2 must not send to itself: message 2 does"],
  ["a stranger", { seq: 2 }, 3, "r2 must send to robots 1 to 3: sent to 4"],
  ["nobody", { seq: 2 }, -1, "r2 must send to robots 1 to 3: sent to 0"],
])("objects to %s", (_name, content, to, what) => {
  const { checker, sends } = begun();
  sends({ seq: 1 });
  sends(content, to);
  expect(checker.violations).toEqual([{ checker: "message_ids", atMs: 4, robot: 1, what }]);
});

test("objects to a first message that is not the first", () => {
  const { checker, sends } = begun();
  sends({ seq: 2 });
  expect(linesOf(checker)).toHaveLength(1);
});

test.each([3, 2])("objects to a life with the number of an earlier one: %i", (boot) => {
  const { checker, robot } = begun();
  robot.boot = boot;
  checker.lifeBegan(robot, 9);
  expect(linesOf(checker)).toEqual([
    `r2 must count its lives upwards: life ${boot} follows life 3`,
  ]);
});

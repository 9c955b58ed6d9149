/**
 * The checker of the single winner.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { ClaimResult } from "../../../coordinator/checkers/checker.ts";
import { SingleWinner } from "../../../coordinator/checkers/single_winner.ts";
import { Actor, linesOf, truth } from "./stage.ts";

const FILE = new Uint8Array();

/** Robots that live; what they do is told in words: `r1 done`, `r2 won`, `forgot`. */
function play(...story: string[]): SingleWinner {
  const checker = new SingleWinner(truth());
  const robots = [0, 1, 2].map((index) => new Actor(index));
  for (const robot of robots) checker.lifeBegan(robot);
  for (const [i, step] of story.entries()) {
    const [who = "", what] = step.split(" ");
    const robot = robots[Number(who.slice(1)) - 1]!;
    if (who === "forgot") checker.storeForgot();
    else if (who === "healed") checker.healed();
    else if (who === "ended") checker.ended(robots, i);
    else if (what === "dies") checker.lifeEnded(robot);
    else if (what === "lives") checker.lifeBegan(robot);
    else if (what === "done") checker.done(robot);
    else if (what === "writes") checker.wrote(robot, FILE, i);
    else checker.claimed(robot, what as ClaimResult, i);
  }
  return checker;
}

const ALL_DONE = ["r1 done", "r2 done", "r3 done"];

describe("is content when", () => {
  test.each([
    ["one wins and writes", ["r1 done", "r1 won", "r1 writes", "r2 done", "r2 lost"]],
    ["the winner hears of it again", ["r1 done", "r1 won", "r1 won", "r1 writes", "r1 won"]],
    [
      "the winner dies and goes on",
      ["r1 done", "r1 won", "r1 dies", "r1 lives", "r1 done", "r1 resumed", "r1 writes"],
    ],
    [
      "the winner dies after writing and writes again",
      [
        "r1 done",
        "r1 won",
        "r1 writes",
        "r1 dies",
        "r1 lives",
        "r1 done",
        "r1 resumed",
        "r1 writes",
      ],
    ],
    [
      "another wins after the channel forgot",
      ["r1 done", "r1 won", "r1 writes", "forgot", "r2 done", "r2 won", "r1 lost", "r2 writes"],
    ],
    [
      "the answer to an earlier claim comes after the channel forgot",
      ["r1 done", "r2 done", "forgot", "r2 won", "r1 won", "r2 lost"],
    ],
    [
      "a claim is repeated and the answer to it may be about the time before",
      ["r1 done", "r1 won", "forgot", "r2 done", "r2 won", "r1 won"],
    ],
    ["all are done and one has written", [...ALL_DONE, "r2 won", "r2 writes", "healed", "ended"]],
    ["nobody wrote as one is not done", ["r1 done", "r2 done", "healed", "ended"]],
    [
      "nobody wrote as one has begun again",
      [...ALL_DONE, "r3 dies", "r3 lives", "healed", "ended"],
    ],
    ["nobody wrote as one is dead", [...ALL_DONE, "r3 dies", "healed", "ended"]],
    ["nobody wrote as faults are not over", [...ALL_DONE, "ended"]],
  ])("%s", (_name, story) => {
    expect(linesOf(play(...story))).toEqual([]);
  });
});

describe("objects when", () => {
  test.each([
    [
      "two win",
      ["r1 done", "r3 done", "r1 won", "r3 won"],
      "at most one robot may win before the channel forgets: r1, r3 have",
    ],
    [
      "another resumes",
      ["r1 done", "r3 done", "r1 won", "r3 resumed"],
      "at most one robot may win before the channel forgets: r1, r3 have",
    ],
    [
      "two win after the channel forgot",
      ["r1 done", "r1 won", "forgot", "r1 won", "r1 won", "r2 done", "r2 won"],
      "at most one robot may win before the channel forgets: r1, r2 have",
    ],
    [
      "three win while the channel forgets once",
      [...ALL_DONE, "forgot", "r1 won", "r2 won", "r3 won"],
      "at most 2 robots may win while the channel forgets once: r1, r2, r3 have",
    ],
    [
      "one writes without a claim",
      ["r2 done", "r2 writes"],
      "r2 must write the file only while its claim stands: has written it without",
    ],
    [
      "one writes whose claim was refused",
      ["r1 done", "r2 done", "r1 won", "r2 lost", "r2 writes"],
      "r2 must write the file only while its claim stands: has written it without",
    ],
    [
      "one writes whose claim was lost meanwhile",
      ["r1 done", "r1 won", "forgot", "r1 lost", "r1 writes"],
      "r1 must write the file only while its claim stands: has written it without",
    ],
    [
      "one writes by the claim of an earlier life",
      ["r1 done", "r1 won", "r1 dies", "r1 lives", "r1 writes"],
      "r1 must write the file only while its claim stands: has written it without",
    ],
    [
      "one writes twice in a life",
      ["r1 done", "r1 won", "r1 writes", "r1 writes"],
      "r1 must write the file once in a life: has done so again",
    ],
    [
      "all are done and nobody has written",
      [...ALL_DONE, "r1 won", "healed", "ended"],
      "the file must be written when every robot is done: nobody has",
    ],
  ])("%s", (_name, story, line) => {
    const checker = play(...story);
    expect(linesOf(checker)).toEqual([line]);
    expect(checker.violations[0]).toMatchObject({
      checker: "single_winner",
      atMs: story.length - 1,
    });
  });
});

/**
 * The checker of the written file.
 *
 * @module
 */
import { expect, test } from "vitest";
import { RightFile } from "../../../coordinator/checkers/right_file.ts";
import { Actor, linesOf, truth } from "./stage.ts";

const SECRET = "word0 word1 word2 word3 word4 word5 word6 word7 ";

function written(text: string) {
  const checker = new RightFile(truth());
  const robot = new Actor(2);
  checker.lifeBegan(robot);
  checker.done(robot);
  checker.wrote(robot, new TextEncoder().encode(text), 6);
  return checker;
}

test("is content with the secret", () => {
  expect(linesOf(written(SECRET))).toEqual([]);
});

test.each([
  ["", "the file ends in word 0, after 0 bytes"],
  [SECRET.slice(0, -1), "the file ends in word 7, after 47 bytes"],
  [`${SECRET}!`, "the file has 49 bytes instead of 48"],
  [SECRET.replace("word3", "woRd3"), "byte 20 of the file, in word 3, is wrong"],
  [SECRET.replace("word5 word6", "word6 word5"), "byte 34 of the file, in word 5, is wrong"],
])("objects to %j", (text, fault) => {
  expect(written(text).violations).toEqual([
    {
      checker: "right_file",
      atMs: 6,
      robot: 2,
      what: `r3 must write the secret, byte for byte: ${fault}`,
    },
  ]);
});

test("objects to a robot that writes before it is done in this life", () => {
  const checker = written(SECRET);
  checker.lifeBegan(new Actor(2));
  checker.wrote(new Actor(2), new TextEncoder().encode(SECRET), 8);
  expect(linesOf(checker)).toEqual(["r3 must be done before it writes the file: was not"]);
});

/**
 * What checkers find, and their words for it.
 *
 * @module
 */
import { expect, test } from "vitest";
import {
  counted,
  Findings,
  indexesOf,
  listed,
  robotName,
  sameBytes,
  wordsOf,
} from "../../../coordinator/checkers/findings.ts";
import { setOf } from "./stage.ts";

function names(count: number): string {
  return wordsOf(Array.from({ length: count }, (_, index) => index));
}

function bytes(...of: number[]): Uint8Array {
  return new Uint8Array(of);
}

test("only the first violation is kept, in the same list for good", () => {
  const findings = new Findings("mine");
  const list = findings.all;
  findings.add(3, 1, "first");
  findings.add(4, 2, "second");
  expect(list).toEqual([{ checker: "mine", atMs: 3, robot: 1, what: "first" }]);
});

test("words are named one by one, and of many only the first", () => {
  expect([0, 1, 2].map(names)).toEqual(["no words", "word 0", "words 0, 1"]);
  expect(names(8)).toBe("words 0, 1, 2, 3, 4, 5, 6, 7");
  expect(names(10)).toBe("words 0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
  expect(listed(["a"])).toBe("a");
  expect([0, 1, 2].map((count) => counted(count, "word"))).toEqual([
    "0 words",
    "1 word",
    "2 words",
  ]);
  expect(robotName(0)).toBe("r1");
});

test("the indexes of a set are all of them, from 0 to the last", () => {
  expect(indexesOf(setOf([0, 3, 7]))).toEqual([0, 3, 7]);
  expect(indexesOf(setOf([]))).toEqual([]);
});

test("bytes are the same when each of them is", () => {
  expect(sameBytes(bytes(1, 2), bytes(1, 2))).toBe(true);
  expect(sameBytes(bytes(), bytes())).toBe(true);
  for (const other of [bytes(1), bytes(1, 2, 3), bytes(9, 2), bytes(1, 9), bytes(), undefined]) {
    expect(sameBytes(bytes(1, 2), other)).toBe(false);
    expect(sameBytes(other, bytes(1, 2))).toBe(false);
  }
});

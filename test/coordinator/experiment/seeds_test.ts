import { expect, test } from "vitest";

import { countSeeds, describeSeeds, parseSeeds } from "../../../coordinator/experiment/seeds.ts";

test.for([
  ["7", 7, 7, 1],
  ["1..60000", 1, 60_000, 60_000],
  [" 0..0 ", 0, 0, 1],
  ["9007199254740990..9007199254740991", 9_007_199_254_740_990, 9_007_199_254_740_991, 2],
] as const)("%s is a range with both ends", ([text, first, last, count]) => {
  const range = parseSeeds(text)!;
  expect(range).toEqual({ first, last });
  expect(countSeeds(range)).toBe(count);
  expect(parseSeeds(describeSeeds(range))).toEqual(range);
});

test.for([
  "",
  "a",
  "2..1",
  "1..",
  "..2",
  "1...3",
  "-1..3",
  "1.5",
  "1..9007199254740992",
  "1e3",
  "1..2..3",
])('"%s" is none', (text) => {
  expect(parseSeeds(text)).toBeUndefined();
});

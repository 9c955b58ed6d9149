/**
 * Goal: the choice is the one that costs least, and says why.
 */
import { expect, test } from "vitest";
import {
  type Prospect,
  RIBLT_ENTRIES_MAX,
  chooseStrategy,
} from "../../../robots/reconcile/choose.ts";
import type { StrategyName } from "../../../robots/reconcile/strategy.ts";

const LARGE: Prospect = {
  mine: 1_000_000,
  theirs: 1_000_000,
  entryBytes: 40,
  expected: 1,
  origins: undefined,
};

test.each([
  ["symbols for a few differences among many entries", {}, "riblt"],
  ["versions where updates are numbered", { origins: 10 }, "delta"],
  ["symbols where a million origins wrote once each", { origins: 1_000_000 }, "riblt"],
  ["everything where there is next to nothing", { mine: 2, theirs: 1 }, "full_state"],
  ["everything where one side has nothing", { mine: 0 }, "full_state"],
  ["names where a large part differs", { expected: 700_000 }, "digest"],
  [
    "ranges where symbols take too much memory",
    { mine: RIBLT_ENTRIES_MAX + 1, theirs: RIBLT_ENTRIES_MAX, expected: 9 },
    "range_based",
  ],
] as const)("is %s", (_words, change, strategy) => {
  const choice = chooseStrategy({ ...LARGE, ...change });
  expect(choice.strategy).toBe(strategy);
  expect(choice.why).toMatch(new RegExp(`^${strategy}: .* take about ${choice.bytes} bytes`));
});

test("expects at least as many differences as the counts differ", () => {
  const few = chooseStrategy({ ...LARGE, expected: 1 });
  const more = chooseStrategy({ ...LARGE, theirs: 999_000, expected: 1 });
  expect(more.bytes).toBeGreaterThan(few.bytes + 1000);
});

test("after what was in vain compares ids, and then begins again", () => {
  const without = new Set<StrategyName>();
  const choices = Array.from({ length: 4 }, () => {
    const { strategy } = chooseStrategy({ ...LARGE, origins: 5 }, without);
    without.add(strategy);
    return strategy;
  });
  expect(choices).toEqual(["delta", "riblt", "range_based", "delta"]);
});

test("never chooses riblt for more differences than it can decode", () => {
  const sets = { ...LARGE, mine: 5_000_000, theirs: 5_000_000, entryBytes: 1e6 };
  const few = { ...sets, expected: 1000 };
  expect(chooseStrategy(few).strategy).toBe("riblt");
  expect(chooseStrategy({ ...sets, expected: 1_000_001 }).strategy).not.toBe("riblt");
});

/**
 * Goal: the curves that are drawn beside our measurements are the textbook's.
 *
 * Method: the textbook's protocols with dice and nothing else, written here a second time and not
 * from our engine; and figures that are known.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import {
  type Chances,
  classicChances,
  classicPayloads,
  everyMessageChances,
  leadingRounds,
  spread,
  spreadLossy,
} from "../../../coordinator/experiment/theory.ts";
import { simulateVector } from "../../../coordinator/simulation/vector.ts";
import { type Exchange, EXCHANGES } from "../../../robots/engine/robot.ts";
import { type Random, randomBelow, seededRandom } from "../../../robots/engine/random.ts";

const RUNS = 60;

/** One rumour among robots that all call in turn and know what was known when the round began. */
function throwDice(robots: number, { pull, push }: Chances, random: Random): [number, number] {
  let known = new Set([0]);
  let rounds = 0;
  let useful = 0;
  for (; known.size < robots; rounds++) {
    const next = new Set(known);
    for (let i = 0; i < robots; i++) {
      const other = randomBelow(random, robots - 1);
      const j = other < i ? other : other + 1;
      if (known.has(i) === known.has(j)) continue;
      const chance = known.has(j) ? pull : push;
      if (chance > 0) useful += 1;
      if (random() < chance) next.add(i).add(j);
    }
    known = next;
  }
  return [rounds, useful / robots];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function meanOfDice(robots: number, chances: Chances): { rounds: number; useful: number } {
  const random = seededRandom(`${robots}:${chances.pull}:${chances.push}`);
  const runs = Array.from({ length: RUNS }, () => throwDice(robots, chances, random));
  return { rounds: mean(runs.map(([r]) => r)), useful: mean(runs.map(([, u]) => u)) };
}

describe.each(EXCHANGES)("%s", (exchange) => {
  test.each([0, 0.3])("takes as many rounds and payloads as dice, loss %f", (loss) => {
    for (const robots of [100, 1000]) {
      const chances = classicChances(exchange, loss);
      const dice = meanOfDice(robots, chances);
      const course = spread(robots, chances);
      // The start is left to chance there, and not here: see the comment of spread.
      expect(Math.abs(dice.rounds - course.rounds), `${robots}`).toBeLessThan(1);
      expect(course.payloads / dice.useful).toBeCloseTo(1, 1);
    }
  });

  test("knows what our three messages cost when each of them may be lost", () => {
    for (const loss of [0.1, 0.3]) {
      const runs = Array.from({ length: 40 }, (_, i) =>
        simulateVector({ robots: 1000, words: 1, exchange, loss, seed: String(i) }),
      );
      const course = spreadLossy(1000, exchange, loss);
      const rounds = mean(runs.map((run) => run.rounds!));
      const payloads = mean(runs.map((run) => run.payloads / 1000));
      expect(Math.abs(rounds / course.rounds - 1), `loss ${loss}`).toBeLessThan(0.06);
      expect(Math.abs(payloads / course.payloads - 1), `loss ${loss}`).toBeLessThan(0.01);
    }
  });

  test("differs from the leading terms by a constant", () => {
    for (const chances of [classicChances(exchange, 0), everyMessageChances(exchange, 0.3)]) {
      const gaps = [1e3, 1e4, 1e5, 1e6].map(
        (robots) => spread(robots, chances).rounds - leadingRounds(robots, chances),
      );
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(0.8);
      expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(2.7);
    }
  });

  test("needs more rounds with every loss, and reaches everybody in the end", () => {
    let before = 0;
    for (const loss of [0, 0.1, 0.3, 0.6, 0.9]) {
      const { rounds, informed } = spreadLossy(500, exchange, loss);
      expect(rounds).toBeGreaterThan(before);
      expect(informed[0]).toBe(1);
      expect(informed.at(-1)).toBeCloseTo(500, 6);
      before = rounds;
    }
  });
});

function millionRounds(exchange: Exchange, loss: number): number {
  return spread(1e6, classicChances(exchange, loss)).rounds;
}

test("knows the classics for a million robots", () => {
  // Medians of simulations of others: 34, 24, 16; with a loss of 0.3: 47, 39, 25.
  expect(millionRounds("push", 0)).toBeCloseTo(34.9, 1);
  expect(millionRounds("pull", 0)).toBeCloseTo(24.1, 1);
  expect(millionRounds("push-pull", 0)).toBeCloseTo(16, 1);
  expect(millionRounds("push", 0.3)).toBeCloseTo(47.2, 1);
  expect(millionRounds("pull", 0.3)).toBeCloseTo(38.9, 1);
  expect(millionRounds("push-pull", 0.3)).toBeCloseTo(24.2, 1);
  expect(leadingRounds(1e6, classicChances("push", 0))).toBeCloseTo(33.75, 2);
});

test("knows what classic push and push-pull pay: a rumour is sent again and again", () => {
  // Medians of simulations of others: 14.0, 1.0, 4.3.
  expect(Math.abs(classicPayloads(1e6, "push", 0) - 14)).toBeLessThan(1);
  expect(classicPayloads(1e6, "pull", 0)).toBeCloseTo(1, 3);
  expect(Math.abs(classicPayloads(1e6, "push-pull", 0) - 4.3)).toBeLessThan(0.5);
});

test("a pull sends one message with the rumour for each robot, and 1 / (1 - loss) of them with loss", () => {
  expect(spread(1000, classicChances("pull", 0)).payloads).toBeCloseTo(0.999, 6);
  expect(spreadLossy(1000, "pull", 0.3).payloads).toBeCloseTo(0.999 / 0.7, 6);
});

test("refuses chances with which nobody learns", () => {
  expect(() => spread(10, { pull: 0, push: 0 })).toThrow(RangeError);
});

/**
 * Goal: each life begins with the robot's share and nothing else, lives are counted, and no share is
 * forgotten that holds the last copy of a word.
 */
import { expect, test } from "vitest";

import { Population, secretWords } from "../../../coordinator/simulation/population.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";

function population(changed: Partial<Scenario> = {}): Population {
  return new Population({ ...DEFAULT_SCENARIO, robots: 4, words: 10, ...changed });
}

function indexes(robots: Population, robot: number): number[] {
  return robots.share(robot).map(({ index }) => index);
}

function shares(seed: string): number[][] {
  const robots = population({ seed });
  return [0, 1, 2, 3].map((robot) => indexes(robots, robot));
}

test("deals each word to as many robots as there shall be copies", () => {
  for (const copies of [1, 2, 4]) {
    const robots = population({ copies });
    const holders = Array.from({ length: 10 }, () => 0);
    for (let robot = 0; robot < robots.size; robot++) {
      for (const { index, value } of robots.share(robot)) {
        holders[index]! += 1;
        expect(value).toEqual(secretWords(10)[index]);
      }
    }
    expect(holders).toEqual(holders.map(() => copies));
  }
});

test("deals by the seed", () => {
  expect(shares("5")).toEqual(shares("5"));
  expect(shares("5")).not.toEqual(shares("6"));
});

test("begins a life with the share alone, and counts lives", () => {
  const robots = population();
  expect(robots.robot(1)).toBeUndefined();
  robots.begin(1, 2_000, 2);
  const first = robots.robot(1)!;
  expect([first.id, first.boot, robots.boots[1]]).toEqual(["r2", 1, 1]);
  expect([...robots.replica(1).known.values()]).toEqual(indexes(robots, 1));
  expect(robots.livedMs(1, 5_000)).toBe(3);
  const news = robots.words.map((value, index) => ({ index, value }));
  robots.replica(1).merge(news, { from: robots.ids[0]!, boot: 1, seq: 1 });
  expect(robots.replica(1).known.count).toBe(10);
  robots.end(1);
  expect(robots.robot(1)).toBeUndefined();
  robots.begin(1, 9_000, 9);
  const known = robots.replica(1).known.count;
  expect([robots.robot(1)!.boot, known]).toEqual([2, indexes(robots, 1).length]);
  expect(robots.boots[0]).toBe(0);
});

test("lets a share go only while each of its words is in another", () => {
  const robots = population({ robots: 2, copies: 2 });
  expect([robots.mayForget(0), robots.mayForget(1)]).toEqual([true, true]);
  robots.forget(0);
  expect(robots.share(0)).toEqual([]);
  expect([robots.mayForget(0), robots.mayForget(1)]).toEqual([true, false]);
  robots.begin(0, 0, 0);
  expect(robots.robot(0)!.complete).toBe(false);
  expect(robots.replica(0).known.count).toBe(0);
});

test("keeps shares of which there is no copy", () => {
  const robots = population({ copies: 1 });
  for (let robot = 0; robot < 4; robot++) expect(robots.mayForget(robot)).toBe(false);
});

test("shows checkers a robot as it is now", () => {
  const robots = population();
  let clockMs = 5;
  const view = robots.view(2, () => clockMs);
  robots.begin(2, 0, 0);
  const [word] = robots.share(2);
  expect([view.index, view.id, view.boot, view.clockMs]).toEqual([2, "r3", 1, 5]);
  expect(view.word(word!.index)).toEqual(word!.value);
  expect(view.known.count).toBe(robots.replica(2).known.count);
  clockMs = 8;
  robots.end(2);
  robots.begin(2, 0, 0);
  expect([view.boot, view.clockMs]).toEqual([2, 8]);
});

test("robots of one body are who they are, whoever was awake before", () => {
  const scenario = { ...DEFAULT_SCENARIO, robots: 3, words: 70 };
  const robots = new Population(scenario, true);
  for (let i = 0; i < 3; i++) robots.begin(i, 0, i);
  const dealt = [0, 1, 2].map((i) => indexes(robots, i));
  for (const i of [2, 0, 1, 1, 2]) {
    expect(robots.robot(i)!.id).toBe(`r${i + 1}`);
    expect([...robots.replica(i).known.values()]).toEqual(dealt[i]);
  }
  robots.end(1);
  expect(robots.robot(1)).toBeUndefined();
  robots.begin(1, 0, 0);
  expect([robots.robot(1)!.boot, robots.robot(0)!.boot]).toEqual([2, 1]);
});

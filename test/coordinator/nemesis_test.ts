/**
 * The nemesis: kills one living robot at a time, by the seed, until it is stopped.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startNemesis } from "../../coordinator/nemesis.ts";
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import { seededRandom } from "../../robots/engine/random.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ROBOTS = ["a", "b", "c"].map(robotId);

/** Whom it kills in `strikes` periods. */
async function killed(seed: string, strikes: number): Promise<RobotId[]> {
  const victims: RobotId[] = [];
  const stop = startNemesis({
    everyMs: 200,
    random: seededRandom(seed),
    victims: () => ROBOTS,
    kill: (robot) => void victims.push(robot),
  });
  await vi.advanceTimersByTimeAsync(200 * strikes);
  stop();
  return victims;
}

test("kills one robot each period, none before the first is over", async () => {
  expect(await killed("x", 0)).toEqual([]);
  expect(await killed("x", 7)).toHaveLength(7);
});

test("kills all robots alike, the same for the same seed", async () => {
  const victims = await killed("x", 300);
  expect(await killed("x", 300)).toEqual(victims);
  expect(await killed("y", 300)).not.toEqual(victims);
  for (const robot of ROBOTS) {
    // Binomial(300, 1/3): mean 100, standard deviation 8.2.
    expect(Math.abs(victims.filter((it) => it === robot).length - 100)).toBeLessThan(5 * 8.2);
  }
});

test("kills nobody when nobody lives, and goes on when asking fails", async () => {
  const answers: (() => readonly RobotId[] | Promise<readonly RobotId[]>)[] = [
    () => [],
    () => Promise.reject(new Error("Redis is away")),
    () => {
      throw new Error("Redis is away");
    },
    () => Promise.resolve([robotId("a")]),
  ];
  const kill = vi.fn<(robot: RobotId) => void>();
  const stop = startNemesis({
    everyMs: 10,
    random: Math.random,
    victims: () => answers.shift()!(),
    kill,
  });
  await vi.advanceTimersByTimeAsync(40);
  stop();
  expect(kill.mock.calls).toEqual([["a"]]);
});

test("strikes no more once it is stopped", async () => {
  const kill = vi.fn<(robot: RobotId) => void>();
  const stop = startNemesis({ everyMs: 10, random: Math.random, victims: () => ROBOTS, kill });
  await vi.advanceTimersByTimeAsync(10);
  stop();
  stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(kill).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test("a strike that is under way when it is stopped kills nobody", async () => {
  const kill = vi.fn<(robot: RobotId) => void>();
  const living = Promise.withResolvers<readonly RobotId[]>();
  const stop = startNemesis({
    everyMs: 10,
    random: Math.random,
    victims: () => living.promise,
    kill,
  });
  await vi.advanceTimersByTimeAsync(10);
  stop();
  living.resolve(ROBOTS);
  await vi.advanceTimersByTimeAsync(10);
  expect(kill).not.toHaveBeenCalled();
});

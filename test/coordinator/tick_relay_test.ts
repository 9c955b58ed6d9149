/**
 * The tick relay: one tick reaches every robot once, spread over the period, however late it came.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SLACK_MS, TickRelay } from "../../coordinator/tick_relay.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PERIOD_MS = 100;
const ROBOTS = ["a", "b", "c", "d", "e"];

/** Spreads one tick that was due `lateMs` ago and returns when each robot got it, from now. */
async function spread(
  lateMs: number,
  robots: readonly string[] = ROBOTS,
  periodMs = PERIOD_MS,
): Promise<[string, number][]> {
  const startMs = Date.now();
  const ticked: [string, number][] = [];
  const relay = new TickRelay<string>((robot) => ticked.push([robot, Date.now() - startMs]));
  relay.spread(robots, startMs - lateMs, periodMs);
  expect(ticked, "nobody is ticked at once").toEqual([]);
  await vi.advanceTimersByTimeAsync(10 * periodMs);
  expect(vi.getTimerCount()).toBe(0);
  return ticked;
}

test("ticks each robot once, evenly over the period", async () => {
  expect(await spread(0)).toEqual(ROBOTS.map((robot, i) => [robot, SLACK_MS + i * 20]));
});

test("a tick that is a little late is not felt", async () => {
  const punctual = await spread(0);
  const late = await spread(SLACK_MS);
  expect(late.map(([robot, atMs]) => [robot, atMs + SLACK_MS])).toEqual(punctual);
});

test("a tick that is very late is handed on at once to all", async () => {
  expect(await spread(10 * PERIOD_MS)).toEqual(ROBOTS.map((robot) => [robot, 0]));
});

test("a tick from the future is handed on within two periods, as a clock may have jumped", async () => {
  const ticked = await spread(-3_600_000);
  expect(ticked.map(([robot]) => robot)).toEqual(ROBOTS);
  for (const [, atMs] of ticked) expect(atMs).toBe(2 * PERIOD_MS);
});

test("the slack of a short period is shorter", async () => {
  expect(await spread(0, ["a", "b"], 10)).toEqual([
    ["a", 5],
    ["b", 10],
  ]);
});

test("nobody to tick is no error", async () => {
  expect(await spread(0, [])).toEqual([]);
});

test("close() takes back what was not handed on, and later ticks are ignored", async () => {
  const ticked: string[] = [];
  const relay = new TickRelay<string>((robot) => ticked.push(robot));
  relay.spread(ROBOTS, Date.now(), PERIOD_MS);
  await vi.advanceTimersByTimeAsync(SLACK_MS);
  relay.close();
  relay.spread(ROBOTS, Date.now(), PERIOD_MS);
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(10 * PERIOD_MS);
  expect(ticked).toEqual(["a"]);
});

/**
 * Goal: a sweep says the same with any number of threads, and loses nothing when it is stopped or a
 * thread dies. Real threads, a simulator that does what the test wants.
 */
import { expect, test } from "vitest";

import type { Series } from "../../../coordinator/experiment/series.ts";
import { sweep, type SweepOptions } from "../../../coordinator/experiment/sweep.ts";
import { Tally } from "../../../coordinator/experiment/tally.ts";
import { NO_EXCEPTION } from "../../../coordinator/experiment/trial.ts";
import { DEFAULT_SCENARIO } from "../../../coordinator/simulation/scenario.ts";
import { swarmScenario } from "../../../coordinator/simulation/swarm.ts";
import { FAKE_SIMULATOR, type Script, script, simulate } from "./fake_simulator.ts";

function series(content: Script = {}): Series {
  const plan = { seed: script(content), rules: [{ kind: "loss" as const, rate: 0.5 }] };
  return { base: { ...DEFAULT_SCENARIO, plan } };
}

function fakeSweep(
  options: Pick<SweepOptions, "series" | "seeds" | "jobs"> & Partial<SweepOptions>,
) {
  return sweep({ simulator: FAKE_SIMULATOR, ...options });
}

test("gives the same with one thread and with four, and as a loop would", async () => {
  const seeds = { first: 3, last: 903 };
  const failing = [700, 5, 904];
  const one = await fakeSweep({ series: series({ failing }), seeds, jobs: 1 });
  const four = await fakeSweep({ series: series({ failing }), seeds, jobs: 4 });
  const loop = new Tally();
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    const scenario = { ...series({ failing }).base, seed: String(seed) };
    loop.add(scenario, simulate(scenario));
  }
  expect(one.tally.toData()).toEqual(loop.toData());
  expect(four.tally.toData()).toEqual(loop.toData());
  expect(four.tally.traceHash).toBe(loop.traceHash);
  expect(four.tally.found.map(({ seed }) => seed)).toEqual(["5", "700"]);
  expect(four).not.toHaveProperty("next");
  expect(four).not.toHaveProperty("died");
});

test("draws each seed's faults when it is a swarm, and leaves alone what is fixed", async () => {
  const seeds = { first: 1, last: 30 };
  const fixed = ["exchange"] as const;
  const { base } = series();
  const { tally } = await fakeSweep({ series: { base, swarm: { fixed } }, seeds, jobs: 2 });
  const loop = new Tally();
  for (let seed = 1; seed <= 30; seed++) {
    const scenario = swarmScenario(base, String(seed), fixed);
    loop.add(scenario, simulate(scenario));
  }
  expect(tally.traceHash).toBe(loop.traceHash);
  expect(tally.rules.size).toBeGreaterThan(20);
});

test("runs one seed of any text", async () => {
  const seeds = { first: 1, last: 1 };
  const { tally } = await fakeSweep({ series: { ...series(), seed: "9 x" }, seeds, jobs: 3 });
  const scenario = { ...series().base, seed: "9 x" };
  const loop = new Tally();
  loop.add(scenario, simulate(scenario));
  expect(tally.toData()).toEqual(loop.toData());
});

test("takes an exception as a violation and goes on", async () => {
  const seeds = { first: 1, last: 20 };
  const { tally } = await fakeSweep({ series: series({ throwAt: 7 }), seeds, jobs: 2 });
  expect(tally.runs).toBe(20);
  const violation = {
    checker: NO_EXCEPTION,
    atMs: 0,
    robot: -1,
    what: "nothing must be thrown: RangeError: no such luck",
  };
  expect(tally.found).toEqual([{ seed: "7", violation }]);
});

test("tells how far it is", async () => {
  const told: number[] = [];
  const seeds = { first: 1, last: 40 };
  await fakeSweep({
    series: series({ busyMs: 20 }),
    seeds,
    jobs: 2,
    onProgress: ({ done }) => told.push(done),
  });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.some((done) => done > 0 && done < 40)).toBe(true);
  expect(told.at(-1)).toBe(40);
});

test("stopped, it has a whole beginning and says where to go on", async () => {
  const abort = new AbortController();
  const seeds = { first: 10, last: 100_000 };
  const result = await fakeSweep({
    series: series({ busyMs: 2, failing: [12] }),
    seeds,
    jobs: 3,
    signal: abort.signal,
    // So many that the thread with the first seeds has begun, too.
    onProgress: ({ done }) => done > 400 && abort.abort(),
  });
  const { tally, next } = result;
  expect(next).toBe(10 + tally.runs);
  expect(tally.runs).toBeGreaterThan(0);
  expect(tally.found.map(({ seed }) => seed)).toEqual(["12"]);
  expect(result).not.toHaveProperty("died");
  const rest = await fakeSweep({
    series: series(),
    seeds: { first: next!, last: next! + 50 },
    jobs: 1,
  });
  const both = new Tally();
  both.merge(tally.toData());
  both.merge(rest.tally.toData());
  expect(both.runs).toBe(tally.runs + 51);
});

test("stopped before it begins, it does nothing", async () => {
  const seeds = { first: 1, last: 5 };
  const result = await fakeSweep({ series: series(), seeds, jobs: 2, signal: AbortSignal.abort() });
  expect(result).toMatchObject({ next: 1, tally: { runs: 0 } });
});

test("ends a thread whose seed takes for ever", async () => {
  const abort = new AbortController();
  const result = await fakeSweep({
    series: series({ stuckAt: 2 }),
    seeds: { first: 1, last: 2 },
    jobs: 1,
    signal: abort.signal,
    onProgress: ({ done }) => done > 0 && abort.abort(),
  });
  expect(result).toMatchObject({ next: 2, tally: { runs: 1 } });
  expect(result).not.toHaveProperty("died");
});

test("says which seeds a thread had that died, and keeps those before", async () => {
  const seeds = { first: 1, last: 1000 };
  const { died, next, tally } = await fakeSweep({ series: series({ dieAt: 333 }), seeds, jobs: 2 });
  expect(died).toMatch(/^the worker of seeds 251\.\.375 died at seed 333: it ended$/);
  expect(next).toBe(251);
  expect(tally.runs).toBe(250);
});

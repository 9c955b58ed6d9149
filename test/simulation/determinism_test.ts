/**
 * Goal: a seed decides everything. The same one gives the same steps again, in another process, in
 * any number of threads, watched or not, as objects or as bytes; and where two runs differ, one is
 * told where.
 *
 * `HEARSAY_SEEDS=10000 npx vitest run test/simulation/determinism_test.ts` takes more seeds.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

import { firstDifference, recordRun } from "../../coordinator/experiment/compare.ts";
import { sweep } from "../../coordinator/experiment/sweep.ts";
import { DEFAULT_SCENARIO } from "../../coordinator/simulation/scenario.ts";
import { simulate } from "../../coordinator/simulation/simulate.ts";
import { hashesOf } from "./hashes.ts";
import { scenarioOfSeed } from "./series.ts";

const SEEDS = Number(process.env["HEARSAY_SEEDS"] ?? 300);

/** Ten thousand seeds in five ways, on a busy machine. */
const PATIENCE_MS = 600_000;

/** Enough for hashes of 10,000 seeds, 19 bytes each. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

const PROGRAM = fileURLToPath(new URL("print_hashes.ts", import.meta.url));

const recorder = (): void => {};

let hashes: string[];

beforeAll(() => {
  hashes = hashesOf(SEEDS);
}, PATIENCE_MS);

async function hashesOfProcess(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, String(SEEDS)], {
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return JSON.parse(stdout) as string[];
}

/** The first seed whose hashes differ; undefined when none does. */
function firstOther(others: readonly string[]): number | undefined {
  expect(others).toHaveLength(SEEDS);
  const index = hashes.findIndex((hash, i) => hash !== others[i]);
  return index < 0 ? undefined : index + 1;
}

describe("the same seed takes the same steps", () => {
  test("and another seed takes others", () => {
    expect(new Set(hashes).size).toBe(SEEDS);
  });

  test(
    "a second time",
    () => {
      expect(firstOther(hashesOf(SEEDS))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "in two other processes",
    async () => {
      const [one, other] = await Promise.all([hashesOfProcess(), hashesOfProcess()]);
      expect(firstOther(one)).toBeUndefined();
      expect(firstOther(other)).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "when every message is encoded",
    () => {
      expect(firstOther(hashesOf(SEEDS, { wire: true }))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "when nobody watches",
    () => {
      expect(firstOther(hashesOf(SEEDS, { checked: false }))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "when every step is recorded",
    () => {
      expect(firstOther(hashesOf(SEEDS, { recorder }))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "on one thread and on three",
    async () => {
      const series = { base: DEFAULT_SCENARIO, swarm: { fixed: [] } };
      const seeds = { first: 1, last: SEEDS };
      const one = await sweep({ series, seeds, jobs: 1 });
      const three = await sweep({ series, seeds, jobs: 3 });
      expect(one.tally.traceHash).toMatch(/^[0-9a-f]{16}$/);
      expect(three.tally.traceHash).toBe(one.tally.traceHash);
      expect(three.tally.toData()).toEqual(one.tally.toData());
    },
    PATIENCE_MS,
  );
});

describe("a run that goes another way", () => {
  const scenario = { ...DEFAULT_SCENARIO, robots: 3, words: 6, convergenceRoundsMax: 60 };

  test("is told by the first step that is another", () => {
    const skipping = { ...scenario, skippedTicks: [{ robot: 1, tick: 2 }] };
    const steps = recordRun(scenario).steps;
    const others = recordRun(skipping).steps;
    const index = steps.findIndex((step, i) => JSON.stringify(step) !== JSON.stringify(others[i]));
    expect(steps[index]).toMatchObject({ kind: "ticked", robot: 1 });
    const difference = firstDifference(scenario, skipping);
    expect(difference).toMatch(
      new RegExp(`^step ${index + 1} differs: \\d+\\.\\d+ ms {2}r2 ticks`),
    );
    expect(simulate(skipping).traceHash).not.toBe(simulate(scenario).traceHash);
  });

  test("is not there when nothing is another", () => {
    expect(firstDifference(scenario, { ...scenario })).toBeUndefined();
    expect(firstDifference(scenarioOfSeed(6), scenarioOfSeed(6))).toBeUndefined();
  });
});

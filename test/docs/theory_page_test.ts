/**
 * Goal: the theory page is made by its command, the same every time, and says what was measured.
 *
 * Method: the same code with a plan so small that it takes a second.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { chartFiles } from "../../docs/theory_charts.ts";
import { FULL_PLAN, type Plan, trialsOf } from "../../docs/theory_plan.ts";
import { type Findings, runTrials } from "../../docs/theory_pool.ts";
import { comparisons, RATIO_MAX, tablesOf, withTables } from "../../docs/theory_table.ts";
import { runTrial, type Trial, trialKey } from "../../docs/theory_trials.ts";

const ROOT = join(import.meta.dirname, "../..");

const TABLES = /<!-- begin: made[^]*<!-- end: made/;

const SMALL_PLAN: Plan = {
  rounds: new Map([
    [100, 3],
    [1000, 1],
  ]),
  robots: new Map([
    [100, 1],
    [1000, 1],
  ]),
  lossRobots: 100,
  wordRobots: 100,
};

function experiments(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [join(ROOT, "docs/experiments.ts"), ...args]);
}

describe("what is measured", () => {
  const trial: Trial = {
    world: "rounds",
    robots: 300,
    words: 1,
    exchange: "push-pull",
    loss: 0.2,
    lossOf: "messages",
    seeds: 5,
  };

  test.each(["rounds", "robots"] as const)("is the same every time, in %s", (world) => {
    const measured = runTrial({ ...trial, world });
    expect(runTrial({ ...trial, world })).toEqual(measured);
    expect(measured.rounds).toBeGreaterThan(5);
    expect(measured.payloads).toBeGreaterThan(0.9);
  });

  test("tells trials apart by all that decides them but the number of seeds", () => {
    const keys = trialsOf(FULL_PLAN).map(trialKey);
    expect(new Set(keys).size).toBeGreaterThan(100);
    expect(trialKey({ ...trial, seeds: 7 })).toBe(trialKey(trial));
    expect(trialKey({ ...trial, lossOf: "updates" })).not.toBe(trialKey(trial));
    // Without loss it does not matter what is lost.
    expect(trialKey({ ...trial, loss: 0, lossOf: "updates" })).toBe(
      trialKey({ ...trial, loss: 0 }),
    );
  });
});

describe("the page", () => {
  let findings: Findings;
  let ended = 0;

  beforeAll(async () => {
    findings = await runTrials(trialsOf(SMALL_PLAN), () => (ended += 1));
  });

  test("is made of every trial, each run once, on however many threads", () => {
    const keys = new Set(trialsOf(SMALL_PLAN).map(trialKey));
    expect(new Set(findings.keys())).toEqual(keys);
    expect(ended).toBe(keys.size);
    const [last] = trialsOf(SMALL_PLAN).slice(-1);
    expect(findings.get(trialKey(last!))).toEqual(runTrial(last!));
  });

  test("has charts that hold a point for each finding", () => {
    const files = chartFiles(SMALL_PLAN, findings);
    expect([...files.keys()]).toEqual([
      "theory-rounds.svg",
      "theory-loss.svg",
      "theory-payload.svg",
    ]);
    for (const [name, svg] of files) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      // Two panels, three exchanges: two points each over n, six over loss; one more in the legend.
      const points = name === "theory-loss.svg" ? 36 : 12;
      expect(svg.match(/<circle class="f/g)).toHaveLength(points + 1);
      expect(svg.match(/<circle class="rings/g)).toHaveLength(points + 1);
    }
    expect(chartFiles(SMALL_PLAN, findings)).toEqual(files);
  });

  test("holds rounds against those expected", () => {
    const rows = comparisons(SMALL_PLAN, findings);
    expect(rows).toHaveLength(9);
    for (const { rounds, live, expected } of rows) {
      // One run each: chance decides more than in the real page.
      expect(rounds.rounds / expected.rounds).toBeLessThan(1.5);
      expect(rounds.rounds / expected.rounds).toBeGreaterThan(0.6);
      expect(live.rounds).toBeLessThan(1.5 * expected.rounds);
      expect(rounds.payloads / expected.payloads).toBeCloseTo(1, 0);
    }
  });

  test("keeps its text and changes its tables", () => {
    const page = readFileSync(join(ROOT, "docs/theory.md"), "utf8");
    const changed = withTables(page, SMALL_PLAN, findings);
    expect(changed).toContain(tablesOf(SMALL_PLAN, findings));
    expect(withTables(changed, SMALL_PLAN, findings)).toBe(changed);
    expect(changed.replace(TABLES, "")).toBe(page.replace(TABLES, ""));
    expect(() => withTables("# no place", SMALL_PLAN, findings)).toThrow(
      'must have the lines "<!-- begin',
    );
  });
});

test("the page that is there reaches its mark and shows each chart", () => {
  const page = readFileSync(join(ROOT, "docs/theory.md"), "utf8");
  const ratios = /ratio .*: ([\d.]+) in synchronous rounds, ([\d.]+) as robots run/.exec(page);
  expect(Number(ratios?.[1])).toBeLessThanOrEqual(RATIO_MAX);
  expect(Number(ratios?.[2])).toBeLessThanOrEqual(RATIO_MAX);
  for (const robots of ["1,000", "10,000", "100,000"]) expect(page).toContain(`| ${robots} |`);
  for (const chart of chartFiles(FULL_PLAN, noFindings()).keys()) {
    expect(page).toContain(`(${chart})`);
    const svg = readFileSync(join(ROOT, "docs", chart), "utf8");
    expect(svg).toMatch(/^<svg [^]*prefers-color-scheme:dark[^]*<\/svg>\n$/);
  }
});

/** Names of charts do not depend on what was measured. */
function noFindings(): Findings {
  const nothing = { rounds: 1, payloads: 1 };
  return new Map(trialsOf(FULL_PLAN).map((trial) => [trialKey(trial), nothing]));
}

describe("the command", () => {
  test("explains itself", async () => {
    const { stdout } = await experiments("--help");
    expect(stdout).toContain("npm run experiments");
    expect(stdout).toContain("--quick");
  });

  test("refuses what it does not know, in one line", async () => {
    const failed = experiments("--fast").then(
      () => undefined,
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(await failed).toMatchObject({ code: 2 });
    expect((await failed)?.stderr).toMatch(/^experiments: .*--fast.*\n$/);
  });
});

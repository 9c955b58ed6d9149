/**
 * Goal: the reconciliation page is made by its command, the same every time, and says what was measured.
 * Method: the same code with a plan so small that it takes a second.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { FLOOR_BYTES_EACH } from "../../coordinator/experiment/reconciliation.ts";
import {
  type Finding,
  FULL_PLAN,
  QUICK_PLAN,
  reconciliationFindings,
} from "../../coordinator/experiment/reconciliation_table.ts";
import {
  reconciliationChart,
  reconciliationTables,
  withReconciliationTables,
} from "../../docs/reconciliation_page.ts";
import { STRATEGY_NAMES, type StrategyName } from "../../robots/reconcile/strategy.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/reconciliation.md"), "utf8");

let findings: Finding[];
beforeAll(() => {
  findings = [...reconciliationFindings(QUICK_PLAN)];
});

function found(strategy: StrategyName, differences: number): Finding {
  return findings.find((each) => each.strategy === strategy && each.differences === differences)!;
}

describe("what is measured", () => {
  test("is every strategy for every number of differences, the same every time", () => {
    expect(findings).toHaveLength(4 * STRATEGY_NAMES.length);
    const again = [...reconciliationFindings({ ...QUICK_PLAN, differences: () => [10] })];
    expect(again).toEqual(findings.filter(({ differences }) => differences === 10));
  });

  test("counts nothing missing as one small message", () => {
    for (const strategy of STRATEGY_NAMES) {
      expect(found(strategy, 0)).toMatchObject({ messages: 1, trips: 0.5, missingBytes: 0 });
      expect(found(strategy, 0).overheadBytes).toBeLessThan(100);
    }
  });

  test("keeps the marks that it shows: riblt near the floor, delta near what is missing", () => {
    const riblt = found("riblt", 100);
    expect(riblt.findingBytes).toBeLessThan(2.5 * 100 * FLOOR_BYTES_EACH);
    expect(riblt.findingTrips).toBe(1);
    const delta = found("delta", 100);
    expect(delta.missingBytes + delta.overheadBytes).toBeLessThan(1.1 * delta.missingBytes);
    expect(found("full_state", 100).overheadBytes).toBeGreaterThan(2000 * 39 * 2 - 100 * 39);
  });
});

describe("the page", () => {
  test("keeps its text and changes its tables", () => {
    const changed = withReconciliationTables(PAGE, findings);
    expect(changed).toContain(reconciliationTables(findings));
    expect(changed.split("<!-- begin")[0]).toBe(PAGE.split("<!-- begin")[0]);
    expect(changed.split("<!-- end")[1]).toBe(PAGE.split("<!-- end")[1]);
  });

  test("has a row for each measurement of the full plan", () => {
    for (const entries of FULL_PLAN.sizes) {
      const part = PAGE.split(`### ${entries.toLocaleString("en")} entries`)[1]!.split("###")[0]!;
      for (const differences of FULL_PLAN.differences(entries)) {
        expect(part).toContain(`\n| ${differences.toLocaleString("en")} |`);
      }
    }
  });

  test("draws every strategy and the floor", () => {
    const chart = reconciliationChart(findings);
    expect(chart).toContain("two replicas of 2,000 entries");
    for (let colour = 1; colour <= STRATEGY_NAMES.length; colour++) {
      expect(chart).toMatch(new RegExp(`<path class="(line|dashed) s${colour}"`));
    }
    expect(chart).toMatch(/class="rings s0"/);
  });
});

test("the command says what is wrong in one line", async () => {
  const command = promisify(execFile)(process.execPath, [
    join(ROOT, "docs/reconciliation.ts"),
    "--nonsense",
  ]);
  await expect(command).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^reconciliation: .*--nonsense.*\n$/),
  });
});

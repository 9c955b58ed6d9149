/**
 * `npm run reconciliation`: measures what every strategy costs and makes the chart and the tables of
 * docs/reconciliation.md. The same files come out every time, to the byte.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  FULL_PLAN,
  QUICK_PLAN,
  reconciliationFindings,
} from "../coordinator/experiment/reconciliation_table.ts";
import {
  reconciliationChart,
  reconciliationTables,
  withReconciliationTables,
} from "./reconciliation_page.ts";

const PAGE = "reconciliation.md";
const CHART = "reconciliation.svg";

const HELP = `npm run reconciliation [-- [--quick] [--out FOLDER]]

Measures how many bytes and round trips two replicas need until neither lacks anything, for every
strategy, and writes the chart and the tables of docs/${PAGE}. It takes some minutes; the same files
come out every time.

  --quick        2000 entries only: to try, not to quote; writes only where --out says
  --out FOLDER   writes there and not into docs/
  --help         this text

Exit code: 0 measured; 1 it could not be measured; 2 wrong usage.
`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  let wanted;
  try {
    const flag = { type: "boolean", default: false } as const;
    const options = { quick: flag, help: flag, out: { type: "string" } } as const;
    wanted = parseArgs({ args, options }).values;
  } catch (error) {
    return complain((error as Error).message.split("\n")[0]!, 2);
  }
  if (wanted.help) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    measure(wanted.quick, wanted.out ?? (wanted.quick ? undefined : import.meta.dirname));
    return 0;
  } catch (error) {
    return complain((error as Error).message, 1);
  }
}

/** @param folder Where to write; `undefined`: nowhere. */
function measure(quick: boolean, folder: string | undefined): void {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const plan = quick ? QUICK_PLAN : FULL_PLAN;
  const findings = [...reconciliationFindings(plan, (step) => process.stderr.write(`${step}\n`))];
  process.stdout.write(`${reconciliationTables(findings)}\n`);
  if (folder === undefined) return;
  writeFileSync(join(folder, CHART), reconciliationChart(findings));
  const page = join(folder, PAGE);
  const before = readFileSync(existsSync(page) ? page : join(import.meta.dirname, PAGE), "utf8");
  writeFileSync(page, withReconciliationTables(before, findings));
}

function complain(problem: string, exitCode: 1 | 2): number {
  process.stderr.write(`reconciliation: ${problem}\n`);
  return exitCode;
}

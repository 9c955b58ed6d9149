/**
 * `npm run experiments`: measures how rumours spread and makes the charts and tables of docs/theory.md.
 * The same files come out every time, to the byte.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chartFiles } from "./theory_charts.ts";
import { FULL_PLAN, QUICK_PLAN, trialsOf } from "./theory_plan.ts";
import { runTrials } from "./theory_pool.ts";
import { tablesOf, withTables } from "./theory_table.ts";
import { trialKey } from "./theory_trials.ts";

const PAGE = "theory.md";

const HELP = `npm run experiments [-- [--quick] [--out FOLDER]]

Measures how fast a rumour spreads among robots and what it costs, and writes the charts and tables of
docs/${PAGE}. It takes some minutes; the same files come out every time.

  --quick        fewer and smaller runs: to try, not to quote; writes only where --out says
  --out FOLDER   writes there and not into docs/
  --help         this text

Exit code: 0 measured; 1 it could not be measured; 2 wrong usage.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
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
    await measure(wanted.quick, wanted.out ?? (wanted.quick ? undefined : import.meta.dirname));
    return 0;
  } catch (error) {
    return complain((error as Error).message, 1);
  }
}

/** @param folder Where to write; `undefined`: nowhere. */
async function measure(quick: boolean, folder: string | undefined): Promise<void> {
  const plan = quick ? QUICK_PLAN : FULL_PLAN;
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const trials = trialsOf(plan);
  const count = new Set(trials.map(trialKey)).size;
  let ended = 0;
  const findings = await runTrials(trials, (trial, { rounds, payloads }) => {
    ended += 1;
    const said = `${rounds.toFixed(1)} rounds, ${payloads.toFixed(2)} messages with words a robot`;
    process.stderr.write(`${ended} of ${count}: ${trialKey(trial)}: ${said}\n`);
  });
  process.stdout.write(`${tablesOf(plan, findings)}\n`);
  if (folder === undefined) return;
  for (const [name, svg] of chartFiles(plan, findings)) writeFileSync(join(folder, name), svg);
  const page = join(folder, PAGE);
  const before = readFileSync(existsSync(page) ? page : join(import.meta.dirname, PAGE), "utf8");
  writeFileSync(page, withTables(before, plan, findings));
}

function complain(problem: string, exitCode: 1 | 2): number {
  process.stderr.write(`experiments: ${problem}\n`);
  return exitCode;
}

/**
 * `npm run choices`: measures what the choices of broadcasts and logs cost and makes the tables
 * and the chart of docs/glomers.md. All in virtual time: the same come out every time.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { choicesChart } from "./choices_chart.ts";
import { withChoices } from "./choices_page.ts";

const PAGE = join(import.meta.dirname, "glomers.md");
const CHART = join(import.meta.dirname, "glomers.svg");

const HELP = `npm run choices

Measures what unbatched and batched broadcasts and logs cost, in virtual time, and writes the tables
and the chart of docs/glomers.md. It takes some minutes; the same come out every time.

Exit code: 0 measured; 1 it could not be measured; 2 wrong usage.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const flag = { type: "boolean", default: false } as const;
    if (parseArgs({ args, options: { help: flag } }).values.help) {
      process.stdout.write(HELP);
      return 0;
    }
  } catch (error) {
    return complain((error as Error).message.split("\n")[0]!, 2);
  }
  try {
    const before = readFileSync(PAGE, "utf8");
    const { page, broadcasts } = await withChoices(before, (what) =>
      process.stderr.write(`${what}\n`),
    );
    writeFileSync(PAGE, page);
    writeFileSync(CHART, choicesChart(broadcasts));
    return 0;
  } catch (error) {
    return complain((error as Error).message, 1);
  }
}

function complain(problem: string, exitCode: 1 | 2): number {
  process.stderr.write(`choices: ${problem}\n`);
  return exitCode;
}

/**
 * Goal: the tables of docs/glomers.md say what the choices cost today.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import {
  broadcastCells,
  BROADCASTINGS,
  broadcastLine,
  LOGGINGS,
  logLine,
} from "../../docs/choices_page.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/glomers.md"), "utf8");

/** Those that can be looked at in a moment; `npm run choices` makes them all. */
const QUICK = ["hub, 440 ms, --slack-ms 25", "hub, 1600 ms, --slack-ms 40"];

it.each(QUICK)("the line of %s is that of today", async (how) => {
  const choice = BROADCASTINGS.find((each) => each.how === how);
  expect(PAGE).toContain(`\n| ${broadcastCells(await broadcastLine(choice!)).join(" | ")} |\n`);
});

it("the line of logs with both copies is that of today", async () => {
  const choice = LOGGINGS.find(({ args, periodMs }) => args.includes("all") && periodMs === 20);
  expect(PAGE).toContain(`\n| ${(await logLine(choice!)).join(" | ")} |\n`);
});

it("every choice has a line", () => {
  for (const { how } of BROADCASTINGS) expect(PAGE).toContain(`\n| ${how} | `);
  for (const { program, args, periodMs } of LOGGINGS)
    expect(PAGE).toContain(`\n| \`${[program, ...args].join(" ")}\` | ${periodMs} | `);
});

/**
 * Goal: docs/glomers.md shows the matrix as it is.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { HARDSHIPS, type Row } from "../../../coordinator/glomers/row.ts";
import { ROWS } from "../../../coordinator/glomers/rows.ts";

const PAGE = join(import.meta.dirname, "../../../docs/glomers.md");

function lineOf({ id, title, program, args, flags, target, survives }: Row): string {
  const all = survives.length === HARDSHIPS.length ? "all" : survives.join(", ");
  const goal = target === undefined ? "" : `\`${target}\``;
  return `| ${id} | ${title} | \`${[program, ...args].join(" ")}\` | \`${flags}\` | ${goal} | ${all} |`;
}

it("docs/glomers.md has every row, in order, and no other", () => {
  const [, after = ""] = readFileSync(PAGE, "utf8").split("## The matrix");
  const [matrix = ""] = after.split("\n## ");
  const lines = matrix.split("\n").filter((line) => /^\| [\da-z]/.test(line));
  expect(lines.slice(1)).toEqual(ROWS.map(lineOf));
});

/**
 * How the figures are shown.
 *
 * @module
 */
import { isReached, type Row } from "./benchmark.ts";

/** The rows of one benchmark as an aligned table. */
export function table(name: string, rows: readonly Row[]): string {
  const header = [name, "ours", "baseline", "value", "mark", ""];
  const lines = [header, ...rows.map(cells)];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cells(row: Row): string[] {
  const { what, ours, baseline, value, mark, range } = row;
  const spread =
    range === undefined ? "" : ` (${written(range[0])}–${valueWithUnit(row, range[1])})`;
  const limit =
    mark === undefined
      ? "–"
      : `${mark.sense === "at least" ? ">=" : "<="} ${valueWithUnit(row, mark.limit)}`;
  return [
    what,
    ours,
    baseline || "–",
    `${valueWithUnit(row, value)}${spread}`,
    limit,
    verdict(row),
  ];
}

function valueWithUnit({ unit = "x" }: Row, value: number): string {
  return unit === "x" ? `${written(value)}x` : `${written(value)} ${unit}`;
}

function written(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function verdict(row: Row): string {
  const reached = isReached(row);
  return reached === undefined ? "" : reached ? "reached" : "MISSED";
}

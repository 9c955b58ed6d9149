/**
 * What the live view draws with: Unicode blocks, or ASCII where the locale has nothing else.
 *
 * @module
 */

export interface Glyphs {
  /** A bar's last cell, from nearly empty to full. */
  readonly cells: readonly string[];
  /** A bar's cell with nothing in it. */
  readonly rest: string;
  /** A sparkline's heights, from nothing to all. */
  readonly heights: readonly string[];
  readonly ellipsis: string;
  readonly separator: string;
  readonly times: string;
  readonly good: string;
  readonly bad: string;
  readonly crown: string;
}

export const UNICODE: Glyphs = {
  cells: Array.from("▏▎▍▌▋▊▉█"),
  rest: "░",
  heights: Array.from("▁▂▃▄▅▆▇█"),
  ellipsis: "…",
  separator: " · ",
  times: "×",
  good: "✓",
  bad: "✗",
  crown: "♛",
};

export const ASCII: Glyphs = {
  cells: ["#"],
  rest: "-",
  heights: Array.from("_.-=+*#"),
  ellipsis: "~",
  separator: ", ",
  times: "x",
  good: "+",
  bad: "!",
  crown: "*",
};

/** A bar of `columns` as what is filled and what is left. It is full only for a fraction of 1. */
export function bar(
  fraction: number,
  columns: number,
  { cells, rest }: Glyphs,
): { filled: string; left: string } {
  const full = cells.at(-1)!;
  // Fractions such as 0.3 times 10 must not lose a step to rounding.
  const steps = Math.floor(clamp(fraction) * columns * cells.length + 1e-9);
  const whole = Math.floor(steps / cells.length);
  const partial = steps % cells.length;
  const filled = full.repeat(whole) + (partial > 0 ? cells[partial - 1]! : "");
  return { filled, left: rest.repeat(columns - whole - (partial > 0 ? 1 : 0)) };
}

/** Fractions over time in at most `columns`; the newest is the last. */
export function sparkline(
  fractions: readonly number[],
  columns: number,
  { heights }: Glyphs,
): string {
  const width = Math.min(columns, fractions.length);
  return Array.from({ length: width }, (_, i) => {
    const newest = Math.ceil(((i + 1) * fractions.length) / width) - 1;
    const level = Math.floor(clamp(fractions[newest]!) * (heights.length - 1) + 1e-9);
    return heights[level]!;
  }).join("");
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

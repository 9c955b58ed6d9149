/**
 * A picture of operations for a terminal: a row for each process, a bar from invocation to completion.
 * Only the order is to scale: two bars stand above each other exactly when they overlapped.
 *
 * ```text
 * p0 n0  |write 1|  |read 2|
 * p1 n1   |-read 0-|
 * p2 n2           |write 2--…
 * ```
 *
 * @module
 */
import type { Operation } from "../checkers/history/history.ts";

/** As wide as most terminals, or nearly. */
export const PICTURE_COLUMNS = 100;
/** More rows than anybody looks at. */
const OPERATIONS_MAX = 12;
/** Texts in bars are cut so that the picture fits, but not further than this. */
const TEXT_MIN = 6;
const TEXT_MAX = 60;

/** What stands in the picture. */
export interface Drawn {
  readonly operation: Operation;
  /** What stands in its bar. */
  readonly text: string;
}

/** @param nodeOf The node that each process talks to. */
export function picture(
  drawn: readonly Drawn[],
  nodeOf: ReadonlyMap<number, string>,
  columns: number = PICTURE_COLUMNS,
): string[] {
  const shown = drawn
    .slice(0, OPERATIONS_MAX)
    .toSorted((a, b) => a.operation.invokedAt - b.operation.invokedAt);
  if (shown.length === 0) return [];
  const processes = [...new Set(shown.map(({ operation }) => operation.process))].toSorted(
    (a, b) => a - b,
  );
  const names = processes.map((each) => `p${each} ${nodeOf.get(each) ?? ""}`.trimEnd());
  const margin = Math.max(...names.map((name) => name.length)) + 2;
  const bars = fitting(shown, columns - margin);
  return processes.map((each, row) => {
    let line = names[row]!.padEnd(margin);
    for (const { operation, from, text } of bars)
      if (operation.process === each) line = line.padEnd(margin + from) + text;
    return line;
  });
}

interface Bar {
  readonly operation: Operation;
  readonly from: number;
  readonly text: string;
}

/** The bars with as much of their texts as there is room for. */
function fitting(drawn: readonly Drawn[], columns: number): Bar[] {
  for (let textMax = TEXT_MAX; ; textMax--) {
    const bars = barsOf(drawn, textMax);
    const width = Math.max(...bars.map(({ from, text }) => from + text.length));
    if (width <= columns || textMax === TEXT_MIN) return bars;
  }
}

function barsOf(drawn: readonly Drawn[], textMax: number): Bar[] {
  const texts = drawn.map(({ text }) => clipped(text, textMax));
  const starts = new Map(drawn.map(({ operation }, at) => [operation.invokedAt, at]));
  const ends = new Map<number, number>();
  for (const [at, { operation }] of drawn.entries())
    if (isClosed(operation)) ends.set(operation.completedAt, at);
  const begins: number[] = [];
  const closes: number[] = [];
  let column = 0;
  for (const moment of [...starts.keys(), ...ends.keys()].toSorted((a, b) => a - b)) {
    const starting = starts.get(moment);
    if (starting !== undefined) {
      begins[starting] = column++;
      continue;
    }
    const ending = ends.get(moment)!;
    column = Math.max(column, begins[ending]! + texts[ending]!.length + 1);
    closes[ending] = column++;
  }
  return drawn.map(({ operation }, at) => {
    const from = begins[at]!;
    const text = texts[at]!;
    // What nobody heard the end of may take effect at any later time.
    if (closes[at] === undefined) {
      const open = `|${text}`.padEnd(column - from, "-");
      return { operation, from, text: `${open}…` };
    }
    const room = closes[at] - from - 1;
    const before = Math.floor((room - text.length) / 2);
    const inside = `${"-".repeat(before)}${text}`.padEnd(room, "-");
    return { operation, from, text: `|${inside}|` };
  });
}

function isClosed({ type, completedAt }: Operation): boolean {
  return type !== "info" && completedAt !== Infinity;
}

function clipped(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

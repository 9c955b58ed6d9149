/**
 * The operation timeline: a bar for each operation from its invocation to its end, processes in rows.
 *
 * @module
 */
import type { OperationRow, RunFacts } from "./model.ts";
import { drawTimes, LEFT, type Sheet, TOP, xOf } from "./stage.ts";

const ROW = 16;
const ROWS_MAX = 1000;
/** Bars that are at least this wide have their text in them. */
const TEXT_PIXELS = 40;
/** Bars are at least this wide, to be seen and to be hit. */
const BAR_PIXELS = 2;

/** An operation in its row. Times are seconds; what never ended lasts until the run did. */
export interface Bar {
  readonly row: number;
  readonly fromS: number;
  readonly toS: number;
  readonly operation: OperationRow;
}

export interface Timeline {
  readonly bars: readonly Bar[];
  /** The processes of each row. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * A process has a row until it is over; then the row is the next one's. So there are about as many rows
 * as clients at the same time, however many processes came after each other.
 */
export function timelineOf(operations: readonly OperationRow[], endS: number): Timeline {
  const spans = new Map<number, { fromUs: number; toUs: number }>();
  for (const [client, , , type, fromUs, completedUs] of operations) {
    const toUs = completedUs < 0 ? fromUs : completedUs;
    const span = spans.get(client);
    if (span === undefined) spans.set(client, { fromUs, toUs });
    else span.toUs = Math.max(span.toUs, toUs, type === "info" ? fromUs : 0);
  }
  const rows: number[][] = [];
  const freeUs: number[] = [];
  const rowOf = new Map<number, number>();
  for (const [client, { fromUs, toUs }] of [...spans].sort(
    ([a, one], [b, other]) => one.fromUs - other.fromUs || a - b,
  )) {
    let row = freeUs.findIndex((free) => free < fromUs);
    if (row < 0) row = Math.min(rows.length, ROWS_MAX - 1);
    (rows[row] ??= []).push(client);
    freeUs[row] = Math.max(freeUs[row] ?? 0, toUs);
  }
  rows.sort(([a = 0], [b = 0]) => a - b);
  for (const [row, clients] of rows.entries()) for (const client of clients) rowOf.set(client, row);
  const bars = operations.map((operation): Bar => {
    const [client, , , , fromUs, toUs] = operation;
    const fromS = fromUs / 1e6;
    return { row: rowOf.get(client)!, fromS, toS: toUs < 0 ? endS : toUs / 1e6, operation };
  });
  return { bars, rows };
}

export function timelineHeight({ rows }: Timeline): number {
  return TOP + ROW * Math.max(1, rows.length);
}

export function drawTimeline(
  { bars, rows }: Timeline,
  faults: RunFacts["faults"],
  marked: ReadonlySet<Bar>,
  sheet: Sheet,
): void {
  const { context, width, view, colour } = sheet;
  drawTimes(sheet, faults);
  context.fillStyle = colour("ink");
  for (const [i, clients] of rows.entries()) {
    const more = clients.length > 1 ? ` +${clients.length - 1}` : "";
    context.fillText(`${clients[0]}${more}`, 4, TOP + (i + 0.5) * ROW, LEFT - 10);
  }
  for (const bar of bars) {
    if (bar.toS < view.fromS || bar.fromS > view.toS) continue;
    const [, , f, type, , completedUs, argument, value] = bar.operation;
    const from = Math.max(LEFT, xOf(bar.fromS, sheet));
    const barWidth = Math.max(BAR_PIXELS, Math.min(width, xOf(bar.toS, sheet)) - from);
    const y = TOP + bar.row * ROW + 2;
    context.fillStyle = colour(type);
    // What never ended fades: only its beginning is known.
    context.globalAlpha = completedUs < 0 ? 0.35 : 1;
    context.fillRect(from, y, barWidth, ROW - 4);
    context.globalAlpha = 1;
    if (marked.has(bar)) {
      context.strokeStyle = colour("accent");
      context.lineWidth = 2;
      context.strokeRect(from, y, barWidth, ROW - 4);
    }
    if (barWidth < TEXT_PIXELS) continue;
    context.fillStyle = colour("on-bar");
    context.fillText(`${f} ${value || argument}`.slice(0, 80), from + 3, y + 6.5, barWidth - 6);
  }
}

/** The operation under a point. The last one drawn lies on top. */
export function barAt({ bars }: Timeline, x: number, y: number, sheet: Sheet): Bar | undefined {
  const row = Math.floor((y - TOP) / ROW);
  return bars.findLast((bar) => {
    if (bar.row !== row) return false;
    const from = xOf(bar.fromS, sheet) - BAR_PIXELS;
    return x >= from && x <= Math.max(from + 2 * BAR_PIXELS, xOf(bar.toS, sheet)) + BAR_PIXELS;
  });
}

/** All that is known of an operation, line by line. */
export function describe([
  client,
  node,
  f,
  type,
  fromUs,
  toUs,
  argument,
  value,
  error,
  invokedAt,
  completedAt,
]: OperationRow): string {
  const ended =
    toUs < 0
      ? "it never ended"
      : `${(toUs / 1e6).toFixed(6)} s, after ${((toUs - fromUs) / 1e3).toFixed(3)} ms`;
  return [
    `${type}  ${f}`,
    `process ${client}${node === "" ? "" : ` on ${node}`}`,
    `invoked ${(fromUs / 1e6).toFixed(6)} s (index ${invokedAt} in history.jsonl)`,
    `ended   ${ended}${completedAt < 0 ? "" : ` (index ${completedAt})`}`,
    `asked   ${argument}`,
    ...(value === "" ? [] : [`got     ${value}`]),
    ...(error === "" ? [] : [`error   ${error}`]),
  ].join("\n");
}

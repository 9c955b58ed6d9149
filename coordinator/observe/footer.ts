/**
 * What the live view says below the robots: how far knowledge has spread, what became of the
 * messages, which faults fired and what went wrong. Pure.
 *
 * @module
 */
import type { RunView } from "../run_view.ts";
import { type Glyphs, sparkline } from "./glyphs.ts";
import { type Line, type Span, span, wrapItems } from "./line.ts";
import { isComplete, type RobotRow } from "./robot_rows.ts";
import { plainText } from "./text.ts";

const LABEL_COLUMNS = 12;

const SPARKLINE_COLUMNS_MIN = 8;
const SPARKLINE_COLUMNS_MAX = 40;

/** Rules shown one by one. */
const FAULT_LINES_MAX = 4;

/** 12345 as 12,345. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** A number with its noun: `1 robot`, `2 robots`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Milliseconds as seconds with one decimal. */
export function seconds(timeMs: number): string {
  return `${(Math.max(0, timeMs) / 1000).toFixed(1)} s`;
}

/** The share of everything that is known, over all robots, from 0 to 1. */
export function knowledge(rows: readonly RobotRow[]): number {
  const known = rows.reduce((sum, row) => sum + row.known, 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  return total > 0 ? known / total : 0;
}

export interface SpreadOptions {
  readonly columns: number;
  /** All knowledge over time, from 0 to 1, oldest first. */
  readonly trail: readonly number[];
  readonly glyphs: Glyphs;
}

/** How far the run is: robots that know everything, and all knowledge over time. */
export function convergenceLine(
  view: RunView,
  rows: readonly RobotRow[],
  { trail, columns, glyphs }: SpreadOptions,
): Line {
  const { tally, startedAtMs } = view;
  const complete = rows.filter(isComplete).length;
  const all = complete === rows.length;
  const { convergedAtMs } = tally;
  const since =
    convergedAtMs === undefined ? "" : `, all after ${seconds(convergedAtMs - startedAtMs)}`;
  const text = `  ${complete} of ${rows.length} robots know every word${since}`;
  const room = Math.max(SPARKLINE_COLUMNS_MIN, columns - LABEL_COLUMNS - text.length);
  return [
    label("knowledge"),
    span(sparkline(trail, Math.min(SPARKLINE_COLUMNS_MAX, room), glyphs), all ? "green" : "cyan"),
    span(text, all ? "green" : undefined),
  ];
}

/** What became of the messages; kinds that never happened are left out. */
export function messageLines({ tally }: RunView, columns: number, glyphs: Glyphs): Line[] {
  const { sent, delivered, ...others } = tally.messages;
  const items = [span(`${grouped(sent)} sent`), span(`${grouped(delivered)} delivered`)];
  for (const [kind, count] of Object.entries(others)) {
    if (count > 0) items.push(span(`${grouped(count)} ${kind}`, "yellow"));
  }
  return labelled("messages", items, columns, glyphs);
}

/** The rules of the fault plan in words, and how often each fired. */
export function faultLines({ tally, rules }: RunView, { ellipsis, times }: Glyphs): Line[] {
  const names = [...new Set([...rules, ...tally.fired.keys()])];
  const counts = names.map((name) => tally.fired.get(name) ?? 0);
  const shown = names.length > FAULT_LINES_MAX ? FAULT_LINES_MAX - 1 : names.length;
  const digits = Math.max(0, ...counts.slice(0, shown).map((count) => grouped(count).length));
  const lines = names.slice(0, shown).map((name, i): Line => {
    const count = counts[i]!;
    return [
      label(i === 0 ? "faults" : ""),
      span(`${times}${grouped(count).padEnd(digits)}  `, count > 0 ? "yellow" : "dim"),
      span(plainText(name), count > 0 ? undefined : "dim"),
    ];
  });
  if (names.length > shown) {
    const fired = counts.slice(shown).reduce((sum, count) => sum + count, 0);
    const text = `${ellipsis} ${names.length - shown} more rules, fired ${grouped(fired)} times`;
    lines.push([label(""), span(text, "dim")]);
  }
  return lines;
}

/** What went wrong, and the last reason. */
export function healthLines({ tally }: RunView, columns: number, glyphs: Glyphs): Line[] {
  const { restarts, violations, quarantined } = tally;
  const items = [
    span(counted(restarts, "restart"), restarts > 0 ? "yellow" : "dim"),
    span(counted(violations, "violation"), violations > 0 ? "red" : "dim"),
    span(`${grouped(quarantined)} quarantined`, quarantined > 0 ? "red" : "dim"),
  ];
  if (tally.claims > 1) items.push(span(`${tally.claims} claims of the winner key`, "red"));
  const reason = tally.violationReasons.at(-1);
  const lines = labelled("health", items, columns, glyphs);
  return reason === undefined ? lines : [...lines, [label(""), span(plainText(reason), "red")]];
}

function labelled(name: string, items: readonly Span[], columns: number, glyphs: Glyphs): Line[] {
  const lines = wrapItems(items, columns - LABEL_COLUMNS, glyphs.separator);
  return lines.map((line, i) => [label(i === 0 ? name : ""), ...line]);
}

function label(text: string): Span {
  return span(` ${text}`.padEnd(LABEL_COLUMNS), "dim");
}

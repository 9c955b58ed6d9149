/**
 * The robots of a run as table rows: who knows how much. Where there is no room for all of them,
 * those that know least are shown. Pure.
 *
 * @module
 */
import type { RunView } from "../run_view.ts";
import { bar, type Glyphs } from "./glyphs.ts";
import { type Line, type Span, span } from "./line.ts";
import { clipText, padText, plainText, textWidth } from "./text.ts";

/** One robot, as far as it is known. */
export interface RobotRow {
  readonly name: string;
  readonly known: number;
  readonly total: number;
  /** Entries in its inbox; `undefined` before the first look. */
  readonly backlog: number | undefined;
  readonly restarts: number;
  readonly host: string;
  readonly started: boolean;
  readonly winner: boolean;
}

/** Room for the table. */
export interface TableSpace {
  readonly columns: number;
  readonly lines: number;
  readonly glyphs: Glyphs;
}

const NAME_COLUMNS_MAX = 16;
const HOST_COLUMNS_MAX = 20;
const BAR_COLUMNS_MIN = 8;
const BAR_COLUMNS_MAX = 40;
const MARK_COLUMNS = "  * winner".length;

/** Every robot: the places that were dealt, then those that joined. */
export function robotRows({ tally, places, config, backlogs }: RunView): RobotRow[] {
  const names = new Set<string>([...places, ...tally.robots.keys()]);
  return [...names].map((name) => {
    const robot = tally.robots.get(name);
    return {
      name: plainText(name),
      known: robot?.known ?? 0,
      total: robot?.total || config.secret.wordCount,
      backlog: backlogs?.get(name),
      restarts: robot?.restarts ?? 0,
      host: plainText(robot?.host ?? ""),
      started: robot !== undefined,
      winner: tally.winner === name,
    };
  });
}

/** Whether a robot knows everything. */
export function isComplete({ known, total }: RobotRow): boolean {
  return total > 0 && known >= total;
}

/** Titles, rows, and what is left out in one line. */
export function robotLines(rows: readonly RobotRow[], space: TableSpace): Line[] {
  const layout = layoutOf(rows, space);
  const titles = titleLine(layout);
  if (rows.length + 1 <= space.lines) return [titles, ...rows.map((row) => rowLine(row, layout))];
  const shown = leastAdvanced(rows, Math.max(0, space.lines - 2));
  const hidden = rows.filter((row) => !shown.has(row));
  const complete = hidden.filter(isComplete).length;
  const rest = ` ${space.glyphs.ellipsis} ${hidden.length} more, ${complete} complete`;
  return [
    titles,
    ...rows.filter((row) => shown.has(row)).map((row) => rowLine(row, layout)),
    [span(rest, "dim")],
  ];
}

/** The winner, whom everybody looks for, and those that know least. */
function leastAdvanced(rows: readonly RobotRow[], count: number): Set<RobotRow> {
  const ranked = rows.toSorted(
    (a, b) => Number(b.winner) - Number(a.winner) || share(a) - share(b),
  );
  return new Set(ranked.slice(0, count));
}

interface Layout {
  readonly glyphs: Glyphs;
  readonly name: number;
  readonly bar: number;
  readonly words: number;
  readonly inbox: number;
  /** 0 when all live on one host. */
  readonly host: number;
}

function layoutOf(rows: readonly RobotRow[], { columns, glyphs }: TableSpace): Layout {
  const hosts = [...new Set(rows.map(({ host }) => host))].filter((host) => host !== "");
  const layout = {
    glyphs,
    name: widest(
      rows.map((row) => row.name),
      5,
      NAME_COLUMNS_MAX,
    ),
    words: widest(
      rows.map(({ total }) => `${total}/${total}`),
      5,
      21,
    ),
    inbox: widest(
      rows.map(({ backlog }) => String(backlog ?? "")),
      5,
      9,
    ),
    host: hosts.length > 1 ? widest(hosts, 4, HOST_COLUMNS_MAX) + 2 : 0,
  };
  const others =
    1 +
    layout.name +
    1 +
    5 +
    2 +
    layout.words +
    2 +
    layout.inbox +
    2 +
    8 +
    layout.host +
    MARK_COLUMNS;
  const free = Math.max(BAR_COLUMNS_MIN, columns - others);
  return { ...layout, bar: Math.min(BAR_COLUMNS_MAX, free) };
}

/** Columns for the widest of `texts`, within bounds. */
function widest(texts: readonly string[], least: number, most: number): number {
  return Math.min(most, Math.max(least, ...texts.map(textWidth)));
}

function titleLine(layout: Layout): Line {
  const { name, bar: barColumns, words, inbox, host } = layout;
  const text = [
    ` ${"robot".padEnd(name)} ${"knows".padEnd(barColumns + 5)}`,
    "words".padStart(words),
    "inbox".padStart(inbox),
    "restarts",
    ...(host > 0 ? ["host"] : []),
  ].join("  ");
  return [span(text, "dim")];
}

function rowLine(row: RobotRow, layout: Layout): Line {
  const { glyphs } = layout;
  const { filled, left } = bar(share(row), layout.bar, glyphs);
  const complete = isComplete(row);
  const name = clipText(row.name, layout.name, glyphs.ellipsis);
  const percent = `${Math.floor(share(row) * 100)}%`.padStart(5);
  const words = `${row.known}/${row.total}`.padStart(layout.words);
  const inbox = String(row.backlog ?? "").padStart(layout.inbox);
  const host = clipText(row.host, layout.host - 2, glyphs.ellipsis);
  return [
    span(` ${padText(name, layout.name)} `, row.winner ? "bold" : undefined),
    span(filled, complete ? "green" : "cyan"),
    span(left, "gray"),
    span(percent, complete ? "green" : undefined),
    span(`  ${words}`, "dim"),
    span(`  ${inbox}`, row.backlog ? undefined : "dim"),
    span(`  ${String(row.restarts).padStart(8)}`, row.restarts > 0 ? "yellow" : "dim"),
    ...(layout.host > 0 ? [span(`  ${padText(host, layout.host - 2)}`, "dim")] : []),
    mark(row, glyphs),
  ];
}

function mark(row: RobotRow, glyphs: Glyphs): Span {
  if (row.winner) return span(`  ${glyphs.crown} winner`, "yellow");
  if (isComplete(row)) return span(`  ${glyphs.good}`, "green");
  return row.started ? span("") : span("  starting", "dim");
}

function share({ known, total }: RobotRow): number {
  return total > 0 ? known / total : 0;
}

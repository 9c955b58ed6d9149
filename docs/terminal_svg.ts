/**
 * Pictures of a terminal as one SVG that shows them one after the other: no scripts, so that it
 * also plays where a README is shown. Pure.
 *
 * @module
 */
import type { Cell } from "../test/support/screen.ts";
import { drawRow } from "./terminal_row.ts";
import { CELL_HEIGHT, CELL_WIDTH, FONT_SIZE, THEME } from "./terminal_theme.ts";

/** What the screen showed for a while. */
export interface Picture {
  readonly rows: readonly (readonly Cell[])[];
  readonly durationMs: number;
}

export interface PictureOptions {
  /** Stands in the bar above. */
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
}

const BAR_HEIGHT = 34;
const PADDING = 14;
const FONTS =
  "ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/** A row that looks the same in the pictures from `first` up to `end`. */
interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly drawn: string;
}

/** Draws `pictures`. Where nothing moves, the last one is shown. */
export function terminalSvg(pictures: readonly Picture[], options: PictureOptions): string {
  const { title, columns, rows } = options;
  const width = Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
  const height = BAR_HEIGHT + rows * CELL_HEIGHT + 2 * PADDING;
  const stretches = Array.from({ length: rows }, (_, row) => stretchesOf(pictures, row)).flat();
  const groups = Map.groupBy(stretches, ({ first, end }) => `${first}-${end}`);
  const rules: string[] = [];
  const body: string[] = [];
  for (const [name, members] of groups) {
    const { first, end } = members[0]!;
    const whole = first === 0 && end === pictures.length;
    if (!whole) rules.push(ruleOf(name, pictures, first, end));
    const classes = whole ? "" : ` class="s k${name}"`;
    body.push(`<g${classes}>${members.map(({ drawn }) => drawn).join("")}</g>`);
  }
  const still = "@media(prefers-reduced-motion:reduce){.s{animation:none!important}}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONTS}" font-size="${FONT_SIZE}" role="img" aria-label="${escapeXml(title)}">
<style>
${rules.join("\n")}
${still}
</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="9" fill="${THEME.background}" stroke="${THEME.border}"/>
<path d="M.5 ${BAR_HEIGHT}V9.5a9 9 0 0 1 9-9H${width - 9.5}a9 9 0 0 1 9 9V${BAR_HEIGHT}z" fill="${THEME.bar}" stroke="${THEME.border}"/>
<circle cx="20" cy="17" r="6" fill="#ff5f57"/><circle cx="40" cy="17" r="6" fill="#febc2e"/><circle cx="60" cy="17" r="6" fill="#28c840"/>
<text x="${width / 2}" y="22" text-anchor="middle" fill="${THEME.dim}" font-size="13">${escapeXml(title)}</text>
<g transform="translate(${PADDING} ${BAR_HEIGHT + PADDING})" fill="${THEME.text}">
${body.join("\n")}
</g>
</svg>
`;
}

/** Consecutive pictures in which a row looks the same share one drawing of it. */
function stretchesOf(pictures: readonly Picture[], row: number): Stretch[] {
  const stretches: Stretch[] = [];
  pictures.forEach(({ rows }, i) => {
    const drawn = drawRow(rows[row] ?? [], row);
    const last = stretches.at(-1);
    if (last?.drawn === drawn) stretches[stretches.length - 1] = { ...last, end: i + 1 };
    else stretches.push({ first: i, end: i + 1, drawn });
  });
  return stretches.filter(({ drawn }) => drawn !== "");
}

/** Shows a group from picture `first` up to picture `end`. */
function ruleOf(name: string, pictures: readonly Picture[], first: number, end: number): string {
  const totalMs = sum(pictures);
  const percent = (count: number): string =>
    ((sum(pictures.slice(0, count)) / totalMs) * 100).toFixed(2);
  const last = end === pictures.length;
  const frames = [
    ...(first > 0 ? ["0%{visibility:hidden}"] : []),
    `${percent(first)}%{visibility:visible}`,
    last ? "100%{visibility:visible}" : `${percent(end)}%,100%{visibility:hidden}`,
  ];
  const still = last ? "" : "visibility:hidden;";
  const seconds = (totalMs / 1000).toFixed(1);
  return `.k${name}{${still}animation:a${name} ${seconds}s step-end infinite}@keyframes a${name}{${frames.join("")}}`;
}

function sum(pictures: readonly Picture[]): number {
  return pictures.reduce((total, { durationMs }) => total + durationMs, 0);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

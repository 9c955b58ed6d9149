/**
 * Charts as SVG: panels side by side with lines and points, and a legend below. No scripts, no fonts,
 * nothing from elsewhere, and readable on light and dark pages. Pure.
 *
 * @module
 */

export interface Axis {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** @default "linear" */
  readonly scale?: "linear" | "log";
  /** How a tick is written. @default the number */
  readonly text?: (tick: number) => string;
}

/** How a series is drawn. */
export type Style = "line" | "dashed" | "dots" | "rings";

export interface Series {
  /** Index into {@linkcode Chart.colours}. */
  readonly colour: number;
  readonly style: Style;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Chart {
  /** For those who do not see it. */
  readonly title: string;
  /** What each colour stands for, at most eight. */
  readonly colours: readonly string[];
  /** What each style stands for. */
  readonly styles: readonly (readonly [Style, string])[];
  readonly panels: readonly Panel[];
}

const PANEL_WIDTH = 400;
const PANEL_HEIGHT = 300;
/** Around the area in which is drawn: for labels. */
const LEFT = 56;
const RIGHT = 34;
const TOP = 34;
const BOTTOM = 46;
const LEGEND_HEIGHT = 54;
const LEGEND_LINE = 22;
/** A character of the legend, roughly: fonts differ. */
const CHARACTER_WIDTH = 6.6;
const SYMBOL_WIDTH = 34;

/** Colours of text, grid and page, and of series. */
interface Theme {
  readonly text: string;
  readonly grid: string;
  readonly page: string;
  readonly colours: readonly string[];
}

const LIGHT: Theme = {
  text: "#1f2328",
  grid: "#d1d9e0",
  page: "#ffffff",
  colours: ["#bc4c00", "#0969da", "#1a7f37", "#8250df", "#bf3989", "#9a6700", "#57606a", "#cf222e"],
};

const DARK: Theme = {
  text: "#e6edf3",
  grid: "#30363d",
  page: "#0d1117",
  colours: ["#f0883e", "#58a6ff", "#3fb950", "#bc8cff", "#f778ba", "#d29922", "#8b949e", "#ff7b72"],
};

/** Plain rules, as not every renderer knows variables. The last colour is that of the text. */
function cssOf({ text, grid, page, colours }: Theme, count: number): string {
  const paints = [...colours.slice(0, count), text].map(
    (paint, i) => `.s${i}{stroke:${paint}}.f${i}{fill:${paint}}`,
  );
  return `text{fill:${text}}.grid{stroke:${grid}}.page,.rings{fill:${page}}${paints.join("")}`;
}

/** @param colours How many colours of series there are. */
function styleSheet(colours: number): string {
  return `text{font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}.title{font-weight:600}
.line,.dashed,.rings{stroke-width:1.8}.line,.dashed{fill:none;stroke-linejoin:round}.dashed{stroke-dasharray:5 4}
${cssOf(LIGHT, colours)}
@media(prefers-color-scheme:dark){${cssOf(DARK, colours)}}`;
}

export function plotSvg({ title, colours, styles, panels }: Chart): string {
  const width = panels.length * PANEL_WIDTH;
  const height = PANEL_HEIGHT + LEGEND_HEIGHT;
  const body = panels.map(
    (panel, i) => `<g transform="translate(${i * PANEL_WIDTH} 0)">
${panelOf(panel)}
</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">
<style>
${styleSheet(colours.length)}
</style>
<rect class="page" width="${width}" height="${height}"/>
${body.join("\n")}
<g transform="translate(${LEFT} ${PANEL_HEIGHT + 12})">
${legendOf(
  colours.map((name, colour) => [symbol("line", colour), name]),
  0,
)}
${legendOf(
  styles.map(([style, meaning]) => [symbol(style, colours.length), meaning]),
  LEGEND_LINE,
)}
</g>
</svg>
`;
}

function panelOf({ title, x, y, series }: Panel): string {
  const toX = scaleOf(x, LEFT, PANEL_WIDTH - RIGHT);
  const toY = scaleOf(y, PANEL_HEIGHT - BOTTOM, TOP);
  const bottom = PANEL_HEIGHT - BOTTOM;
  const middleX = (LEFT + PANEL_WIDTH - RIGHT) / 2;
  const middleY = (TOP + bottom) / 2;
  const lines = [
    `<text class="title" x="${middleX}" y="18" text-anchor="middle">${escapeXml(title)}</text>`,
    ...y.ticks.map((tick) => {
      const at = written(toY(tick));
      return `<path class="grid" d="M${LEFT} ${at}H${PANEL_WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${tickText(y, tick)}</text>`;
    }),
    ...x.ticks.map((tick) => {
      const at = written(toX(tick));
      return `<path class="grid" d="M${at} ${bottom}v5"/><text x="${at}" y="${bottom + 18}" text-anchor="middle">${tickText(x, tick)}</text>`;
    }),
    `<text x="${middleX}" y="${PANEL_HEIGHT - 8}" text-anchor="middle">${escapeXml(x.label)}</text>`,
    `<text transform="translate(16 ${middleY}) rotate(-90)" text-anchor="middle">${escapeXml(y.label)}</text>`,
    ...series.map((each) => drawn(each, toX, toY)),
  ];
  return lines.join("\n");
}

function drawn(
  { style, colour, points }: Series,
  toX: (value: number) => number,
  toY: (value: number) => number,
): string {
  const places = points.map(([x, y]) => [written(toX(x)), written(toY(y))] as const);
  if (style === "line" || style === "dashed") {
    const path = places.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
    return `<path class="${style} s${colour}" d="${path}"/>`;
  }
  return places.map(([x, y]) => mark(style, x, y, colour)).join("");
}

function mark(style: "dots" | "rings", x: string, y: string, colour: number): string {
  return style === "dots"
    ? `<circle class="f${colour}" cx="${x}" cy="${y}" r="3.5"/>`
    : `<circle class="rings s${colour}" cx="${x}" cy="${y}" r="4"/>`;
}

/** In the legend. */
function symbol(style: Style, colour: number): string {
  if (style === "line" || style === "dashed") {
    return `<path class="${style} s${colour}" d="M0 0H26"/>`;
  }
  return mark(style, "13", "0", colour);
}

function legendOf(
  entries: readonly (readonly [symbol: string, text: string])[],
  y: number,
): string {
  let x = 0;
  return entries
    .map(([drawnSymbol, text]) => {
      const at = x;
      x = Math.round(x + SYMBOL_WIDTH + text.length * CHARACTER_WIDTH + 18);
      return `<g transform="translate(${at} ${y})">${drawnSymbol}<text x="${SYMBOL_WIDTH}" dy="4">${escapeXml(text)}</text></g>`;
    })
    .join("");
}

function scaleOf(
  { min, max, scale = "linear" }: Axis,
  start: number,
  end: number,
): (value: number) => number {
  const bend = scale === "log" ? Math.log : (value: number): number => value;
  const low = bend(min);
  const high = bend(max);
  return (value) => start + ((bend(value) - low) / (high - low)) * (end - start);
}

function tickText({ text }: Axis, tick: number): string {
  return escapeXml(text === undefined ? String(tick) : text(tick));
}

/** A tenth of a pixel is enough, and the same on every machine. */
function written(place: number): string {
  return String(Number(place.toFixed(1)));
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * One row of a terminal as SVG. Block characters become shapes, so that bars look the same in every
 * font; text is stretched to its columns, so that they align in every font.
 *
 * @module
 */
import type { Cell } from "../test/support/screen.ts";
import { attributesOf, CELL_HEIGHT, CELL_WIDTH, THEME } from "./terminal_theme.ts";

const PARTS = Array.from("▏▎▍▌▋▊▉█");
const HEIGHTS = Array.from("▁▂▃▄▅▆▇█");
const TRACK = "░";

const BAR_HEIGHT = 11;
const BASELINE = 14;

/** Cells next to each other that are drawn in the same way. */
interface Run {
  readonly kind: "text" | "blocks";
  readonly column: number;
  readonly style: string;
  text: string;
}

/** Draws `cells` as row number `row`; empty when there is nothing to see. */
export function drawRow(cells: readonly Cell[], row: number): string {
  const top = row * CELL_HEIGHT;
  const runs = runsOf(cells);
  return runs
    .map((run) => (run.kind === "text" ? drawText(run, top) : drawBlocks(run, top)))
    .join("");
}

function runsOf(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  cells.forEach(({ character, style }, column) => {
    const block = character === TRACK || PARTS.includes(character) || HEIGHTS.includes(character);
    const kind = block ? "blocks" : "text";
    const last = runs.at(-1);
    // A bar's filled and empty cells differ in style and are one shape.
    const together = last?.kind === kind && (block || last.style === style);
    if (together) last.text += character;
    else runs.push({ kind, column, style, text: character });
  });
  return runs;
}

/** Text, in pieces between wide gaps. */
function drawText({ column, style, text }: Run, top: number): string {
  const attributes = attributesOf(style);
  return Array.from(text.matchAll(/\S+(?: \S+)*/g), (match) => {
    const x = number((column + match.index) * CELL_WIDTH);
    const length = number(match[0].length * CELL_WIDTH);
    return `<text x="${x}" y="${top + BASELINE}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${attributes}>${escaped(match[0])}</text>`;
  }).join("");
}

function drawBlocks(run: Run, top: number): string {
  const sparkline = Array.from(run.text).some((character) => {
    return character !== "█" && HEIGHTS.includes(character);
  });
  return sparkline ? drawSparkline(run, top) : drawBar(run, top);
}

function drawSparkline({ column, style, text }: Run, top: number): string {
  const width = number(CELL_WIDTH - 1.4);
  const bars = Array.from(text, (character, i) => {
    const height = (1 + HEIGHTS.indexOf(character)) * 1.75;
    const x = number((column + i) * CELL_WIDTH);
    return `M${x} ${number(top + BASELINE + 1 - height)}h${width}v${height}h-${width}z`;
  });
  return `<path d="${bars.join("")}"${attributesOf(style)}/>`;
}

function drawBar({ column, style, text }: Run, top: number): string {
  const cells = Array.from(text);
  const filled = cells.reduce((sum, character) => sum + (PARTS.indexOf(character) + 1) / 8, 0);
  const place = `x="${number(column * CELL_WIDTH)}" y="${top + 4}" height="${BAR_HEIGHT}" rx="2"`;
  const track = `<rect ${place} width="${number(cells.length * CELL_WIDTH)}" fill="${THEME.track}"/>`;
  if (filled === 0) return track;
  return `${track}<rect ${place} width="${number(filled * CELL_WIDTH)}"${attributesOf(style)}/>`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/**
 * A line on a terminal as pieces of text with a style each, so that it can be measured and cut
 * before it has escape sequences in it. Pure.
 *
 * @module
 */
import { styleText } from "node:util";
import { headOf, textWidth } from "./text.ts";

/** A colour or weight that `styleText` knows. */
export type Style = Extract<Parameters<typeof styleText>[0], string>;

export interface Span {
  /** Plain: no escape sequences, no control characters. */
  readonly text: string;
  readonly style?: Style | undefined;
}

export type Line = readonly Span[];

export function span(text: string, style?: Style): Span {
  return { text, style };
}

/** Columns that `line` takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

/** The beginning of `line` that fits into `columns`. */
export function clipLine(line: Line, columns: number, ellipsis: string): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  // The ellipsis stands in the last columns, wherever the cut falls.
  let room = columns - textWidth(ellipsis);
  if (room < 0) return [];
  for (const piece of line) {
    const width = textWidth(piece.text);
    if (width > room) {
      kept.push({ ...piece, text: headOf(piece.text, room) + ellipsis });
      break;
    }
    kept.push(piece);
    room -= width;
  }
  return kept;
}

/** Puts `right` at the right edge of `columns`, if both fit. */
export function justify(left: Line, right: Line, columns: number): Line {
  const gap = columns - lineWidth(left) - lineWidth(right);
  return [...left, span(" ".repeat(Math.max(2, gap))), ...right];
}

/** Breaks `items` into lines of at most `columns`, each item whole where that is possible. */
export function wrapItems(items: readonly Span[], columns: number, separator: string): Line[] {
  const lines: Span[][] = [];
  let width = Infinity;
  for (const item of items) {
    const added = textWidth(separator) + textWidth(item.text);
    if (width + added > columns) {
      lines.push([item]);
      width = textWidth(item.text);
    } else {
      lines.at(-1)!.push(span(separator, "dim"), item);
      width += added;
    }
  }
  return lines;
}

/** `line` as a terminal takes it. */
export function renderLine(line: Line, colour: boolean): string {
  return line
    .map(({ text, style }) =>
      colour && style !== undefined && text !== ""
        ? styleText(style, text, { validateStream: false })
        : text,
    )
    .join("");
}

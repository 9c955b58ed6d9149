/**
 * Aligned tables for a terminal or a pipe.
 *
 * @module
 */
import { styleText } from "node:util";

/** A colour or weight that `styleText` knows. */
export type Style = Extract<Parameters<typeof styleText>[0], string>;

export interface Column {
  readonly title: string;
  /** Numbers read better so. */
  readonly right?: boolean;
}

/** What stands in a field. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** `text` in a colour, if `stream` is a terminal that wants colours. */
export function styled(style: Style, text: string, stream: NodeJS.WritableStream): string {
  return styleText(style, text, { stream, validateStream: true });
}

/** The lines of a table with its titles; columns are as wide as what is in them. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  stream: NodeJS.WritableStream,
): string[] {
  const titles = columns.map(({ title }): Cell => ({ text: title, style: "dim" }));
  const all = [titles, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => textOf(row[i]).length)));
  return all.map((row) =>
    columns
      .map((column, i) => field(row[i], widths[i]!, column, stream))
      .join("  ")
      .trimEnd(),
  );
}

/** Padding stands outside of the style: colours have no width. */
function field(
  cell: Cell | undefined,
  width: number,
  { right = false }: Column,
  stream: NodeJS.WritableStream,
): string {
  const text = textOf(cell);
  const shown = typeof cell === "object" ? styled(cell.style, text, stream) : text;
  const padding = " ".repeat(width - text.length);
  return right ? padding + shown : shown + padding;
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === "object" ? cell.text : (cell ?? "");
}

/**
 * Keeps a block of lines at the end of what a terminal shows and rewrites only what changed. Between
 * two paintings the cursor stands at the beginning of the line below the block.
 *
 * @module
 */
import { plainText, textWidth } from "./text.ts";

const ESC = "\u001b[";
/** The terminal shows all of an update at once, or ignores what it does not know. */
const BEGIN_UPDATE = `${ESC}?2026h`;
const END_UPDATE = `${ESC}?2026l`;
const ERASE_LINE = `${ESC}K`;
const ERASE_BELOW = `${ESC}J`;

export class Painter {
  readonly #write: (text: string) => void;
  #shown: readonly string[] = [];
  #columns = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /**
   * Shows `lines` in place of those before; writes nothing when they are the same.
   *
   * @param lines Each narrower than `columns`, or the terminal would wrap it.
   * @param columns Width of the terminal now.
   */
  paint(lines: readonly string[], columns: number): void {
    const resized = columns !== this.#columns && this.#shown.length > 0;
    let output = resized ? this.#erase(columns) : "";
    this.#columns = columns;
    const before = this.#shown;
    // A cursor position relative to the block: the line below the last one.
    let row = before.length;
    lines.forEach((line, i) => {
      if (line === before[i]) return;
      output += `${move(row, i)}${line}${ERASE_LINE}\r\n`;
      row = i + 1;
    });
    if (output === "" && lines.length === before.length) return;
    this.#shown = [...lines];
    this.#flush(output + move(row, lines.length) + ERASE_BELOW);
  }

  /** Puts a line above the block, where it stays; the next painting draws the block anew. */
  above(line: string): void {
    this.#flush(`${this.#erase(this.#columns)}${line}${ERASE_LINE}\r\n`);
  }

  /** The block stays as it is; the next painting begins a new one below the cursor. */
  leave(): void {
    this.#shown = [];
  }

  /** Takes the block away: it may have been wrapped, now that the terminal is `columns` wide. */
  #erase(columns: number): string {
    const height = this.#shown.reduce((sum, line) => sum + wrappedHeight(line, columns), 0);
    this.#shown = [];
    return move(height, 0) + ERASE_BELOW;
  }

  #flush(output: string): void {
    // What somebody typed may have moved the cursor to the right.
    this.#write(`${BEGIN_UPDATE}\r${output}${END_UPDATE}`);
  }
}

function move(from: number, to: number): string {
  if (from === to) return "";
  return from > to ? `${ESC}${from - to}A` : `${ESC}${to - from}B`;
}

function wrappedHeight(line: string, columns: number): number {
  return Math.max(1, Math.ceil(textWidth(plainText(line)) / Math.max(1, columns)));
}

/**
 * A tiny terminal: what would be seen after some output. It knows only what hearsay writes, and
 * says so when it meets anything else.
 *
 * @module
 */

/** One place on the screen. */
export interface Cell {
  readonly character: string;
  /** SGR parameters in force, such as `36` or `1`; empty for plain text. */
  readonly style: string;
}

const BLANK: Cell = { character: " ", style: "" };

/** A control sequence, a line control, or one character. */
// eslint-disable-next-line no-control-regex
const TOKEN = /\u001b\[([?\d;]*)([A-Za-z])|[\s\S]/gu;

/** SGR codes that end a style, and those that they end. */
const ENDS: Record<string, RegExp> = { "22": /^[12]$/, "39": /^(3[0-7]|9[0-7])$/, "0": /./ };

export class Screen {
  readonly columns: number;
  readonly rows: number;
  /** What is on the screen, top to bottom. */
  cells: Cell[][];
  /** Lines that have left at the top. */
  readonly scrolledOff: string[] = [];
  cursorVisible = true;
  cursor = { row: 0, column: 0 };
  /** Sequences that this terminal does not know. */
  readonly unknown: string[] = [];
  /** Lines that wrapped: whoever wrote them did not mind the width. */
  wraps = 0;
  /** Called at the end of each synchronized update. */
  onUpdate: () => void = () => {};
  #style: string[] = [];
  #pending = "";

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.cells = Array.from({ length: rows }, () => this.#blankRow());
  }

  /** The text of each row, without spaces at its end. */
  get lines(): string[] {
    return this.cells.map(textOf);
  }

  write(output: string): void {
    // A sequence may be cut by the end of a chunk.
    const text = this.#pending + output;
    // eslint-disable-next-line no-control-regex
    const tail = /\u001b(\[[?\d;]*)?$/.exec(text)?.[0] ?? "";
    this.#pending = tail;
    const whole = text.slice(0, text.length - tail.length);
    for (const [token, parameters, command] of whole.matchAll(TOKEN)) {
      if (command !== undefined) this.#obey(parameters ?? "", command, token);
      else this.#put(token);
    }
  }

  /** Takes everything off and puts the cursor into the upper left corner. */
  clear(): void {
    this.cells = this.cells.map(() => this.#blankRow());
    this.cursor = { row: 0, column: 0 };
  }

  #put(character: string): void {
    if (character === "\r") this.cursor.column = 0;
    else if (character === "\n") this.#down();
    else if (character < " ") this.unknown.push(JSON.stringify(character));
    else {
      if (this.cursor.column === this.columns) {
        this.wraps += 1;
        this.cursor.column = 0;
        this.#down();
      }
      this.cells[this.cursor.row]![this.cursor.column] = {
        character,
        style: this.#style.join(";"),
      };
      this.cursor.column += 1;
    }
  }

  #down(): void {
    if (this.cursor.row < this.rows - 1) {
      this.cursor.row += 1;
      return;
    }
    this.scrolledOff.push(textOf(this.cells.shift()!));
    this.cells.push(this.#blankRow());
  }

  #obey(parameters: string, command: string, token: string): void {
    const count = Number(parameters || 1);
    const { cursor } = this;
    if (command === "A") cursor.row = Math.max(0, cursor.row - count);
    else if (command === "B") cursor.row = Math.min(this.rows - 1, cursor.row + count);
    else if (command === "K" && parameters === "") this.#erase(cursor.row, cursor.column);
    else if (command === "J" && parameters === "") {
      this.#erase(cursor.row, cursor.column);
      for (let row = cursor.row + 1; row < this.rows; row += 1) this.#erase(row, 0);
    } else if (command === "m") this.#restyle(parameters);
    else if (parameters === "?25") this.cursorVisible = command === "h";
    else if (parameters === "?2026") {
      if (command === "l") this.onUpdate();
    } else this.unknown.push(JSON.stringify(token));
  }

  #restyle(parameters: string): void {
    for (const code of (parameters || "0").split(";")) {
      const ends = ENDS[code];
      if (ends === undefined) this.#style.push(code);
      else this.#style = this.#style.filter((style) => !ends.test(style));
    }
  }

  #erase(row: number, column: number): void {
    this.cells[row]!.splice(column, Infinity, ...this.#blankRow().slice(column));
  }

  #blankRow(): Cell[] {
    return Array.from({ length: this.columns }, () => BLANK);
  }
}

function textOf(row: readonly Cell[]): string {
  return row
    .map(({ character }) => character)
    .join("")
    .trimEnd();
}

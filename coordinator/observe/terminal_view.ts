/**
 * A run on a terminal, live: one picture that is drawn over in place, ten times a second at most.
 * The last one stays above the result.
 *
 * @module
 */
import type { RunView, RunWatcher } from "../run_view.ts";
import { Cursor, type Signals } from "./cursor.ts";
import { knowledge } from "./footer.ts";
import { frame } from "./frame.ts";
import type { Glyphs } from "./glyphs.ts";
import { renderLine } from "./line.ts";
import { Painter } from "./painter.ts";
import { robotRows } from "./robot_rows.ts";
import type { Terminal } from "./terminal.ts";
import { plainText } from "./text.ts";
import { Trail } from "./trail.ts";

/** Ten pictures a second look alive and cost a terminal little. */
const FRAME_MS = 100;

/** For a terminal that does not tell its size. */
const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;

export interface TerminalViewOptions {
  readonly glyphs: Glyphs;
  readonly colour: boolean;
  /** Milliseconds since the Unix epoch. @default Date.now */
  readonly now?: () => number;
  /** @default process */
  readonly signals?: Signals;
}

export class TerminalView implements RunWatcher {
  readonly wantsBacklogs = true;
  readonly ownsTerminal = true;
  readonly #terminal: Terminal;
  readonly #options: TerminalViewOptions;
  readonly #now: () => number;
  readonly #painter: Painter;
  readonly #cursor: Cursor;
  readonly #trail = new Trail(FRAME_MS);
  #view: RunView | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, options: TerminalViewOptions) {
    this.#terminal = terminal;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    const write = (text: string): void => void terminal.write(text);
    this.#painter = new Painter(write);
    this.#cursor = new Cursor(write, () => this.#painter.leave(), options.signals);
  }

  note(line: string): void {
    this.#painter.above(plainText(line));
  }

  /** Takes note; the timer draws, so that time goes on while nothing happens. */
  update(view: RunView): void {
    const first = this.#view === undefined;
    this.#view = view;
    if (!first) return;
    this.#cursor.hide();
    // Timers run before signals are handled: back from the background, a SIGCONT comes first.
    this.#timer = setInterval(() => setImmediate(() => this.#draw()), FRAME_MS);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#draw();
    this.#view = undefined;
    this.#painter.leave();
    this.#cursor.show();
  }

  #draw(): void {
    const view = this.#view;
    if (view === undefined) return;
    const { glyphs, colour } = this.#options;
    const nowMs = this.#now();
    this.#trail.add(knowledge(robotRows(view)), nowMs);
    const columns = this.#terminal.columns || COLUMNS_DEFAULT;
    const rows = this.#terminal.rows || ROWS_DEFAULT;
    const lines = frame(view, {
      // The last column stays free: a full line wraps in some terminals and not in others.
      columns: columns - 1,
      // The cursor needs the line below.
      lines: rows - 1,
      nowMs,
      trail: this.#trail.samples,
      glyphs,
    });
    this.#painter.paint(
      lines.map((line) => renderLine(line, colour)),
      columns,
    );
  }
}

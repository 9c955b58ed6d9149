/**
 * How far a long experiment is: a bar with its rate and the time that remains, drawn over in place.
 *
 * @module
 */
import { Cursor, type Signals } from "./cursor.ts";
import { counted, grouped } from "./footer.ts";
import { bar, type Glyphs } from "./glyphs.ts";
import { clipLine, type Line, renderLine, span } from "./line.ts";
import { Painter } from "./painter.ts";
import { canRedraw, glyphsOf, hasColour, type Output, type Terminal } from "./terminal.ts";

const BAR_COLUMNS = 24;

/** For a terminal that does not tell its size. */
const COLUMNS_DEFAULT = 80;

/** Before that a rate is mostly the time that threads take to start. */
const RATE_MS_MIN = 500;

/** What is shown. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** What is counted, in the singular: `seed`. */
  readonly noun: string;
  /** More to say, such as what was found so far. */
  readonly note?: string;
}

/** Shows progress on a terminal; elsewhere it does nothing. */
export interface ProgressView {
  show(progress: Progress): void;
  /** Takes it away. Idempotent. */
  close(): void;
}

/** A bar on `stream` if that is a terminal which can be drawn over, or nothing at all. */
export function progressOn(
  stream: Terminal & Output,
  env: NodeJS.ProcessEnv = process.env,
  signals: Signals = process,
): ProgressView {
  if (!canRedraw(stream, env)) return { show: () => {}, close: () => {} };
  return new ProgressBar(stream, glyphsOf(env), hasColour(stream, env), signals);
}

class ProgressBar implements ProgressView {
  readonly #terminal: Terminal;
  readonly #glyphs: Glyphs;
  readonly #colour: boolean;
  readonly #painter: Painter;
  readonly #cursor: Cursor;

  constructor(terminal: Terminal, glyphs: Glyphs, colour: boolean, signals: Signals) {
    const write = (text: string): void => void terminal.write(text);
    this.#terminal = terminal;
    this.#glyphs = glyphs;
    this.#colour = colour;
    this.#painter = new Painter(write);
    this.#cursor = new Cursor(write, () => this.#painter.leave(), signals);
  }

  show(progress: Progress): void {
    this.#cursor.hide();
    const columns = this.#terminal.columns || COLUMNS_DEFAULT;
    const line = clipLine(progressLine(progress, this.#glyphs), columns - 1, this.#glyphs.ellipsis);
    this.#painter.paint([renderLine(line, this.#colour)], columns);
  }

  close(): void {
    this.#painter.paint([], this.#terminal.columns || COLUMNS_DEFAULT);
    this.#cursor.show();
  }
}

/** The line of a bar. */
export function progressLine(progress: Progress, glyphs: Glyphs): Line {
  const { done, total, elapsedMs, noun, note } = progress;
  const { filled, left } = bar(total > 0 ? done / total : 0, BAR_COLUMNS, glyphs);
  const parts = [`${grouped(done)} of ${counted(total, noun)}`];
  if (elapsedMs >= RATE_MS_MIN && done > 0) {
    const perSecond = (done * 1000) / elapsedMs;
    parts.push(`${rateText(perSecond)} ${noun}s/s`);
    if (done < total) parts.push(`${durationText((total - done) / perSecond)} left`);
  }
  if (note !== undefined) parts.push(note);
  return [
    span(" "),
    span(filled, "cyan"),
    span(left, "dim"),
    span(` ${parts.join(glyphs.separator)}`),
  ];
}

function rateText(perSecond: number): string {
  return perSecond >= 10 ? grouped(Math.round(perSecond)) : perSecond.toFixed(1);
}

/** Seconds as people say it: `47 s`, `3 min 5 s`, `2 h 10 min`. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

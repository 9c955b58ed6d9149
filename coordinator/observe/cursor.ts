/**
 * Hides a terminal's cursor and gives it back whatever happens: at the end, at an exception, when
 * the process is sent to the background, and when it is told to quit.
 *
 * @module
 */
const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";

/** What is needed of `process`. */
export interface Signals {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
  kill(pid: number, signal: string): unknown;
  readonly pid: number;
}

export class Cursor {
  readonly #write: (text: string) => void;
  readonly #moved: () => void;
  readonly #process: Signals;
  #hidden = false;

  /** @param moved Called when somebody else has written to the terminal: it is anywhere now. */
  constructor(write: (text: string) => void, moved: () => void, signals: Signals = process) {
    this.#write = write;
    this.#moved = moved;
    this.#process = signals;
  }

  hide(): void {
    if (this.#hidden) return;
    this.#hidden = true;
    this.#write(HIDE);
    for (const [name, listener] of this.#listeners) this.#process.on(name, listener);
  }

  show(): void {
    if (!this.#hidden) return;
    this.#hidden = false;
    for (const [name, listener] of this.#listeners) this.#process.off(name, listener);
    this.#write(SHOW);
  }

  readonly #listeners: readonly [string, () => void][] = [
    ["exit", () => this.show()],
    ["SIGTSTP", () => this.#suspend()],
    ["SIGCONT", () => this.#resume()],
    ["SIGQUIT", () => this.#quit()],
  ];

  #suspend(): void {
    this.#write(SHOW);
    this.#moved();
    this.#process.kill(this.#process.pid, "SIGSTOP");
  }

  /** After a SIGSTOP this is the first that we hear of it. */
  #resume(): void {
    this.#write(HIDE);
    this.#moved();
  }

  #quit(): void {
    this.show();
    // Nobody listens any more: this one ends the process.
    this.#process.kill(this.#process.pid, "SIGQUIT");
  }
}

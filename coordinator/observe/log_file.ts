/**
 * Logs in a file, for a run that has the terminal to itself: this process's own and those of the
 * robots that it hosts.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { type Logger, type LogLevel, makeLogger } from "../../robots/runtime/logger.ts";

export class LogFile {
  /** For child processes to write to; all append. */
  readonly fd: number;
  readonly logger: Logger;
  #open = true;

  constructor(path: string, level: LogLevel, fields: Record<string, unknown>) {
    this.fd = openSync(path, "a");
    this.logger = makeLogger(level, fields, this);
  }

  /** Appends a line. A full disk must not end the run. */
  write(line: string): void {
    if (!this.#open) return;
    try {
      writeSync(this.fd, line);
    } catch {
      // Nowhere left to say it.
    }
  }

  /** What is logged later is lost: the number of the descriptor may be another file's by then. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.fd);
  }
}

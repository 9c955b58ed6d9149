/**
 * Logs: JSON lines on stderr, a constant event name plus fields. Synchronous, so that the last words
 * of a process that dies arrive.
 *
 * @module
 */
import { destination, type Logger, pino } from "pino";

export type { Logger };

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug", "trace"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Makes a logger; `fields` stand in each of its lines. */
export function makeLogger(level: LogLevel, fields: Record<string, unknown> = {}): Logger {
  const stderr = destination({ dest: 2, sync: true });
  // A closed pipe must not end a robot: it only loses its voice.
  stderr.on("error", () => {});
  return pino(
    { level, base: fields, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    stderr,
  );
}

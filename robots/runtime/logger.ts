/**
 * Logs: JSON lines on stderr, a constant event name plus fields. Synchronous, so that the last words
 * of a process that dies arrive.
 *
 * @module
 */
import { destination, type DestinationStream, type Logger, pino } from "pino";

export type { Logger };

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug", "trace"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Makes a logger; `fields` stand in each of its lines.
 *
 * @param out Where the lines go. @default stderr
 */
export function makeLogger(
  level: LogLevel,
  fields: Record<string, unknown> = {},
  out: DestinationStream = stderr(),
): Logger {
  return pino(
    { level, base: fields, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    out,
  );
}

function stderr(): DestinationStream {
  const stream = destination({ dest: 2, sync: true });
  // A closed pipe must not end a robot: it only loses its voice.
  stream.on("error", () => {});
  return stream;
}

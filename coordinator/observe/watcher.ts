/**
 * Chooses how a run is shown.
 *
 * @module
 */
import type { RunWatcher } from "../run_view.ts";
import { PlainView } from "./plain_view.ts";
import { canRedraw, glyphsOf, hasColour, type Output } from "./terminal.ts";
import { TerminalView } from "./terminal_view.ts";

export interface WatcherOptions {
  /** Keep stdout free for the one JSON object. */
  readonly json: boolean;
  /** A live view, where there is a terminal. */
  readonly live: boolean;
}

/** Where it may be shown: the process's own streams, unless a test brings others. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WritableStream & Output;
  readonly stderr: NodeJS.WritableStream;
}

export function makeWatcher(
  { json, live }: WatcherOptions,
  { env, stdout, stderr }: Surroundings = process,
): RunWatcher {
  // A reader that goes away (`hearsay run | head`) or a closed terminal must not end the run.
  for (const stream of [stdout, stderr]) stream.on("error", () => {});
  if (json) return new PlainView(stderr);
  if (!live || !canRedraw(stdout, env)) return new PlainView(stdout);
  return new TerminalView(stdout, { glyphs: glyphsOf(env), colour: hasColour(stdout, env) });
}

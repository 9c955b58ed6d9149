/**
 * Chooses how a run is shown.
 *
 * @module
 */
import type { RunWatcher } from "../run.ts";
import { PlainView } from "./plain_view.ts";

export interface WatcherOptions {
  /** Keep stdout free for the one JSON object. */
  readonly json: boolean;
  /** A live view, where there is a terminal. */
  readonly live: boolean;
}

export function makeWatcher({ json }: WatcherOptions): RunWatcher {
  return new PlainView(json ? process.stderr : process.stdout);
}

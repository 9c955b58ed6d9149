/**
 * A run as plain lines: for pipes, logs and `--no-live`.
 *
 * @module
 */
import type { HearsayEvent } from "../../robots/runtime/events.ts";
import type { RunView, RunWatcher } from "../run_view.ts";
import { plainText } from "./text.ts";

/** How often progress gets a line. */
const PROGRESS_MS = 1000;

export class PlainView implements RunWatcher {
  readonly #out: NodeJS.WritableStream;
  #lastMs = 0;

  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  note(line: string): void {
    this.#out.write(`${plainText(line)}\n`);
  }

  update(view: RunView, events: readonly HearsayEvent[]): void {
    for (const event of events) this.#tell(view, event);
    const nowMs = Date.now();
    if (nowMs - this.#lastMs < PROGRESS_MS) return;
    this.#lastMs = nowMs;
    const { tally, config, places } = view;
    this.#line(view, `${tally.completeAmong(places)} of ${config.robots} robots know every word`);
  }

  close(): void {}

  #tell(view: RunView, event: HearsayEvent): void {
    const { robot, kind } = event;
    if (kind === "converged") this.#line(view, `${robot} knows every word`);
    else if (kind === "winner") this.#line(view, `${robot} is the winner`);
    else if (kind === "hindered") this.#line(view, `${robot} ${event.reason}`);
    else if (kind === "written") this.#line(view, `${robot} wrote ${event.file?.path}`);
    else if (kind === "restarted") this.#line(view, `${robot} was restarted (life ${event.boot})`);
    else if (kind === "invariant-violated") this.#line(view, `${robot}: ${event.reason}`);
  }

  #line({ startedAtMs }: RunView, text: string): void {
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    this.#out.write(`${seconds.padStart(6)} s  ${plainText(text)}\n`);
  }
}

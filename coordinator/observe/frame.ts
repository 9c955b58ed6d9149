/**
 * One picture of a run: what is known of it -> lines that fit into a terminal. Pure.
 *
 * @module
 */
import type { RunState } from "../run_config.ts";
import type { RunView } from "../run_view.ts";
import {
  convergenceLine,
  counted,
  faultLines,
  grouped,
  healthLines,
  messageLines,
  seconds,
  type SpreadOptions,
} from "./footer.ts";
import type { Glyphs } from "./glyphs.ts";
import { clipLine, justify, type Line, type Style, span } from "./line.ts";
import { robotLines, robotRows } from "./robot_rows.ts";

export interface FrameOptions extends SpreadOptions {
  /** There are at most this many. */
  readonly lines: number;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/** Titles and two robots or a summary: with less room than that the details give way. */
const TABLE_LINES_MIN = 4;

const STATE_STYLES: Record<RunState, Style> = {
  dealing: "cyan",
  running: "cyan",
  won: "green",
  stopped: "yellow",
  failed: "red",
};

/** Draws `view`. */
export function frame(view: RunView, options: FrameOptions): Line[] {
  const { columns, glyphs, lines: linesMax } = options;
  const rows = robotRows(view);
  const spread = convergenceLine(view, rows, options);
  const messages = messageLines(view, columns, glyphs);
  const faults = faultLines(view, glyphs);
  const health = healthLines(view, columns, glyphs);
  const title = titleLine(view, options);

  const head = [title, settingsLine(view, glyphs), []];
  const foot = [[], spread, ...messages, ...faults, ...health];
  const roomy = head.length + foot.length + TABLE_LINES_MIN <= linesMax;
  const [above, below] = roomy ? [head, foot] : [[title], [spread]];
  const lines = linesMax - above.length - below.length;
  const table = robotLines(rows, { columns, lines, glyphs });
  return [...above, ...table, ...below]
    .slice(0, linesMax)
    .map((line) => clipLine(line, columns, glyphs.ellipsis));
}

function titleLine({ run, config, state, startedAtMs }: RunView, options: FrameOptions): Line {
  const left = [
    span(" hearsay", "bold"),
    span(`  ${run}`),
    span(`${options.glyphs.separator}seed ${config.seed}`, "dim"),
  ];
  const word = state ?? "Redis is away";
  const style = state === undefined ? "red" : STATE_STYLES[state];
  const right = [span(word, style), span(`  ${seconds(options.nowMs - startedAtMs)} `)];
  return justify(left, right, options.columns);
}

function settingsLine({ config }: RunView, { separator }: Glyphs): Line {
  const { robots, exchange, gossipMs, fanout, copies, quietMs, secret } = config;
  const parts = [
    counted(robots, "robot"),
    `${exchange} with ${counted(fanout, "peer")} every ${grouped(gossipMs)} ms`,
    `${counted(secret.wordCount, "word")} dealt ${copies === 1 ? "once" : `${copies} times`}`,
    `quiet ${grouped(quietMs)} ms`,
  ];
  return [span(` ${parts.join(separator)}`, "dim")];
}

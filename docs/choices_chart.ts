/**
 * The chart of docs/glomers.md: what ways to broadcast cost in messages and in latency.
 *
 * @module
 */
import type { BroadcastLine } from "./choices_page.ts";
import { type Axis, type Chart, type Panel, plotSvg, type Series, type Style } from "./plot.ts";

const KINDS = ["told at once", "batches", "hub", "target of 3d", "target of 3e"];

const STYLES: Chart["styles"] = [
  ["dots", "as Maelstrom delivers"],
  ["rings", "exact"],
];

const MESSAGES: Axis = {
  label: "messages an operation",
  min: 0.2,
  max: 100,
  ticks: [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
  scale: "log",
};

const latency = (label: string): Axis => ({
  label,
  min: 100,
  max: 2500,
  ticks: [100, 200, 500, 1000, 2000],
  scale: "log",
});

/** Most messages an operation, and latencies in ms, of a challenge. */
interface Target {
  readonly messages: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

const TARGETS: readonly Target[] = [
  { messages: 0.95, medianMs: 400, maxMs: 600 },
  { messages: 0.32, medianMs: 1000, maxMs: 2000 },
];

/** As SVG. */
export function choicesChart(lines: readonly BroadcastLine[]): string {
  return plotSvg({
    title: "Ways to broadcast to 25 nodes: messages an operation against latency",
    colours: KINDS,
    styles: STYLES,
    panels: [
      panel(lines, "median, ms until everywhere", "medianMs"),
      panel(lines, "maximum, ms until everywhere", "maxMs"),
    ],
  });
}

function panel(
  lines: readonly BroadcastLine[],
  label: string,
  figure: "medianMs" | "maxMs",
): Panel {
  const drawn = (style: Style, delivery: "maelstrom" | "exact"): Series[] =>
    [0, 1, 2].map((colour) => ({
      colour,
      style,
      points: lines
        .filter(({ choice }) => kindOf(choice.how) === colour)
        .map((line) => [line.messages, line[delivery][figure]] as const),
    }));
  const targets = TARGETS.map((target, i): Series => {
    const most = target[figure];
    const { messages } = target;
    return {
      colour: 3 + i,
      style: "dashed",
      // All that is below and to the left of it reaches the target.
      points: [
        [MESSAGES.min, most],
        [messages, most],
        [messages, 100],
      ],
    };
  });
  return {
    title: figure === "medianMs" ? "median" : "maximum",
    x: MESSAGES,
    y: latency(label),
    series: [...targets, ...drawn("rings", "exact"), ...drawn("dots", "maelstrom")],
  };
}

function kindOf(how: string): number {
  return KINDS.findIndex((kind) => how.startsWith(kind));
}

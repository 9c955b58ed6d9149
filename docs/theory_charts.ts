/**
 * The charts of the theory page: lines are theory, points are what we measured.
 *
 * @module
 */
import { classicPayloads } from "../coordinator/experiment/theory.ts";
import { EXCHANGES, type Exchange } from "../robots/engine/robot.ts";
import { type Axis, type Chart, type Panel, plotSvg, type Series } from "./plot.ts";
import {
  type Loss,
  LOSS_RATES,
  NO_LOSS,
  oneRumour,
  type Plan,
  UPDATES_LOST,
} from "./theory_plan.ts";
import type { Findings } from "./theory_pool.ts";
import { courseOf } from "./theory_table.ts";
import { type Measured, type Trial, trialKey } from "./theory_trials.ts";

/** Robots at which lines over n are computed: so many for each power of ten. */
const POINTS_A_DECADE = 8;

/** Steps of lines over loss. */
const LOSS_STEPS = 25;

type Figure = keyof Measured;

/** The files of the page, by their names. */
export function chartFiles(plan: Plan, findings: Findings): Map<string, string> {
  return new Map([
    ["theory-rounds.svg", plotSvg(roundsChart(plan, findings))],
    ["theory-loss.svg", plotSvg(lossChart(plan, findings))],
    ["theory-payload.svg", plotSvg(payloadChart(plan, findings))],
  ]);
}

const STYLES: Chart["styles"] = [
  ["line", "theory, expected"],
  ["dots", "ours, synchronous rounds"],
  ["rings", "our robots as they run"],
];

function roundsChart(plan: Plan, findings: Findings): Chart {
  const panel = (title: string, loss: Loss, max: number): Panel => ({
    title,
    x: robotsAxis(plan),
    y: axis("rounds until everybody knows", max, max / 6),
    series: EXCHANGES.flatMap((exchange, colour) => [
      overRobots(plan, colour, "line", (robots) => courseOf(robots, exchange, loss).rounds),
      ...points(plan, findings, colour, exchange, loss, "rounds"),
    ]),
  });
  return {
    title: "Rounds until everybody knows a rumour, against the number of robots: theory and ours",
    colours: EXCHANGES,
    styles: STYLES,
    panels: [
      panel("no loss", NO_LOSS, 60),
      panel("30 % of messages with words lost", UPDATES_LOST, 60),
    ],
  };
}

function lossChart(plan: Plan, findings: Findings): Chart {
  const robots = plan.lossRobots;
  const panel = (title: string, lossOf: Loss["lossOf"], max: number): Panel => ({
    title,
    x: { ...axis("loss", 0.5, 0.1), text: (tick) => `${Math.round(tick * 100)} %` },
    y: axis(`rounds, ${robots.toLocaleString("en")} robots`, max, max / 6),
    series: EXCHANGES.flatMap((exchange, colour): Series[] => {
      const line = Array.from({ length: LOSS_STEPS + 1 }, (_, i) => {
        const loss = (i / LOSS_STEPS) * LOSS_RATES.at(-1)!;
        return [loss, courseOf(robots, exchange, { loss, lossOf }).rounds] as const;
      });
      const measured = (world: Trial["world"]): Series["points"] =>
        LOSS_RATES.map((loss) => {
          const trial = oneRumour(world, robots, exchange, { loss, lossOf });
          return [loss, found(findings, trial).rounds];
        });
      return [
        { colour, style: "line", points: line },
        { colour, style: "dots", points: measured("rounds") },
        { colour, style: "rings", points: measured("robots") },
      ];
    }),
  });
  return {
    title: "Rounds until everybody knows a rumour, against loss: theory and ours",
    colours: EXCHANGES,
    styles: STYLES,
    panels: [
      panel("messages with words are lost", "updates", 60),
      panel("every message may be lost", "messages", 180),
    ],
  };
}

function payloadChart(plan: Plan, findings: Findings): Chart {
  const panel = (title: string, loss: Loss): Panel => ({
    title,
    x: robotsAxis(plan),
    y: {
      label: "messages with the rumour, a robot",
      min: 0.8,
      max: 32,
      ticks: [1, 2, 4, 8, 16, 32],
      scale: "log",
    },
    series: EXCHANGES.flatMap((exchange, colour) => [
      overRobots(plan, colour, "dashed", (robots) => classicPayloads(robots, exchange, loss.loss)),
      overRobots(plan, colour, "line", (robots) => courseOf(robots, exchange, loss).payloads),
      ...points(plan, findings, colour, exchange, loss, "payloads"),
    ]),
  });
  return {
    title: "Messages that carry the rumour, for each robot: the classic protocols and ours",
    colours: EXCHANGES,
    styles: [["dashed", "classic protocol"], ...STYLES],
    panels: [panel("no loss", NO_LOSS), panel("30 % of messages with words lost", UPDATES_LOST)],
  };
}

/** Our points over n. */
function points(
  plan: Plan,
  findings: Findings,
  colour: number,
  exchange: Exchange,
  loss: Loss,
  figure: Figure,
): Series[] {
  return (["rounds", "robots"] as const).map((world) => ({
    colour,
    style: world === "rounds" ? "dots" : "rings",
    points: [...plan[world].keys()].map((robots) => {
      return [robots, found(findings, oneRumour(world, robots, exchange, loss))[figure]];
    }),
  }));
}

function found(findings: Findings, trial: Trial): Measured {
  return findings.get(trialKey(trial))!;
}

function overRobots(
  plan: Plan,
  colour: number,
  style: "line" | "dashed",
  of: (robots: number) => number,
): Series {
  const [from, to] = decades(plan);
  const count = (to - from) * POINTS_A_DECADE;
  const line = Array.from({ length: count + 1 }, (_, i) => {
    const robots = Math.round(10 ** (from + i / POINTS_A_DECADE));
    return [robots, of(robots)] as const;
  });
  return { colour, style, points: line };
}

function robotsAxis(plan: Plan): Axis {
  const [from, to] = decades(plan);
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  return {
    label: "robots",
    min: ticks[0]! * 0.8,
    max: ticks.at(-1)! * 1.25,
    ticks,
    scale: "log",
    text: (tick) => tick.toLocaleString("en"),
  };
}

function decades({ rounds }: Plan): [number, number] {
  const powers = [...rounds.keys()].map((robots) => Math.round(Math.log10(robots)));
  return [Math.min(...powers), Math.max(...powers)];
}

/** From 0 to `max`. */
function axis(label: string, max: number, step: number): Axis {
  const ticks = Array.from({ length: Math.round(max / step) + 1 }, (_, i) => i * step);
  return { label, min: 0, max, ticks };
}

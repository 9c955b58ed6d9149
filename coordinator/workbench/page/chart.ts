/**
 * Pictures over time as SVG: axes, dots and lines, with the faults above. Colours are the style sheet's,
 * by class.
 *
 * @module
 */
import type { Operation } from "../../checkers/history/history.ts";
import { drawFaults, faultKeys, faultLanes } from "./fault_lanes.ts";
import type { FaultSpan } from "./fault_spans.ts";
import { type Html, html, markup } from "./html.ts";
import {
  LEFT,
  linearScale,
  logScale,
  PLOT_BOTTOM,
  range,
  RIGHT,
  type Scale,
  TOP,
  WIDTH,
  xOf,
} from "./scales.ts";
import { type Line, niceStep, windowS } from "./series.ts";

/** Where the plot ends and the words below it do. */
const HEIGHT = PLOT_BOTTOM + 36;

/** Dots of different kinds of operations: paths around a point. Beyond that they look alike. */
const MARKS = ["m-2 0h4m-2 -2v4", "m-2 -2h4v4h-4z", "m-2 2h4l-2 -4z", "m-2 -2l4 4m0 -4l-4 4"];

/** One kind needs no shape: a dot is the shortest. */
const DOT = "m-1.5 0h3";

/** Windows between two points that a line still joins. */
const GAP = 1.5;

/** The unit of latencies, as they are drawn. */
export const LOG_MS = "ms, logarithmic; 0 has a row of its own";

interface Frame {
  readonly title: string;
  readonly unit: string;
  readonly endS: number;
  readonly faults: readonly FaultSpan[];
  readonly y: Scale;
}

/** Latency of each operation, when it was invoked; logarithmic. What never came is as long as the run. */
export function latencyChart(
  operations: readonly Operation[],
  endS: number,
  faults: readonly FaultSpan[],
): Html {
  const dots = operations.map(({ f, type, invokedNs, completedNs }) => {
    // Whole nanoseconds: a rest of rounding would be the least of all latencies.
    const ms = Math.max(0, Math.round(Math.min(completedNs, endS * 1e9) - invokedNs)) / 1e6;
    return { f, type, atS: invokedNs / 1e9, ms };
  });
  const y = logScale(dots.map(({ ms }) => ms));
  const fs = [...new Set(dots.map(({ f }) => f))].sort();
  // Dots on the same spot are one: a picture has so many spots and no more.
  const groups = new Map<string, { f: string; type: string; spots: Set<string> }>();
  for (const { f, type, atS, ms } of dots) {
    const name = `${f} ${type}`;
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = { f, type, spots: new Set() }));
    group.spots.add(`M${Math.round(xOf(atS, endS))} ${Math.round(y.place(ms))}`);
  }
  const markOf = (f: string): string =>
    fs.length === 1 ? DOT : MARKS[fs.indexOf(f) % MARKS.length]!;
  const marks = [...groups].map(([name, { f, type, spots }]) => {
    const path = [...spots].map((spot) => spot + markOf(f)).join("");
    return html`<path class="mark ${type}" d="${path}"><title>${name}</title></path>`;
  });
  const keys = [...groups].map(
    ([name, { f, type }]) =>
      html`<li>
        <svg class="key" viewBox="-5 -5 10 10" aria-hidden="true">
          <path class="mark ${type}" d="M0 0${markOf(f)}" />
        </svg>
        ${name}
      </li>`,
  );
  const title = "Latency of each operation";
  return chart({ title, unit: LOG_MS, endS, faults, y }, marks, keys);
}

/** Lines over time. */
export function lineChart(
  { title, unit, endS, faults }: Omit<Frame, "y">,
  lines: readonly Line[],
  log = false,
): Html {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const y = log ? logScale(values) : linearScale(values);
  const paths = lines.map(({ name, points }, i) => {
    const path = points.map(({ atS, y: value }, at) => {
      const place = `${xOf(atS, endS).toFixed(1)} ${y.place(value).toFixed(1)}`;
      // Where there was nothing to measure there is no line. A point alone is a dot.
      const goesOn = at > 0 && atS - points[at - 1]!.atS < GAP * windowS(endS);
      return goesOn ? `L${place}` : `M${place}h0`;
    });
    return html`<path class="line ${lineClass(name, i)}" d="${path.join("")}"
      ><title>${name}</title></path
    >`;
  });
  const keys = lines.map(
    ({ name }, i) =>
      html`<li>
        <svg class="key" viewBox="0 -5 10 10" aria-hidden="true">
          <path class="line ${lineClass(name, i)}" d="M0 0h10" />
        </svg>
        ${name}
      </li>`,
  );
  return chart({ title, unit, endS, faults, y }, paths, keys);
}

/** A rate is coloured by how operations ended, as everything else; other lines by their place. */
function lineClass(name: string, i: number): string {
  const type = /(?:^| )(ok|fail|info)$/.exec(name)?.[1];
  return type === undefined ? `line-${i % 4}` : `${type} dash-${i % 3}`;
}

function chart(frame: Frame, marks: readonly Html[], keys: readonly Html[]): Html {
  const { title, unit, endS, y } = frame;
  const faults = faultLanes(frame.faults, endS);
  const rows = y.ticks.map(({ value, at: place }) => {
    const at = place.toFixed(1);
    return html`<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}" /><text
        class="tick"
        x="${LEFT - 6}"
        y="${at}"
        dy="4"
        text-anchor="end"
        >${plain(value)}</text
      >`;
  });
  const step = niceStep(Math.max(endS, 0.001) / 10);
  const columns = range(0, endS, step).map((value) => {
    const at = xOf(value, endS).toFixed(1);
    return html`<path class="grid" d="M${at} ${TOP}V${PLOT_BOTTOM}" /><text
        class="tick"
        x="${at}"
        y="${PLOT_BOTTOM + 16}"
        text-anchor="middle"
        >${plain(value)}</text
      >`;
  });
  return html`<figure>
    <figcaption>${title} <span class="unit">(${unit})</span></figcaption>
    <svg
      class="chart"
      viewBox="0 ${-faults.height} ${WIDTH} ${HEIGHT + faults.height}"
      role="img"
      aria-label="${title}"
      data-end="${endS}"
      data-left="${LEFT / WIDTH}"
      data-right="${1 - RIGHT / WIDTH}"
    >
      ${drawFaults(faults, endS)}${rows}${columns}${marks}
      <text class="tick" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">
        seconds since the start
      </text>
    </svg>
    <ul class="legend">
      ${keys}${faultKeys(faults)}
    </ul>
  </figure>`;
}

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Nothing to draw. */
export const NO_CHART: Html = markup("<p>No operation was performed.</p>");

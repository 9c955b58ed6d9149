/**
 * Goal: a chart shows each point where it belongs, on light and dark pages, and needs nothing else.
 *
 * @module
 */
import { expect, test } from "vitest";
import { type Chart, type Panel, plotSvg } from "../../docs/plot.ts";

const PANEL: Panel = {
  title: "a < b",
  x: { label: "robots", min: 10, max: 1000, ticks: [10, 100, 1000], scale: "log" },
  y: { label: "rounds", min: 0, max: 20, ticks: [0, 10, 20] },
  series: [
    {
      colour: 1,
      style: "line",
      points: [
        [10, 0],
        [100, 10],
        [1000, 20],
      ],
    },
    { colour: 2, style: "dots", points: [[100, 20]] },
    { colour: 0, style: "rings", points: [[10, 10]] },
  ],
};

const CHART: Chart = {
  title: 'what "it" shows',
  colours: ["one", "two"],
  styles: [
    ["dashed", "guessed"],
    ["dots", "measured"],
  ],
  panels: [PANEL, { ...PANEL, title: "second" }],
};

test("puts points where their values are, on a linear and on a logarithmic scale", () => {
  const svg = plotSvg(CHART);
  // The area reaches from 56 to 366 and from 254 up to 34.
  expect(svg).toContain('<path class="line s1" d="M56 254L211 144L366 34"/>');
  expect(svg).toContain('<circle class="f2" cx="211" cy="34" r="3.5"/>');
  expect(svg).toContain('<circle class="rings s0" cx="56" cy="144" r="4"/>');
});

test("names axes, ticks, panels, colours and styles", () => {
  const svg = plotSvg(CHART);
  for (const text of [
    "robots",
    "rounds",
    "a &lt; b",
    "second",
    "one",
    "two",
    "guessed",
    "measured",
  ]) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg).toMatch(/<text x="211" y="272"[^>]*>100<\/text>/);
  expect(svg).toMatch(/<text x="50" y="144"[^>]*>10<\/text>/);
  expect(svg).toContain('aria-label="what &quot;it&quot; shows"');
});

test("has its colours for light and for dark pages, and nothing from elsewhere", () => {
  const svg = plotSvg(CHART);
  const [light, dark] = svg.split("@media(prefers-color-scheme:dark)");
  for (const rule of [
    "text{fill:#",
    ".page,.rings{fill:#",
    ".s0{stroke:#",
    ".f2{fill:#",
    ".grid{stroke:#",
  ]) {
    expect(light).toContain(rule);
    expect(dark).toContain(rule);
  }
  expect(svg).not.toMatch(/<script|@import|url\(|https?:\/\/(?!www\.w3\.org)/);
});

test("closes what it opens", () => {
  const svg = plotSvg(CHART);
  const open: string[] = [];
  for (const [, slash, name, end] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (slash === "/") expect(open.pop()).toBe(name);
    else if (end !== "/") open.push(name!);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

/**
 * Faults above a picture over time: each kind has a lane of its own, and more rows where bands or their
 * names would cover each other. In the plot itself they are faint shades.
 *
 * @module
 */
import type { FaultSpan } from "./fault_spans.ts";
import { type Html, html, seconds } from "./html.ts";
import { LEFT, PLOT_BOTTOM, TOP, WIDTH, xOf } from "./scales.ts";

const ROW = 15;
const BAND = 11;
/** Above all lanes, for the outline of the first. */
const MARGIN = 2;

/** How wide a letter of a fault's name is, about. */
const LETTER = 6;

/** Letters of a name; the whole is in the band's tip and in the table of faults. */
const NAME_MAX = 24;

/** Rows for names that would cover each other, in each lane. Further names are left to the tips. */
const ROWS_MAX = 4;

/** A fault's place in the lanes. Nodes that were down from and to the same moments are one band. */
export interface Band {
  readonly span: FaultSpan;
  /** Counted from the top, over all lanes. */
  readonly row: number;
  /** Empty where there is no room for it. */
  readonly name: string;
  readonly nameX: number;
}

export interface FaultLanes {
  readonly bands: readonly Band[];
  readonly lanes: readonly { readonly kind: FaultSpan["kind"]; readonly row: number }[];
  /** All of them together. */
  readonly height: number;
}

export function faultLanes(faults: readonly FaultSpan[], endS: number): FaultLanes {
  const bands: Band[] = [];
  const lanes: { kind: FaultSpan["kind"]; row: number }[] = [];
  let top = 0;
  for (const kind of ["cut", "kill", "pause"] as const) {
    const spans = merged(faults.filter((fault) => fault.kind === kind));
    if (spans.length === 0) continue;
    const bandsEnd: number[] = [];
    const namesEnd: number[] = [];
    for (const span of spans) {
      const from = xOf(span.fromNs / 1e9, endS);
      const to = xOf(span.toNs / 1e9, endS);
      const short = shortName(span);
      const nameX = nameXOf(from, to, short);
      const named = firstFree(namesEnd, Math.min(from, nameX), ROWS_MAX);
      // A band is always drawn where no other is, however many rows that takes.
      const row = named ?? firstFree(bandsEnd, from, Infinity)!;
      bandsEnd[row] = to;
      const nameEnd = named === undefined ? to : nameX + widthOf(short);
      namesEnd[row] = Math.max(namesEnd[row] ?? 0, to, nameEnd);
      bands.push({ span, row: top + row, name: named === undefined ? "" : short, nameX });
    }
    lanes.push({ kind, row: top });
    top += bandsEnd.length;
  }
  return { bands, lanes, height: top === 0 ? 0 : top * ROW + MARGIN };
}

/** To be drawn before the plot's own marks. */
export function drawFaults({ bands, lanes, height }: FaultLanes, endS: number): Html[] {
  const yOf = (row: number): number => row * ROW + MARGIN - height;
  const names = lanes.map(
    ({ kind, row }) =>
      html`<text class="tick" x="${LEFT - 6}" y="${yOf(row) + 9}" text-anchor="end">${kind}</text>`,
  );
  const placed = bands.map(({ span, row }) => {
    const x = xOf(span.fromNs / 1e9, endS);
    const width = Math.max(1, xOf(span.toNs / 1e9, endS) - x);
    return { span, row, x: x.toFixed(1), width: width.toFixed(1) };
  });
  const shades = placed.map(
    ({ span: { kind }, x, width }) =>
      html`<rect
        class="shade ${kind}"
        x="${x}"
        y="${TOP}"
        width="${width}"
        height="${PLOT_BOTTOM - TOP}"
      />`,
  );
  const rects = placed.map(
    ({ span: { kind, what, fromNs, toNs }, row, x, width }) =>
      html`<rect class="fault ${kind}" x="${x}" y="${yOf(row)}" width="${width}" height="${BAND}"
        ><title>${what} (${seconds(fromNs)} to ${seconds(toNs)})</title></rect
      >`,
  );
  // Over all bands, as a name may be longer than its own.
  const labels = bands
    .filter(({ name }) => name !== "")
    .map(
      ({ row, name, nameX }) =>
        html`<text class="fault-name" x="${nameX.toFixed(1)}" y="${yOf(row) + 9}">${name}</text>`,
    );
  return [...names, ...shades, ...rects, ...labels];
}

/** What the colours mean, and how often each fault struck. */
export function faultKeys({ bands, lanes }: FaultLanes): Html[] {
  return lanes.map(({ kind }) => {
    const count = bands.filter(({ span }) => span.kind === kind).length;
    return html`<li>
      <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
        <rect class="swatch ${kind}" x="0.5" y="0.5" width="9" height="9" />
      </svg>
      ${kind}: ${count}
    </li>`;
  });
}

function merged(spans: readonly FaultSpan[]): FaultSpan[] {
  const byTime = new Map<string, FaultSpan>();
  for (const span of spans) {
    const key = `${span.fromNs} ${span.toNs} ${span.what}`;
    const nodes = [...(byTime.get(key)?.nodes ?? []), ...span.nodes];
    byTime.set(key, { ...span, nodes });
  }
  return [...byTime.values()];
}

/** The nodes, or how the network was cut: what stands before the colon. */
function shortName({ nodes, what }: FaultSpan): string {
  const name = nodes.length > 0 ? nodes.join(" ") : what.replace(/:.*/s, "");
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1)}…`;
}

/** In its band, or behind one that is too narrow; before the picture's end in any case. */
function nameXOf(from: number, to: number, name: string): number {
  const x = widthOf(name) <= to - from ? from : to;
  return Math.min(x, WIDTH - widthOf(name)) + 3;
}

function widthOf(name: string): number {
  return (name.length + 1) * LETTER;
}

/** The first row that is free from `x` on; a new one while there are fewer than `most`. */
function firstFree(ends: readonly number[], x: number, most: number): number | undefined {
  const free = ends.findIndex((end) => end <= x);
  if (free >= 0) return free;
  return ends.length < most ? ends.length : undefined;
}

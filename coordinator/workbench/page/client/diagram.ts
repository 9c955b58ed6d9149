/**
 * The message diagram: a lane for each participant, time to the right, an arrow for each message, lost
 * ones with a cross. Only what is in view is drawn. Where arrows would cover each other, lanes are as
 * dark as they are busy, and losses are still marked one by one.
 *
 * @module
 */
import { isLost, type Messages, type RunFacts, type Way } from "./model.ts";
import { drawTimes, LEFT, type Sheet, TOP, xOf } from "./stage.ts";

/** More arrows than this in a view hide each other, and would take a browser longer than a frame. */
export const ARROWS_MAX = 1200;
/** Arrows with their type written beside them. */
const LABELS_MAX = 60;
const NAME_MAX = 40;
/** How near a click must be to an arrow, in pixels. */
const NEAR = 8;
const LANE_MIN = 14;
const LANE_MAX = 28;
/** Of all lanes together; lanes get no narrower than their names, so many of them are higher. */
const HEIGHT = 560;
/** Browsers refuse larger canvases, at two pixels each. */
const HEIGHT_MAX = 16_000;

/** One for each participant, or one for all clients. */
export interface Lanes {
  readonly names: readonly string[];
  /** By number of a name; -1: not shown. */
  readonly of: readonly number[];
}

export type ClientLanes = "one lane" | "a lane each" | "hidden";

/** Nodes first, then services, then clients, each by their numbers. */
export function lanesOf(names: readonly string[], facts: RunFacts, clients: ClientLanes): Lanes {
  const rank = (name: string): number =>
    facts.nodes.includes(name) ? 0 : facts.services.includes(name) ? 1 : 2;
  const all = [...new Set([...facts.nodes, ...names])];
  const byName = new Intl.Collator("en", { numeric: true });
  all.sort((a, b) => rank(a) - rank(b) || byName.compare(a, b));
  const others = all.filter((name) => rank(name) < 2);
  if (clients === "one lane") others.push("clients");
  const shown = clients === "a lane each" ? all : others;
  const places = new Map(shown.map((name, i) => [name, i]));
  const rest = clients === "one lane" ? shown.length - 1 : -1;
  return { names: shown, of: names.map((name) => places.get(name) ?? rest) };
}

export function laneHeight({ names }: Pick<Lanes, "names">): number {
  const fitting = Math.max(LANE_MIN, Math.min(LANE_MAX, HEIGHT / Math.max(1, names.length)));
  return Math.min(fitting, HEIGHT_MAX / Math.max(1, names.length));
}

export function diagramHeight(lanes: Lanes): number {
  return TOP + Math.ceil(laneHeight(lanes) * Math.max(1, lanes.names.length));
}

export interface Diagram {
  readonly messages: Messages;
  readonly facts: RunFacts;
  readonly lanes: Lanes;
  /** By message: 1 when it was searched for; none when nothing was. */
  readonly found: Uint8Array | undefined;
  readonly selected: Way | undefined;
}

/** All that cross the part from `fromS` to `toS` between lanes that are shown. */
export function waysWithin(
  { messages, lanes }: Pick<Diagram, "messages" | "lanes">,
  fromS: number,
  toS: number,
): Way[] {
  // All are looked at: a million take a few milliseconds, and no index has to be kept.
  return messages.ways.filter(
    (way) =>
      way.toS >= fromS &&
      way.fromS <= toS &&
      lanes.of[messages.src[way.message]!]! >= 0 &&
      lanes.of[messages.dest[way.message]!]! >= 0,
  );
}

export function drawDiagram(diagram: Diagram, sheet: Sheet): void {
  const { facts, lanes, selected } = diagram;
  const { view } = sheet;
  drawTimes(
    sheet,
    facts.faults.filter(({ kind }) => kind === "cut"),
  );
  drawDown(diagram, sheet);
  drawLanes(lanes, sheet);
  const ways = waysWithin(diagram, view.fromS, view.toS);
  if (ways.length > ARROWS_MAX) drawBusy(diagram, ways, sheet);
  else drawArrows(diagram, ways, sheet);
  if (selected !== undefined) {
    drawWays(diagram, [selected], sheet, { colour: "accent", width: 2.5, alpha: 1 });
  }
  const named = ways.filter((way) => isFound(diagram, way));
  if (named.length <= LABELS_MAX) drawNames(diagram, named, sheet);
  drawLaneNames(lanes, sheet);
}

/** The arrow under a point, if one is near enough. */
export function wayAt(diagram: Diagram, x: number, y: number, sheet: Sheet): Way | undefined {
  let nearest: Way | undefined;
  let least = NEAR;
  for (const way of waysWithin(diagram, sheet.view.fromS, sheet.view.toS)) {
    const distance = distanceTo(lineOf(diagram, way, sheet), x, y);
    if (distance >= least) continue;
    least = distance;
    nearest = way;
  }
  return nearest;
}

interface LineOnSheet {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

function lineOf({ messages, lanes }: Diagram, way: Way, sheet: Sheet): LineOnSheet {
  const height = laneHeight(lanes);
  const yOf = (name: number): number => TOP + (lanes.of[name]! + 0.5) * height;
  const y1 = yOf(messages.src[way.message]!);
  const y2 = yOf(messages.dest[way.message]!);
  return { x1: xOf(way.fromS, sheet), y1, x2: xOf(way.toS, sheet), y2 };
}

function distanceTo({ x1, y1, x2, y2 }: LineOnSheet, x: number, y: number): number {
  const length = Math.max(1e-9, (x2 - x1) ** 2 + (y2 - y1) ** 2);
  const share = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1));
}

function drawLanes(lanes: Lanes, { context, width, colour }: Sheet): void {
  const height = laneHeight(lanes);
  context.strokeStyle = colour("grid");
  context.lineWidth = 1;
  context.beginPath();
  for (const i of lanes.names.keys()) {
    const y = Math.round(TOP + (i + 0.5) * height) + 0.5;
    context.moveTo(LEFT, y);
    context.lineTo(width, y);
  }
  context.stroke();
}

/** Over whatever comes in from the left. */
function drawLaneNames({ names }: Pick<Lanes, "names">, sheet: Sheet): void {
  const { context, colour } = sheet;
  context.fillStyle = colour("paper");
  context.fillRect(0, 0, LEFT, sheet.height);
  context.fillStyle = colour("ink");
  const height = laneHeight({ names });
  for (const [i, name] of names.entries()) {
    context.fillText(name, 4, TOP + (i + 0.5) * height, LEFT - 10);
  }
}

/** Lanes of nodes that were down or stood still. */
function drawDown({ facts, lanes }: Diagram, sheet: Sheet): void {
  const { context, width, view, colour } = sheet;
  const height = laneHeight(lanes);
  for (const { kind, fromS, toS, nodes } of facts.faults) {
    if (toS < view.fromS || fromS > view.toS) continue;
    const from = Math.max(LEFT, xOf(fromS, sheet));
    context.fillStyle = colour(`fault-${kind}`);
    for (const node of nodes) {
      const lane = lanes.names.indexOf(node);
      const to = Math.min(width, xOf(toS, sheet));
      if (lane >= 0) context.fillRect(from, TOP + lane * height, Math.max(1, to - from), height);
    }
  }
}

function drawArrows(diagram: Diagram, ways: readonly Way[], sheet: Sheet): void {
  const faint = ways.filter((way) => !isFound(diagram, way));
  const bright = ways.filter((way) => isFound(diagram, way));
  const lost = bright.filter(({ fate }) => isLost(fate));
  const arrived = bright.filter(({ fate }) => fate === "received");
  const open = bright.filter(({ fate }) => fate === "under way");
  drawWays(diagram, faint, sheet, { colour: "soft", width: 1, alpha: 0.2 });
  drawWays(diagram, open, sheet, { colour: "soft", width: 1, alpha: 0.6 });
  drawWays(diagram, arrived, sheet, { colour: "arrow", width: 1, alpha: 0.85 });
  drawWays(diagram, lost, sheet, { colour: "bad", width: 1.5, alpha: 1 });
}

function drawWays(
  diagram: Diagram,
  ways: readonly Way[],
  sheet: Sheet,
  look: { readonly colour: string; readonly width: number; readonly alpha: number },
): void {
  const { context } = sheet;
  context.strokeStyle = sheet.colour(look.colour);
  context.lineWidth = look.width;
  context.globalAlpha = look.alpha;
  context.beginPath();
  for (const way of ways) {
    const { x1, y1, x2, y2 } = lineOf(diagram, way, sheet);
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    if (isLost(way.fate)) drawCross(context, x2, y2);
    else if (way.fate === "received") drawHead(context, x2, y2, Math.atan2(y2 - y1, x2 - x1));
  }
  context.stroke();
  context.globalAlpha = 1;
}

function isFound({ found }: Diagram, { message }: Way): boolean {
  return found === undefined || found[message] === 1;
}

/** The type, and why it was lost. */
function drawNames(diagram: Diagram, ways: readonly Way[], sheet: Sheet): void {
  const { context } = sheet;
  for (const way of ways) {
    const { x1, y1, x2, y2 } = lineOf(diagram, way, sheet);
    const type = diagram.messages.typeOf(way.message).slice(0, NAME_MAX);
    const lost = isLost(way.fate);
    context.fillStyle = sheet.colour(lost ? "bad" : "ink");
    // In the middle of what can be seen of it.
    const x = (Math.max(LEFT, x1) + Math.min(sheet.width, x2)) / 2;
    const y = x2 > x1 ? y1 + ((x - x1) / (x2 - x1)) * (y2 - y1) : (y1 + y2) / 2;
    context.fillText(lost ? `${type}: ${way.fate}` : type, x + 4, y - 5);
  }
}

function drawHead(context: Sheet["context"], x: number, y: number, angle: number): void {
  for (const turn of [-0.45, 0.45]) {
    context.moveTo(x, y);
    context.lineTo(x - 6 * Math.cos(angle + turn), y - 6 * Math.sin(angle + turn));
  }
}

function drawCross(context: Sheet["context"], x: number, y: number): void {
  context.moveTo(x - 4, y - 4);
  context.lineTo(x + 4, y + 4);
  context.moveTo(x - 4, y + 4);
  context.lineTo(x + 4, y - 4);
}

/** How many messages each lane sent and got, pixel by pixel; losses, and what was found, as ticks. */
function drawBusy(diagram: Diagram, ways: readonly Way[], sheet: Sheet): void {
  const { context, width, colour } = sheet;
  const { messages, lanes, found } = diagram;
  const height = laneHeight(lanes);
  const columns = Math.max(1, Math.ceil(width - LEFT));
  const counts = new Uint32Array(columns * lanes.names.length);
  const ticks = new Map<string, Set<number>>([
    ["accent", new Set()],
    ["bad", new Set()],
  ]);
  let most = 1;
  const cellOf = (name: number, atS: number): number => {
    const column = Math.floor(xOf(atS, sheet) - LEFT);
    return column < 0 || column >= columns ? -1 : lanes.of[name]! * columns + column;
  };
  for (const way of ways) {
    const { message } = way;
    const to = cellOf(messages.dest[message]!, way.toS);
    for (const cell of [cellOf(messages.src[message]!, way.fromS), to]) {
      if (cell < 0) continue;
      const count = counts[cell]! + 1;
      counts[cell] = count;
      most = Math.max(most, count);
      if (found?.[message] === 1) ticks.get("accent")!.add(cell);
    }
    if (isLost(way.fate) && to >= 0) ticks.get("bad")!.add(to);
  }
  const paint = (cell: number, share: number): void => {
    const lane = Math.floor(cell / columns);
    const x = LEFT + (cell % columns);
    context.fillRect(x, TOP + (lane + 0.5 - share / 2) * height, 1, share * height);
  };
  context.fillStyle = colour("arrow");
  for (const [cell, count] of counts.entries()) {
    if (count === 0) continue;
    context.globalAlpha = 0.25 + 0.75 * (Math.log1p(count) / Math.log1p(most));
    paint(cell, 0.7);
  }
  context.globalAlpha = 1;
  for (const [name, cells] of ticks) {
    context.fillStyle = colour(name);
    for (const cell of cells) paint(cell, 0.9);
  }
}

/**
 * The page's own program: unpacks the run, draws the diagram and the timeline, and lets people look around.
 *
 * @module
 */
import {
  type ClientLanes,
  type Diagram,
  diagramHeight,
  drawDiagram,
  lanesOf,
  wayAt,
  waysWithin,
} from "./diagram.ts";
import { type Browser, find } from "./dom.ts";
import { describeWay, listWays, search, stepThrough } from "./finder.ts";
import { unpack } from "./load.ts";
import { isLost, type MessageBlock, Messages, type OperationRow, type RunFacts } from "./model.ts";
import { stage } from "./stage.ts";
import { type Bar, barAt, describe, drawTimeline, timelineHeight, timelineOf } from "./timeline.ts";
import { moment, View } from "./view.ts";

/** So much of the run, before and after, is shown with an operation that somebody jumps to. */
const AROUND_S = 0.05;

/** After a complaint's last event its consequences can still be seen. */
const MARGIN = 0.15;

export async function start(browser: Browser): Promise<void> {
  const status = find(browser, "#status");
  try {
    const { document } = browser;
    const facts = (await unpack(find(browser, "#facts"))) as RunFacts;
    const messages = new Messages();
    const operations: OperationRow[] = [];
    for (const block of document.querySelectorAll(".operations-block")) {
      for (const row of (await unpack(block)) as OperationRow[]) operations.push(row);
    }
    for (const block of document.querySelectorAll(".messages-block")) {
      messages.add((await unpack(block)) as MessageBlock);
    }
    messages.end(facts.endS);
    const view = new View(facts.endS);
    const seeOperations = startTimeline(browser, view, facts, operations);
    const seeMessages = startDiagram(browser, view, facts, messages);
    startJumps(browser, view, seeOperations, seeMessages);
    status.textContent = `${messages.bodies.length} messages and ${operations.length} operations are here.`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    status.textContent = `The pictures cannot be drawn here (${why}). All data are in the files beside this page.`;
  }
}

/** Returns how to mark the operations with these events. */
function startTimeline(
  browser: Browser,
  view: View,
  facts: RunFacts,
  operations: readonly OperationRow[],
): (events: ReadonlySet<number>) => void {
  const timeline = timelineOf(operations, facts.endS);
  const detail = find(browser, "#operation");
  let marked = new Set<Bar>();
  let pinned: Bar | undefined;
  const show = (bar: Bar): void => {
    detail.textContent = describe(bar.operation);
  };
  const pin = (bar: Bar): void => {
    pinned = bar;
    marked = new Set([bar]);
    show(bar);
    redraw();
  };
  const redraw = stage(browser, find(browser, "#timeline"), view, {
    height: () => timelineHeight(timeline),
    draw: (sheet) => drawTimeline(timeline, facts.faults, marked, sheet),
    click: (x, y, sheet) => {
      const bar = barAt(timeline, x, y, sheet);
      if (bar !== undefined) pin(bar);
    },
    hover: (x, y, sheet) => {
      const bar = barAt(timeline, x, y, sheet) ?? pinned;
      if (bar !== undefined) show(bar);
    },
    step: (by) => {
      const { bars } = timeline;
      const inView = bars.findIndex((bar) => bar.fromS >= view.fromS);
      const here = pinned === undefined ? Math.max(0, inView) - by : bars.indexOf(pinned);
      const bar = bars[(here + by + bars.length) % bars.length];
      if (bar === undefined) return;
      pin(bar);
      if (bar.fromS < view.fromS || bar.fromS > view.toS) view.center(bar.fromS);
    },
  });
  return (events) => {
    const hit = timeline.bars.filter(
      ({ operation }) => events.has(operation[9]) || events.has(operation[10]),
    );
    marked = new Set(hit);
    pinned = hit[0];
    detail.textContent = hit.map(({ operation }) => describe(operation)).join("\n\n");
    redraw();
  };
}

/** Returns how to search for a text. */
function startDiagram(
  browser: Browser,
  view: View,
  facts: RunFacts,
  messages: Messages,
): (query: string) => void {
  const clients = find(browser, "#clients");
  const query = find(browser, "#query");
  const lostOnly = find(browser, "#show");
  const lanesNow = (): Diagram["lanes"] =>
    lanesOf(messages.names, facts, clients.value as ClientLanes);
  let diagram: Diagram = {
    messages,
    facts,
    lanes: lanesNow(),
    found: undefined,
    selected: undefined,
  };
  const change = (next: Partial<Diagram>): void => {
    diagram = { ...diagram, ...next };
    redraw();
    retell();
  };
  const select = (way: Diagram["selected"]): void => {
    if (way === undefined) return;
    find(browser, "#message").textContent = describeWay(messages, way);
    if (way.toS < view.fromS || way.fromS > view.toS) view.center(way.fromS);
    change({ selected: way });
  };
  const isWanted = ({ message, fate }: Diagram["messages"]["ways"][number]): boolean =>
    (diagram.found === undefined || diagram.found[message] === 1) &&
    (lostOnly.value !== "lost" || isLost(fate));
  const step = (by: 1 | -1): void => {
    const all = waysWithin(diagram, 0, Infinity);
    select(stepThrough(all, isWanted, diagram.selected, view.fromS, by));
  };
  const retell = (): void => {
    const ways = waysWithin(diagram, view.fromS, view.toS);
    const lost = ways.filter(({ fate }) => isLost(fate)).length;
    const found = diagram.found?.reduce((sum, each) => sum + each, 0);
    find(browser, "#window").textContent = [
      `${moment(view.fromS, view.widthS)} s to ${moment(view.toS, view.widthS)} s of ${facts.endS.toFixed(3)} s`,
      `${ways.length} messages, ${lost} lost`,
      ...(found === undefined ? [] : [`${found} in the whole run match`]),
    ].join("; ");
    const wanted = ways.filter(isWanted).sort((a, b) => a.fromS - b.fromS);
    listWays(browser, messages, wanted, select);
  };
  const redraw = stage(browser, find(browser, "#diagram"), view, {
    height: () => diagramHeight(diagram.lanes),
    draw: (sheet) => drawDiagram(diagram, sheet),
    click: (x, y, sheet) => select(wayAt(diagram, x, y, sheet)),
    step,
  });
  // A list anew at each step of a wheel would take longer than the picture.
  let isTold = true;
  view.onChange(() => {
    if (isTold) browser.requestAnimationFrame(() => ((isTold = true), retell()));
    isTold = false;
  });
  clients.addEventListener("change", () => change({ lanes: lanesNow() }));
  lostOnly.addEventListener("change", () => change({}));
  query.addEventListener("input", () => change({ found: search(messages, query.value) }));
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  });
  find(browser, "#next").addEventListener("click", () => step(1));
  find(browser, "#previous").addEventListener("click", () => step(-1));
  find(browser, "#zoom-in").addEventListener("click", () => view.zoom(0.5));
  find(browser, "#zoom-out").addEventListener("click", () => view.zoom(2));
  find(browser, "#whole").addEventListener("click", () => view.show(0, view.endS));
  retell();
  return (text) => {
    query.value = text;
    change({ found: search(messages, text) });
  };
}

/** From complaints and from the pictures above to the diagram and the timeline. */
function startJumps(
  browser: Browser,
  view: View,
  seeOperations: (events: ReadonlySet<number>) => void,
  seeMessages: (query: string) => void,
): void {
  for (const button of browser.document.querySelectorAll("button[data-events]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { events = "", from = "0", to = "0", find: text = "" } = button.dataset;
      const margin = Math.max(AROUND_S, (Number(to) - Number(from)) * MARGIN);
      view.show(Number(from) - margin, Number(to) + margin);
      seeOperations(new Set(events.split(" ").filter(Boolean).map(Number)));
      seeMessages(text);
      const canvas = find(browser, "#diagram");
      find(browser, "#messages").scrollIntoView();
      canvas.focus();
    });
  }
  for (const chart of browser.document.querySelectorAll("svg[data-end]")) {
    chart.addEventListener("click", ({ offsetX }) => {
      const { left = "0", right = "1" } = chart.dataset;
      const share = offsetX / Math.max(1, chart.clientWidth);
      const atS = ((share - Number(left)) / (Number(right) - Number(left))) * view.endS;
      view.show(atS - view.endS / 40, atS + view.endS / 40);
    });
  }
}

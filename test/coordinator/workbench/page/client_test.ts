/**
 * Goal: whoever opens the page finds every message and operation, however many there are, and gets from a
 * complaint to what happened.
 */
import { describe, expect, test } from "vitest";

import {
  Messages,
  type MessageBlock,
  type OperationRow,
} from "../../../../coordinator/workbench/page/client/model.ts";
import { unpack } from "../../../../coordinator/workbench/page/client/load.ts";
import { search, stepThrough } from "../../../../coordinator/workbench/page/client/finder.ts";
import { lanesOf } from "../../../../coordinator/workbench/page/client/diagram.ts";
import { timelineOf } from "../../../../coordinator/workbench/page/client/timeline.ts";
import { View, ticks } from "../../../../coordinator/workbench/page/client/view.ts";
import { messageBlocks, TEXT_MAX } from "../../../../coordinator/workbench/page/blocks.ts";
import { renderPage } from "../../../../coordinator/workbench/page/page.ts";
import { start } from "../../../../coordinator/workbench/page/client/main.ts";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import type { MessageEvent } from "../../../../coordinator/workbench/record.ts";
import { type FakeBrowser, FakeElement, openPage } from "./browser.ts";
import { event, HISTORY, outcomeOf } from "./outcome.ts";

async function read(events: readonly MessageEvent[], endS = 5): Promise<Messages> {
  const messages = new Messages();
  for await (const packed of messageBlocks(events)) {
    const block = Object.assign(new FakeElement(), { textContent: packed });
    messages.add((await unpack(block)) as MessageBlock);
  }
  messages.end(endS);
  return messages;
}

function row(client: number, fromUs: number, toUs: number): OperationRow {
  return [client, "n0", "read", "ok", fromUs, toUs, "", "", "", 0, 0];
}

async function open(events: readonly MessageEvent[]): Promise<FakeBrowser> {
  const outcome = outcomeOf(HISTORY);
  const browser = openPage(await renderPage({ outcome, storyText: "", messages: events }));
  await start(browser);
  browser.frame();
  return browser;
}

describe("messages", () => {
  test("come through with their way and their end", async () => {
    const { ways } = await read([
      event(7, 1, "sent"),
      event(9, 1.25, "sent"),
      event(7, 1.5, "received"),
      event(9, 2, "lost"),
      event(11, 3, "sent"),
    ]);
    expect(ways).toEqual([
      { message: 0, fromS: 1, toS: 1.5, fate: "received" },
      { message: 1, fromS: 1.25, toS: 2, fate: "cut" },
      { message: 2, fromS: 3, toS: 5, fate: "under way" },
    ]);
  });

  test("have a way for each copy", async () => {
    const { ways } = await read([
      event(0, 1, "sent"),
      event(0, 1.25, "duplicated"),
      event(0, 1.5, "received"),
      event(0, 2, "received"),
    ]);
    expect(ways.map(({ fromS, toS }) => [fromS, toS])).toEqual([
      [1, 1.5],
      [1.25, 2],
    ]);
  });

  test("are all there, over many blocks, with arrivals in later blocks than departures", async () => {
    const count = 30_000;
    const events = [
      ...Array.from({ length: count }, (_, i) => event(i, i / 1000, "sent")),
      ...Array.from({ length: count }, (_, i) => event(i, 40 + i / 1000, "received")),
    ];
    const messages = await read(events, 80);
    expect(messages.ways).toHaveLength(count);
    expect(messages.ways[12_345]).toEqual({
      message: 12_345,
      fromS: 12.345,
      toS: 52.345,
      fate: "received",
    });
    expect(messages.bodies[29_999]).toBe('{"type":"gossip","value":29999}');
  });

  test("are found by node, type and body, whatever the case", async () => {
    const messages = await read([
      event(0, 1, "sent", { type: "read_ok", value: "Straße" }),
      event(1, 1, "sent", { type: "gossip" }),
    ]);
    expect(search(messages, " ")).toBeUndefined();
    expect([...search(messages, "N0 straße")!]).toEqual([1, 0]);
    expect([...search(messages, "gossip")!]).toEqual([0, 1]);
    expect([...search(messages, "n0 n1")!]).toEqual([1, 1]);
  });

  test("are found by a value, which is no part of another and no number of a message", async () => {
    const bodies: Json[] = [
      { type: "broadcast", message: 10, msg_id: 3 },
      { type: "broadcast", message: 100, msg_id: 10 },
      { type: "broadcast_ok", in_reply_to: 10, msg_id: 4 },
      { type: "gossip", msg_id: 10, messages: [1, 10, { deep: "ten" }] },
      { type: "gossip", messages: ["10", "1,10,1", -10], "10": [null] },
      { type: "gossip", messages: [...Array.from({ length: 2000 }, () => 1), 10] },
      { type: "gossip", messages: [10, ...Array.from({ length: 2000 }, () => 1)] },
      { messages: "x".repeat(TEXT_MAX - 27), value: 1_234_567 },
    ];
    expect(JSON.stringify(bodies[7]).slice(0, TEXT_MAX)).toMatch(/1234$/);
    const messages = await read(bodies.map((body, i) => event(i, 1, "sent", body)));
    const found = (query: string): number[] =>
      [...search(messages, query)!].flatMap((each, i) => (each === 1 ? [i] : []));
    // What stands behind the end of a long body is only in the files.
    expect(found("=10")).toEqual([0, 3, 6]);
    expect(found("=1")).toEqual([3, 5, 6]);
    expect(found('="10"')).toEqual([4]);
    expect(found('="1,10,1"')).toEqual([4]);
    expect(found("=ten")).toEqual([3]);
    expect(found("=null")).toEqual([4]);
    expect(found('=[1,10,{"deep":"ten"}]')).toEqual([3]);
    // What a cut leaves is no value: here of 1234567, and the length of the body.
    expect(found("=1234")).toEqual([]);
    expect(found(`=${JSON.stringify(bodies[6]).length}`)).toEqual([]);
  });

  test("are gone through in the order in which they were sent, round the end", async () => {
    const { ways } = await read([
      event(0, 1, "sent"),
      event(1, 2, "sent"),
      event(1, 3, "received"),
      event(0, 4, "received"),
    ]);
    const walk = (selected: (typeof ways)[number] | undefined, by: 1 | -1): number =>
      stepThrough(ways, () => true, selected, 1.5, by)!.message;
    expect(walk(undefined, 1)).toBe(1);
    expect(walk(undefined, -1)).toBe(0);
    expect(walk(ways[0], 1)).toBe(0);
    expect(stepThrough(ways, () => false, undefined, 0, 1)).toBeUndefined();
  });
});

describe("lanes", () => {
  const facts = { endS: 1, nodes: ["n0", "n1"], services: ["lin-kv"], faults: [] };
  const names = ["c10", "n1", "lin-kv", "c9", "n0"];

  test("are nodes, services and clients, and clients may share one", () => {
    expect(lanesOf(names, facts, "a lane each").names).toEqual(["n0", "n1", "lin-kv", "c9", "c10"]);
    expect(lanesOf(names, facts, "one lane")).toEqual({
      names: ["n0", "n1", "lin-kv", "clients"],
      of: [3, 1, 2, 3, 0],
    });
    expect(lanesOf(names, facts, "hidden").of).toEqual([-1, 1, 2, -1, 0]);
  });
});

describe("the timeline", () => {
  test("gives a row to the next process when one is over", () => {
    const { rows, bars } = timelineOf([row(0, 0, 10), row(1, 5, 10), row(2, 20, 30)], 1);
    expect(rows).toEqual([[0, 2], [1]]);
    expect(bars.map((bar) => bar.row)).toEqual([0, 1, 0]);
  });
});

describe("a view", () => {
  test("stays within the run, and keeps the place that is zoomed at", () => {
    const view = new View(10);
    view.zoom(0.5, 1);
    expect([view.fromS, view.toS]).toEqual([5, 10]);
    view.pan(1);
    expect([view.fromS, view.toS]).toEqual([5, 10]);
    view.zoom(100);
    expect([view.fromS, view.toS]).toEqual([0, 10]);
    view.show(4, 4);
    expect(view.widthS).toBeGreaterThan(0);
  });

  test("has round ticks", () => {
    expect(ticks(0.3, 4.2, 5)).toEqual([1, 2, 3, 4]);
  });
});

describe("the page's script", () => {
  test("draws an arrow for a message, and a cross with the reason for a lost one", async () => {
    const browser = await open([event(0, 1, "sent"), event(0, 2, "lost")]);
    expect(browser.element("#status").textContent).toBe("1 messages and 2 operations are here.");
    const { drawn } = browser.element("#diagram");
    expect(drawn).toContain("text gossip: cut");
    expect(drawn).toContain("stroke bad");
  });

  test("draws any number of messages, and leaves no loss out", async () => {
    const events = Array.from({ length: 3000 }, (_, i) => event(i, i / 1000, "sent"));
    const arrived = events.map(({ id }) =>
      event(id, 3 + id / 3000, id === 1500 ? "lost" : "received"),
    );
    const browser = await open([...events, ...arrived]);
    const { drawn } = browser.element("#diagram");
    expect(drawn.filter((each) => each.startsWith("rect bad"))).toHaveLength(1);
    expect(browser.element("#window").textContent).toContain("3000 messages, 1 lost");
  });

  test("leads from a complaint to its operations and messages", async () => {
    const browser = await open([
      event(0, 1.1, "sent", { type: "broadcast", message: 17 }),
      event(0, 1.2, "received"),
      event(1, 4, "sent"),
    ]);
    expect(browser.element("jump").hidden).toBe(false);
    browser.element("jump").fire("click");
    browser.frame();
    expect(browser.element("#operation").textContent).toContain("ok  broadcast");
    expect(browser.element("#window").textContent).toMatch(/^0\.9\d+ s to 1\.5\d+ s/);
    expect(browser.element("#query").value).toBe("=17");
    browser.element("#next").fire("click");
    expect(browser.element("#message").textContent).toContain('"message": 17');
  });

  test("moves by keys alone", async () => {
    const browser = await open([event(0, 1, "sent"), event(0, 2, "received")]);
    const diagram = browser.element("#diagram");
    diagram.fire("keydown", { key: "+" });
    diagram.fire("keydown", { key: "ArrowRight" });
    browser.frame();
    expect(browser.element("#window").textContent).toMatch(/^1\.\d+ s to 4\.\d+ s/);
    diagram.fire("keydown", { key: "Home" });
    diagram.fire("keydown", { key: "n" });
    expect(browser.element("#message").textContent).toContain("n0 -> n1");
    browser.element("#timeline").fire("keydown", { key: "n" });
    expect(browser.element("#operation").textContent).toContain("broadcast");
  });

  test("says why it draws nothing where it cannot", async () => {
    const browser = openPage('<script id="facts">no data</script>');
    await start(browser);
    expect(browser.element("#status").textContent).toMatch(/^The pictures cannot be drawn here/);
  });
});

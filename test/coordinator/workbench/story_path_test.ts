/** @module */
import { expect, test } from "vitest";
import type { Json } from "../../../coordinator/checkers/history/history.ts";
import type { LossReason } from "../../../coordinator/workbench/envelope.ts";
import type { MessageEvent } from "../../../coordinator/workbench/record.ts";
import { pathOf } from "../../../coordinator/workbench/story_path.ts";
import { talk } from "./hand_made.ts";

const broadcast = (value: Json) => ({ type: "broadcast", msg_id: 1, message: value });
const gossip = (seen: Json, more: { readonly [field: string]: Json } = {}) => ({
  type: "gossip",
  seen,
  ...more,
});

const named = (events: readonly (readonly MessageEvent[])[], value: Json = 7) => {
  const { learned, legs } = pathOf(value, events.flat());
  return {
    learned: learned.map(({ from, node }) => `${from} ${node}`),
    legs: legs.map(({ from, to, sent, received }) => `${from} ${to} ${sent} ${received}`),
  };
};

test("follows a value from a client to all who hear of it", () => {
  const events = [
    talk(0, "c1", "n0", 10, broadcast(7)),
    talk(1, "n0", "n1", 20, gossip([5, 7])),
    talk(2, "n1", "n2", 30, gossip([7])),
    talk(3, "n0", "n2", 40, gossip([7])),
    talk(4, "n2", "c2", 50, { type: "read_ok", messages: [7] }),
  ];
  expect(named(events)).toEqual({
    learned: ["c1 n0", "n0 n1", "n1 n2"],
    legs: ["n0 n1 1 1", "n1 n2 1 1", "n0 n2 1 1"],
  });
});

test("counts what was lost, by reason, and copies", () => {
  const lost = (id: number, atMs: number, reason: LossReason) =>
    talk(id, "n0", "n1", atMs, gossip([7]), reason);
  const doubled = talk(4, "n0", "n2", 50, gossip([7]));
  const events = [
    talk(0, "c1", "n0", 10, broadcast(7)),
    lost(1, 20, "cut"),
    lost(2, 30, "cut"),
    lost(3, 40, "loss"),
    [doubled[0]!, { ...doubled[0]!, event: "duplicated" as const }, doubled[1]!, doubled[1]!],
  ];
  const [toOne, toTwo] = pathOf(7, events.flat()).legs;
  expect(toOne).toMatchObject({
    sent: 3,
    received: 0,
    lost: [
      { reason: "cut", count: 2, firstNs: 21e6 },
      { reason: "loss", count: 1, firstNs: 41e6 },
    ],
  });
  expect(toTwo).toMatchObject({ sent: 2, received: 2, lost: [] });
});

test("finds values of any kind and at any depth, as keys too", () => {
  const places: Json[] = [{ deep: [{ deeper: 7 }] }, { set: { "7": true } }, { pairs: [[0, 7]] }];
  for (const place of places)
    expect(
      named([talk(0, "c1", "n0", 1, broadcast(7)), talk(1, "n0", "n1", 9, gossip(place))]).legs,
    ).toEqual(["n0 n1 1 1"]);
  const texts = [talk(0, "c1", "n0", 1, broadcast("7")), talk(1, "n0", "n1", 9, gossip([7]))];
  expect(named(texts, "7").legs).toEqual([]);
  const records = [
    talk(0, "c1", "n0", 1, broadcast({ a: 1, b: 2 })),
    talk(1, "n0", "n1", 9, gossip([{ b: 2, a: 1 }])),
  ];
  expect(named(records, { a: 1, b: 2 }).legs).toEqual(["n0 n1 1 1"]);
});

test("is not misled by a counter or by message ids", () => {
  const events = [
    talk(0, "n2", "n1", 1, gossip([5], { round: 7 })),
    talk(1, "c1", "n0", 10, broadcast(7)),
    talk(2, "n0", "n1", 20, gossip([7], { round: 3 })),
    talk(3, "n1", "n2", 30, gossip([5], { round: 7 })),
    talk(4, "n1", "n2", 40, { type: "ack", msg_id: 7, in_reply_to: 7 }),
  ];
  expect(named(events)).toEqual({ learned: ["c1 n0", "n0 n1"], legs: ["n0 n1 1 1"] });
});

test("a request that only mentions it is no beginning", () => {
  const poll = { type: "poll", offsets: { "3": 7 } };
  expect(named([talk(0, "c1", "n0", 10, poll)])).toEqual({ learned: [], legs: [] });
});

test("is not stopped by a body that nests without end", () => {
  let deep: Json = 7;
  for (let depth = 0; depth < 20_000; depth++) deep = [deep];
  for (const value of [7, "7", null])
    expect(
      named(
        [talk(0, "c1", "n0", 1, broadcast(value)), talk(1, "n0", "n1", 9, gossip(deep))],
        value,
      ),
    ).toEqual({ learned: ["c1 n0"], legs: [] });
});

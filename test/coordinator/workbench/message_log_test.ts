/** @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Envelope } from "../../../coordinator/workbench/envelope.ts";
import {
  fileSink,
  lookUpIn,
  MessageLog,
  piecesOf,
  readMessages,
} from "../../../coordinator/workbench/message_log.ts";

const gossip = (id: number, value: unknown): Envelope => ({
  id,
  src: "n0",
  dest: "n1",
  body: { type: "gossip", value },
});

function written(write: (log: MessageLog) => void): string[] {
  const pieces: string[] = [];
  const log = new MessageLog((lines) => pieces.push(lines));
  write(log);
  log.flush();
  return pieces;
}

test("gives back what happened, each event with its message", () => {
  const pieces = written((log) => {
    log.sent(gossip(0, 7), 10);
    log.received(gossip(0, 7), 20);
    log.sent(gossip(1, 8), 30);
    log.lost(gossip(1, 8), 40, "cut");
  });
  const common = { src: "n0", dest: "n1" };
  const [seven, eight] = [7, 8].map((value) => ({ ...common, body: { type: "gossip", value } }));
  expect([...readMessages(pieces)]).toEqual([
    { id: 0, atNs: 10, event: "sent", ...seven },
    { id: 0, atNs: 20, event: "received", ...seven },
    { id: 1, atNs: 30, event: "sent", ...eight },
    { id: 1, atNs: 40, event: "lost", reason: "cut", ...eight },
  ]);
});

test("knows a copy whose original was lost before", () => {
  const pieces = written((log) => {
    log.sent(gossip(0, 7), 10);
    log.lost(gossip(0, 7), 10, "loss");
    log.duplicated(gossip(0, 7), 10);
    log.received(gossip(0, 7), 20);
  });
  const events = [...readMessages(pieces)];
  expect(events.map(({ event }) => event)).toEqual(["sent", "lost", "duplicated", "received"]);
  expect(events.every(({ body }) => JSON.stringify(body).includes("7"))).toBe(true);
});

test("takes a program's line as it is", () => {
  const line = ' {"body": {"value": "é", "type": "gossip"}, "dest": "n1", "src": "n0", "more": 1} ';
  const pieces = written((log) => log.sent({ ...gossip(0, "é"), line }, 10));
  expect(pieces.join("")).toContain(line);
  expect([...readMessages(pieces)]).toEqual([
    { id: 0, atNs: 10, event: "sent", src: "n0", dest: "n1", body: { type: "gossip", value: "é" } },
  ]);
});

test("looks for a number in the text first, and for other values everywhere", () => {
  const pieces = written((log) => {
    for (const [id, value] of [71, "é", 32].entries()) {
      log.sent(gossip(id, value), 0);
      log.received(gossip(id, value), 0);
    }
  });
  const lookUp = lookUpIn(() => pieces);
  expect([...lookUp(71)].map(({ id }) => id)).toEqual([0, 0]);
  expect([...lookUp("é")]).toHaveLength(6);
});

test("holds no more than one batch, and reads a file that ends in the middle of a line", () => {
  const folder = mkdtempSync(join(tmpdir(), "message-log-"));
  try {
    const path = join(folder, "messages.jsonl");
    const file = fileSink(path);
    let longest = 0;
    const log = new MessageLog((lines) => {
      longest = Math.max(longest, lines.length);
      file.write(lines);
    });
    for (let id = 0; id < 5000; id++) log.sent(gossip(id, "é".repeat(100)), id);
    log.flush();
    file.write('{"id":5000,"atNs":1,"event":"sen');
    file.close();
    expect(longest).toBeLessThan(70_000);
    const ids = [...readMessages(piecesOf(path))].map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 5000 }, (_, id) => id));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

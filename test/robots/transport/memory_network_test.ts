/**
 * What is special about the in-memory network; the rest is in test/conformance.
 *
 * @module
 */
import { beforeEach, expect, test } from "vitest";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";
import { MemoryNetwork } from "../../../robots/transport/memory_network.ts";
import type { Transport, TransportHandlers } from "../../../robots/transport/transport.ts";

const A = robotId("a");
const B = robotId("b");

let turns: (() => void)[];
let network: MemoryNetwork;
let a: Transport;
let lost: number;

/** Runs what is scheduled now, and nothing that is scheduled meanwhile. */
function turn(): void {
  for (const deliver of turns.splice(0)) deliver();
}

function handlers(message: TransportHandlers["message"] = () => {}): TransportHandlers {
  return { message, malformed: () => {}, lost: (_to, count) => (lost += count) };
}

function open(id: RobotId, message?: TransportHandlers["message"]): Transport {
  const transport = network.transport(id);
  void transport.start(handlers(message));
  return transport;
}

beforeEach(() => {
  turns = [];
  lost = 0;
  network = new MemoryNetwork({ inboxMax: 3, schedule: (deliver) => turns.push(deliver) });
  a = open(A);
});

test("delivers in a later turn, never inside send, and all that waits in one", () => {
  const got: number[] = [];
  open(B, (bytes) => got.push(bytes[0]!));
  void a.send(B, Uint8Array.of(1));
  void a.send(B, Uint8Array.of(2));
  expect(got).toEqual([]);
  expect(turns).toHaveLength(1);
  turn();
  expect(got).toEqual([1, 2]);
});

test("two robots that answer each other at once leave every other turn to others", () => {
  let answers = 0;
  const b = open(B, () => void b.send(A, Uint8Array.of(1)));
  void a.close();
  const again = open(A, () => {
    answers += 1;
    void again.send(B, Uint8Array.of(1));
  });
  void again.send(B, Uint8Array.of(1));
  for (let i = 0; i < 10; i++) {
    expect(turns).toHaveLength(1);
    turn();
  }
  expect(answers).toBe(5);
});

test("a robot that sends to itself gets it in the next turn", () => {
  let got = 0;
  const b = open(B, () => {
    got += 1;
    void b.send(B, Uint8Array.of(1));
  });
  void b.send(B, Uint8Array.of(1));
  turn();
  expect(got).toBe(1);
  turn();
  expect(got).toBe(2);
});

test("an inbox holds its maximum, of which the sender of the next one hears", () => {
  open(B);
  for (let i = 0; i < 5; i++) void a.send(B, Uint8Array.of(i));
  expect(network.backlog(B)).toBe(3);
  expect(lost).toBe(2);
  turn();
  expect(network.backlog(B)).toBe(0);
});

test("a message to a name that never was is lost silently", async () => {
  await a.send(B, Uint8Array.of(1));
  expect(lost).toBe(0);
  open(B, () => expect.unreachable());
  turn();
});

test("a view of Node's shared pool is copied too", () => {
  const got: Uint8Array[] = [];
  open(B, (bytes) => got.push(bytes));
  const bytes = Buffer.from([1, 2]);
  void a.send(B, bytes);
  bytes.fill(0);
  turn();
  expect([...got[0]!]).toEqual([1, 2]);
});

test("a robot that closes while it reads leaves the rest to its next life", () => {
  const first: number[] = [];
  const b = open(B, (bytes) => {
    first.push(bytes[0]!);
    void b.close();
  });
  for (let i = 1; i <= 3; i++) void a.send(B, Uint8Array.of(i));
  turn();
  expect(first).toEqual([1]);
  expect(network.backlog(B)).toBe(2);
  const second: number[] = [];
  open(B, (bytes) => second.push(bytes[0]!));
  turn();
  expect(second).toEqual([2, 3]);
});

test("the close of an earlier life does not deafen the one that took over", () => {
  const first = open(B, () => expect.unreachable());
  let got = 0;
  open(B, () => (got += 1));
  void first.close();
  void a.send(B, Uint8Array.of(1));
  turn();
  expect(got).toBe(1);
});

test("a forgotten message leaves the queue", async () => {
  const got: number[] = [];
  const b = open(B, (bytes) => {
    got.push(bytes[0]!);
    void b.forget("2");
  });
  for (let i = 1; i <= 3; i++) void a.send(B, Uint8Array.of(i));
  turn();
  expect(got).toEqual([1, 3]);
});

test("a reader that throws loses only the message it threw on", () => {
  const got: number[] = [];
  open(B, (bytes) => {
    got.push(bytes[0]!);
    if (bytes[0] === 1) throw new Error("reader");
  });
  for (let i = 1; i <= 3; i++) void a.send(B, Uint8Array.of(i));
  expect(turn).toThrow("reader");
  turn();
  expect(got).toEqual([1, 2, 3]);
});

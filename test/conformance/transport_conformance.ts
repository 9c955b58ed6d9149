/**
 * What every transport must do. One suite over all of them, bare, behind a fault layer that does
 * nothing, and under faults.
 *
 * @module
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { robotId } from "../../robots/engine/ids.ts";
import { randomBelow, seededRandom } from "../../robots/engine/random.ts";
import { FaultyTransport } from "../../robots/faults/faulty_transport.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { MESSAGE_BYTES_MAX, TransportClosed } from "../../robots/transport/transport.ts";
import { eventually } from "../support/eventually.ts";
import { realTimers } from "../support/timers.ts";
import {
  type Bench,
  due,
  join,
  type Listener,
  MARKER,
  message,
  numbered,
  sendAll,
} from "./bench.ts";
import { faultConformance } from "./fault_conformance.ts";
import { stateConformance } from "./state_conformance.ts";

/** Has a rule, so that messages go through the whole layer, which never fires. */
const NEVER: FaultPlan = { rules: [{ kind: "loss", rate: 0 }] };

/** Messages sent at once in a flood: fewer than any outbox holds. */
const FLOOD_STEP = 256;

/**
 * Runs the suite.
 *
 * @param open Makes a fresh medium.
 */
export function transportConformance(name: string, open: () => Promise<Bench>): void {
  const idle: FaultPlan = { rules: [] };
  describe(`${name}, bare`, () => {
    bareConformance(open);
  });
  describe(`${name}, without faults`, () => {
    bareConformance(() => behindLayer(open, idle));
  });
  describe(`${name}, with faults that never fire`, () => {
    bareConformance(() => behindLayer(open, NEVER));
  });
  describe(`${name}, under faults`, () => {
    faultConformance(open);
  });
  describe(`${name}, with replicas of a data type`, () => {
    stateConformance(open);
  });
}

/** The same bench, each transport behind a fault layer with `plan`. */
async function behindLayer(open: () => Promise<Bench>, plan: FaultPlan): Promise<Bench> {
  const bench = await open();
  return {
    transport: async (id) =>
      new FaultyTransport({
        inner: await bench.transport(id),
        plan,
        seed: "conformance",
        timers: realTimers,
        startedAtMs: 0,
      }),
    lossless: bench.lossless,
    unreadMessagesMax: bench.unreadMessagesMax,
    dispose: () => bench.dispose(),
  };
}

function bareConformance(open: () => Promise<Bench>): void {
  let bench: Bench;
  let a: Listener;
  let b: Listener;

  beforeEach(async () => {
    bench = await open();
    [a, b] = await Promise.all([join(bench, "a"), join(bench, "b")]);
  });
  afterEach(() => bench.dispose());

  /** Sends `bytes` from a, again and again where the medium may lose it, until it arrives. */
  async function deliver(bytes: Uint8Array, to: Listener = b): Promise<void> {
    const before = to.received.length;
    await a.transport.send(to.id, bytes);
    await eventually(async () => {
      if (to.received.length > before) return true;
      if (!bench.lossless) await a.transport.send(to.id, bytes);
      return false;
    });
  }

  /** Waits until `expected` messages arrived; a medium that may lose is given its chance. */
  async function settle(listener: Listener, expected: number): Promise<void> {
    if (bench.lossless) {
      await eventually(() => listener.received.length >= expected);
    } else {
      await deliver(message(MARKER));
    }
  }

  test("delivers the exact bytes, from one byte to the largest message", async () => {
    const random = seededRandom("bytes");
    for (const size of [1, 2, 255, 256, 1200, 65_536, MESSAGE_BYTES_MAX - 1, MESSAGE_BYTES_MAX]) {
      const bytes = Uint8Array.from({ length: size }, () => randomBelow(random, 256));
      await deliver(bytes);
      expect(Buffer.compare(b.received.at(-1)!, bytes), `${size} bytes`).toBe(0);
    }
  });

  test("delivers every one of 1,000 messages sent at once, in their order", async () => {
    const sent = numbered("m", 1000);
    await sendAll(a, b.id, sent);
    await settle(b, sent.length);
    expect(b.texts()).toEqual(due(bench, sent, b.texts()));
  });

  test("keeps the links from many robots to one apart, each in its order", async () => {
    const senders = await Promise.all(["c", "d", "e", "f"].map((name) => join(bench, name)));
    await Promise.all(senders.map((sender) => sendAll(sender, b.id, numbered(sender.id, 50))));
    await settle(b, 200);
    for (const sender of senders) {
      const texts = b.texts().filter((text) => text.startsWith(sender.id));
      expect(texts).toEqual(due(bench, numbered(sender.id, 50), texts));
    }
  });

  test("delivers to each of many robots what was sent to it and nothing else", async () => {
    const receivers = await Promise.all(["c", "d", "e", "f"].map((name) => join(bench, name)));
    await Promise.all(receivers.map(({ id }) => sendAll(a, id, numbered(id, 50))));
    for (const receiver of receivers) await settle(receiver, 50);
    for (const { id, texts } of receivers) {
      expect(texts()).toEqual(due(bench, numbered(id, 50), texts()));
    }
    expect(a.received).toEqual([]);
  });

  test("a message to a robot that does not exist is lost without an error", async () => {
    await expect(a.transport.send(robotId("nobody"), message("hello?"))).resolves.toBeUndefined();
    await deliver(message("still works"));
    expect(b.texts()).toContain("still works");
  });

  test("refuses a message that is too large and delivers nothing of it", async () => {
    const large = new Uint8Array(MESSAGE_BYTES_MAX + 1);
    await expect(a.transport.send(b.id, large)).rejects.toThrow(RangeError);
    await deliver(message("next"));
    expect(new Set(b.texts())).toEqual(new Set(["next"]));
  });

  test("a sender may change its array once it was sent, and a receiver the one it got", async () => {
    const bytes = message("original");
    await a.transport.send(b.id, bytes);
    bytes.fill(0);
    await settle(b, 1);
    expect(b.texts()).toEqual(due(bench, ["original"], b.texts()));
    const kept = message("kept");
    await deliver(kept);
    b.received.at(-1)!.fill(0);
    expect(kept).toEqual(message("kept"));
  });

  test("rejects what is sent after close with TransportClosed", async () => {
    await a.transport.close();
    await expect(a.transport.send(b.id, message("late"))).rejects.toThrow(TransportClosed);
  });

  test("closes again without complaint, also before it was started", async () => {
    await a.transport.close();
    await expect(a.transport.close()).resolves.toBeUndefined();
    const unstarted = await bench.transport(robotId("c"));
    await unstarted.close();
    await expect(unstarted.close()).resolves.toBeUndefined();
  });

  test("settles every send that is on its way when it is closed", async () => {
    const sends = numbered("m", 500).map((text) => a.transport.send(b.id, message(text)));
    const closing = a.transport.close();
    const settled = await Promise.allSettled(sends);
    await closing;
    const reasons = settled.flatMap((send) => (send.status === "rejected" ? [send.reason] : []));
    expect(reasons.filter((reason) => !(reason instanceof TransportClosed))).toEqual([]);
  });

  test("delivers nothing to a closed robot, and what was sent meanwhile to its next life", async () => {
    await b.transport.close();
    await sendAll(a, b.id, numbered("m", 20));
    // By the time a later message is elsewhere, these had their chance to be delivered too soon.
    await deliver(message("elsewhere"), await join(bench, "c"));
    const firstLife = b;
    b = await join(bench, "b");
    await settle(b, 20);
    expect(b.texts()).toEqual(due(bench, numbered("m", 20), b.texts()));
    expect(firstLife.received).toEqual([]);
  });

  test("never delivers a forgotten message to a later life", async () => {
    await deliver(message("poison"));
    await Promise.all(b.sources.map((source) => b.transport.forget(source)));
    await b.transport.close();
    b = await join(bench, "b");
    await deliver(message("after"));
    expect(b.texts()).toEqual(due(bench, ["after"], b.texts()));
  });

  test("a flood of a robot that does not read is lost with notice, in bounded memory", async () => {
    await b.transport.close();
    let sent = 0;
    while (a.lost("inbox-full") === 0) {
      expect(sent, "messages without a loss").toBeLessThanOrEqual(bench.unreadMessagesMax);
      await sendAll(a, b.id, numbered("flood", FLOOD_STEP));
      sent += FLOOD_STEP;
    }
    // Nothing of what comes on top is kept.
    const lostBefore = a.lost("inbox-full");
    await sendAll(a, b.id, numbered("more", FLOOD_STEP));
    expect(a.lost("inbox-full") - lostBefore).toBe(FLOOD_STEP);
    b = await join(bench, "b");
    await settle(b, sent + FLOOD_STEP - a.lost("inbox-full"));
    expect(b.received.length).toBeLessThanOrEqual(bench.unreadMessagesMax + 1);
    // Once it reads, it is reached again.
    await deliver(message("welcome back"));
    expect(b.texts()).toContain("welcome back");
  });
}

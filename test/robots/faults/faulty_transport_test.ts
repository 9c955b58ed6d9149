/**
 * The fault layer around a transport, on a clock moved by hand. That it keeps the transport contract
 * is in test/conformance.
 *
 * @module
 */
import { beforeEach, describe, expect, test } from "vitest";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";
import type { Fault } from "../../../robots/faults/fault.ts";
import {
  FaultyTransport,
  HELD_BYTES_MAX,
  HELD_MESSAGES_MAX,
} from "../../../robots/faults/faulty_transport.ts";
import type { Rule } from "../../../robots/faults/plan.ts";
import {
  MESSAGE_BYTES_MAX,
  type MessageLabel,
  type Transport,
  TransportClosed,
  type TransportHandlers,
} from "../../../robots/transport/transport.ts";
import { ManualTimers } from "../../support/timers.ts";

const A = robotId("a");
const B = robotId("b");
const BYTES = Uint8Array.of(1, 2, 3, 4);
const LABEL: MessageLabel = { id: "a-1-1", kind: "summary" };

/** Notes what reaches the medium. */
class Medium implements Transport {
  readonly self = A;
  readonly sent: { to: RobotId; bytes: Uint8Array; label: MessageLabel | undefined }[] = [];
  readonly forgotten: string[] = [];
  reply: Promise<void> = Promise.resolve();
  closed = false;
  handlers: TransportHandlers | undefined;

  start(handlers: TransportHandlers): Promise<void> {
    this.handlers = handlers;
    return this.reply;
  }

  send(to: RobotId, bytes: Uint8Array, label?: MessageLabel): Promise<void> {
    this.sent.push({ to, bytes, label });
    return this.reply;
  }

  forget(source: string): Promise<void> {
    this.forgotten.push(source);
    return this.reply;
  }

  close(): Promise<void> {
    this.closed = true;
    return this.reply;
  }
}

let medium: Medium;
let timers: ManualTimers;
let faults: Fault[];
let losses: string[];

beforeEach(() => {
  medium = new Medium();
  timers = new ManualTimers();
  faults = [];
  losses = [];
});

function layer(...rules: Rule[]): FaultyTransport {
  const transport = new FaultyTransport({
    inner: medium,
    plan: { rules },
    seed: "7",
    timers,
    startedAtMs: timers.now(),
    onFault: (fault) => faults.push(fault),
  });
  void transport.start({
    message: () => {},
    malformed: () => {},
    lost: (to, count, reason) => losses.push(`${count} to ${to}: ${reason}`),
  });
  return transport;
}

describe("an idle layer", () => {
  test("passes the very promise and the very bytes of the medium", () => {
    const transport = layer();
    expect(transport.send(B, BYTES, LABEL)).toBe(medium.reply);
    expect(medium.sent[0]!.bytes).toBe(BYTES);
    expect(medium.sent[0]!.label).toBe(LABEL);
  });

  test("passes them too when no rule fires, and when no rule looks at the link", () => {
    const transport = layer({ kind: "loss", rate: 0 }, { kind: "loss", rate: 1, to: ["c"] });
    expect(transport.send(B, BYTES)).toBe(medium.reply);
    expect(medium.sent[0]!.bytes).toBe(BYTES);
  });

  test("hands on start, forget and the name", async () => {
    const transport = layer();
    expect(transport.self).toBe(A);
    expect(medium.handlers).toBeDefined();
    await transport.forget("5-0");
    expect(medium.forgotten).toEqual(["5-0"]);
  });
});

describe("what is told", () => {
  test("a loss only to the observer, with the message's label", async () => {
    await layer({ kind: "loss", rate: 1 }).send(B, BYTES, LABEL);
    expect(medium.sent).toEqual([]);
    expect(faults).toEqual([{ kind: "lost", to: B, count: 1, rule: 0, label: LABEL }]);
    expect(losses).toEqual([]);
  });

  test("a refusal to the observer alone, so that nobody counts it twice", async () => {
    await layer({ kind: "saturate", rate: 1 }).send(B, BYTES);
    expect(medium.sent).toEqual([]);
    expect(faults).toEqual([{ kind: "rejected", to: B, count: 1, rule: 0 }]);
    expect(losses).toEqual([]);
  });

  test("every rule that fired, in the plan's order", async () => {
    await layer(
      { kind: "duplicate", rate: 1, copies: 2 },
      { kind: "corrupt", rate: 1 },
      { kind: "truncate", rate: 1 },
      { kind: "delay", delayMs: 1 },
      { kind: "reorder", rate: 1, delayMs: 1 },
    ).send(B, BYTES);
    expect(faults.map(({ kind, count, rule }) => [kind, count, rule])).toEqual([
      ["duplicated", 2, 0],
      ["corrupted", 3, 1],
      ["truncated", 3, 2],
      ["delayed", 3, 3],
      ["reordered", 3, 4],
    ]);
  });
});

describe("what rules look at", () => {
  test("a label says whether a message carries an update; without one it does not", async () => {
    const transport = layer({ kind: "loss", rate: 1, carrying: "update" });
    for (const kind of ["summary", "update", "summary+update"]) {
      await transport.send(B, BYTES, { id: "a-1-1", kind });
    }
    await transport.send(B, BYTES);
    expect(medium.sent.map(({ label }) => label?.kind)).toEqual(["summary", undefined]);
  });

  test("the robots of the run, first as given and then as set, also under a later plan", async () => {
    const transport = layer({ kind: "isolate" });
    await transport.send(B, BYTES);
    expect(medium.sent, "nobody is known yet").toHaveLength(1);
    transport.setRobots(["a", "b"]);
    await transport.send(B, BYTES);
    expect(medium.sent).toHaveLength(1);
    transport.setPlan({ rules: [{ kind: "halves" }] });
    await transport.send(B, BYTES);
    expect(medium.sent).toHaveLength(1);
  });

  test("sides are drawn from the seed that all robots share", () => {
    const robots = Array.from({ length: 20 }, (_, i) => (i === 0 ? "a" : `r${i}`));
    const reached = (seed: string, sharedSeed: string): string => {
      const transport = new FaultyTransport({
        inner: medium,
        plan: { rules: [{ kind: "halves" }] },
        seed,
        sharedSeed,
        robots,
        timers,
        startedAtMs: 0,
      });
      const from = medium.sent.length;
      for (const robot of robots.slice(1)) void transport.send(robotId(robot), BYTES);
      return medium.sent
        .slice(from)
        .map(({ to }) => to)
        .join(" ");
    };
    expect(reached("7:1", "7")).toBe(reached("7:2", "7"));
    expect(reached("7:1", "7")).not.toBe(reached("7:1", "8"));
  });
});

describe("an echo", () => {
  test("comes back to its sender, at once or as late as the message, and is reported", async () => {
    const transport = layer({ kind: "echo", rate: 1 });
    await transport.send(B, BYTES, LABEL);
    expect(medium.sent.map(({ to }) => to)).toEqual([B, A]);
    expect(medium.sent[1]!.bytes).toEqual(BYTES);
    expect(faults).toEqual([{ kind: "duplicated", to: B, count: 1, rule: 0, label: LABEL }]);
    transport.setPlan({
      rules: [
        { kind: "echo", rate: 1 },
        { kind: "delay", delayMs: 10 },
      ],
    });
    await transport.send(B, BYTES);
    expect(medium.sent).toHaveLength(2);
    timers.advance(10);
    expect(medium.sent.slice(2).map(({ to }) => to)).toEqual([B, A]);
  });
});

describe("a replay", () => {
  test("is what was sent, whatever the sender does with its array meanwhile", async () => {
    const bytes = Uint8Array.from(BYTES);
    await layer({ kind: "replay", rate: 1, delayMs: 10 }).send(B, bytes);
    bytes.fill(0);
    timers.advance(10);
    expect(medium.sent).toHaveLength(2);
    expect(medium.sent[1]!.bytes).toEqual(BYTES);
  });
});

test("padding never makes a message that the medium refuses", async () => {
  const transport = layer({ kind: "pad", rate: 1, bytes: 1024 });
  await transport.send(B, new Uint8Array(MESSAGE_BYTES_MAX - 1));
  expect(medium.sent[0]!.bytes).toHaveLength(MESSAGE_BYTES_MAX);
});

describe("delay", () => {
  test("holds a message until its time, while the send is already settled", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    await transport.send(B, BYTES, LABEL);
    timers.advance(9.9);
    expect(medium.sent).toEqual([]);
    expect(transport.heldCount).toBe(1);
    timers.advance(0.1);
    expect(medium.sent).toEqual([{ to: B, bytes: BYTES, label: LABEL }]);
    expect(transport.heldCount).toBe(0);
  });

  test("the sender may change its array meanwhile", async () => {
    const bytes = Uint8Array.from(BYTES);
    await layer({ kind: "delay", delayMs: 10 }).send(B, bytes);
    bytes.fill(0);
    timers.advance(10);
    expect(medium.sent[0]!.bytes).toEqual(BYTES);
  });

  test("also when the array is a view of Node's shared pool", async () => {
    const bytes = Buffer.from(BYTES);
    await layer({ kind: "delay", delayMs: 10 }).send(B, bytes);
    bytes.fill(0);
    timers.advance(10);
    expect([...medium.sent[0]!.bytes]).toEqual([...BYTES]);
  });

  test("messages that are delayed equally keep their order", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    for (let i = 0; i < 5; i++) await transport.send(B, Uint8Array.of(i));
    timers.advance(10);
    expect(medium.sent.map(({ bytes }) => bytes[0])).toEqual([0, 1, 2, 3, 4]);
  });

  test("close forgets what is held, and no alarm is left", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    await transport.send(B, BYTES);
    await transport.close();
    expect(timers.pending).toBe(0);
    timers.advance(100);
    expect(medium.sent).toEqual([]);
    expect(medium.closed).toBe(true);
    expect(transport.heldCount).toBe(0);
  });

  test("a medium that breaks meanwhile loses the message with notice, and without a stray rejection", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    await transport.send(B, BYTES);
    medium.reply = Promise.reject(new Error("broken"));
    timers.advance(10);
    await medium.reply.catch(() => {});
    await Promise.resolve();
    expect(losses).toEqual(["1 to b: unreachable"]);
  });

  test("holds a bounded number of messages; more are lost with notice", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    for (let i = 0; i < HELD_MESSAGES_MAX + 3; i++) void transport.send(B, BYTES);
    expect(transport.heldCount).toBe(HELD_MESSAGES_MAX);
    expect(losses).toEqual(Array(3).fill("1 to b: outbox-full"));
    await transport.close();
  });

  test("holds a bounded number of bytes, and has room again once they left", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    const large = new Uint8Array(MESSAGE_BYTES_MAX);
    const fit = HELD_BYTES_MAX / MESSAGE_BYTES_MAX;
    for (let i = 0; i < fit; i++) void transport.send(B, large);
    expect(losses).toEqual([]);
    void transport.send(B, BYTES);
    expect(losses).toEqual(["1 to b: outbox-full"]);
    timers.advance(10);
    void transport.send(B, BYTES);
    expect(losses).toHaveLength(1);
    expect(transport.heldCount).toBe(1);
    await transport.close();
  });
});

describe("refusals", () => {
  test("a message that the plan would lose is refused all the same if it is too large", async () => {
    const transport = layer({ kind: "loss", rate: 1 });
    const large = new Uint8Array(MESSAGE_BYTES_MAX + 1);
    await expect(transport.send(B, large)).rejects.toThrow(RangeError);
    expect(faults).toEqual([]);
  });

  test("a message that the plan would lose is refused all the same after close", async () => {
    const transport = layer({ kind: "loss", rate: 1 });
    await transport.close();
    await expect(transport.send(B, BYTES)).rejects.toThrow(TransportClosed);
  });

  test("a broken medium rejects the send, however many copies there are", async () => {
    medium.reply = Promise.reject(new Error("broken"));
    const transport = layer({ kind: "duplicate", rate: 1, copies: 2 });
    await expect(transport.send(B, BYTES)).rejects.toThrow("broken");
    expect(medium.sent).toHaveLength(3);
  });
});

describe("a new plan", () => {
  test("applies from the next message on, and those held keep their fate", async () => {
    const transport = layer({ kind: "delay", delayMs: 10 });
    await transport.send(B, Uint8Array.of(1));
    transport.setPlan({ rules: [{ kind: "loss", rate: 1 }] });
    await transport.send(B, Uint8Array.of(2));
    transport.setPlan({ rules: [] });
    await transport.send(B, Uint8Array.of(3));
    timers.advance(10);
    expect(medium.sent.map(({ bytes }) => bytes[0])).toEqual([3, 1]);
    expect(faults.map(({ kind }) => kind)).toEqual(["delayed", "lost"]);
  });

  test("counts afresh, and its windows go on from when the run began", async () => {
    const transport = layer({ kind: "loss", rate: 1, untilMs: 10 });
    await transport.send(B, BYTES);
    expect(transport.injector.fired).toEqual([1]);
    timers.advance(10);
    await transport.send(B, BYTES);
    expect(medium.sent).toHaveLength(1);
    transport.setPlan({ rules: [{ kind: "loss", rate: 1, afterMs: 15 }] });
    expect(transport.injector.neverFired()).toEqual([0]);
    await transport.send(B, BYTES);
    timers.advance(5);
    await transport.send(B, BYTES);
    expect(medium.sent).toHaveLength(2);
    expect(transport.injector.fired).toEqual([1]);
  });
});

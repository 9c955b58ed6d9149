/**
 * The driver, over a network in memory: what comes in reaches the robot, what the robot wants is
 * done, and what must not be believed ends where it should.
 *
 * @module
 */
import { expect, test } from "vitest";
import { messageId, type RobotId, robotId } from "../../../robots/engine/ids.ts";
import type { Message } from "../../../robots/engine/message.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import type { InvariantViolation } from "../../../robots/engine/replica.ts";
import { type Exchange, Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { Driver } from "../../../robots/runtime/driver.ts";
import { decodeMessage, encodeMessage } from "../../../robots/runtime/envelope.ts";
import { EventBuffer, type EventKind } from "../../../robots/runtime/events.ts";
import { secretCodec } from "../../../robots/secret/codec.ts";
import {
  SecretReplica,
  type SecretSummary,
  type SecretUpdate,
} from "../../../robots/secret/secret_replica.ts";
import { WORDS_MAX } from "../../../robots/secret/split.ts";
import { MemoryNetwork } from "../../../robots/transport/memory_network.ts";
import {
  MESSAGE_BYTES_MAX,
  type Source,
  type Transport,
  type TransportHandlers,
} from "../../../robots/transport/transport.ts";
import { received, sends, ticked } from "../../support/effects.ts";

const WORDS = 30;
const QUIET_MS = 100;
const codec = secretCodec(WORDS);

/** A network whose deliveries happen when the test says so. */
class World {
  readonly #due: (() => void)[] = [];
  readonly network: MemoryNetwork;
  nowMs = 0;

  constructor(inboxMax = 1024) {
    this.network = new MemoryNetwork({ inboxMax, schedule: (fn) => void this.#due.push(fn) });
  }

  /** Delivers until nothing is on its way. */
  settle(): void {
    for (let turn = 0; this.#due.length > 0; turn++) {
      if (turn > 10_000) throw new Error("messages without end");
      this.#due.shift()!();
    }
  }
}

interface Station {
  readonly id: RobotId;
  readonly driver: Driver<SecretSummary, SecretUpdate>;
  readonly replica: SecretReplica;
  readonly robot: Robot<SecretSummary, SecretUpdate>;
  readonly events: EventBuffer;
  readonly transport: Transport;
  readonly quarantined: { evidence: Uint8Array; reason: string; source: Source }[];
  readonly panics: { violation: InvariantViolation; evidence: Uint8Array; source: Source }[];
  readonly failures: unknown[];
  done: number;
}

interface StationOptions {
  readonly words?: Iterable<number>;
  readonly peers?: readonly string[];
  readonly exchange?: Exchange;
  readonly fanout?: number;
  readonly transport?: Transport;
}

async function station(world: World, name: string, options: StationOptions = {}): Promise<Station> {
  const id = robotId(name);
  const replica = new SecretReplica(id, WORDS);
  replica.merge(updateOf(options.words ?? []), { from: id, boot: 0, seq: 0 });
  const { exchange = "push-pull", fanout = 1 } = options;
  const times = { quietMs: QUIET_MS, nowMs: 0 };
  const robot = new Robot({ id, boot: 1, replica, exchange, fanout, ...times });
  robot.setPeers(new Roster((options.peers ?? []).map(robotId)));
  const transport = options.transport ?? world.network.transport(id);
  const events = new EventBuffer(id, 1, "here");
  const driver = new Driver({
    robot,
    codec,
    transport,
    now: () => world.nowMs,
    random: seededRandom(name),
    events,
    quarantine: (evidence, reason, source) => it.quarantined.push({ evidence, reason, source }),
    done: () => (it.done += 1),
    panic: (violation, evidence, source) => it.panics.push({ violation, evidence, source }),
    failed: (error) => it.failures.push(error),
  });
  const it: Station = {
    id,
    driver,
    replica,
    robot,
    events,
    transport,
    quarantined: [],
    panics: [],
    failures: [],
    done: 0,
  };
  await driver.start();
  return it;
}

function updateOf(indexes: Iterable<number>): SecretUpdate {
  return [...indexes].map((index) => ({ index, value: Buffer.from(`word${index} `) }));
}

function sum(numbers: readonly (number | null | undefined)[]): number {
  return numbers.reduce<number>((a, b) => a + (b ?? 0), 0);
}

/** Everything that a station has reported of one kind. */
function total(events: ReturnType<EventBuffer["drain"]>, kind: EventKind) {
  const reports = events.filter((event) => event.kind === kind);
  return {
    reports: reports.length,
    count: sum(reports.map(({ count }) => count)),
    payloads: sum(reports.map(({ payloads }) => payloads)),
  };
}

/** A message of r9, who is nobody. */
function forged(update: SecretUpdate, seq = 1): Uint8Array {
  const message: Message<SecretSummary, SecretUpdate> = {
    from: robotId("r9"),
    boot: 1,
    seq,
    lamport: 1,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update,
  };
  return encodeMessage(message, codec);
}

const NAMES = ["a", "b", "c"];
const SECRET = updateOf(Array(WORDS).keys())
  .map(({ value }) => Buffer.from(value).toString())
  .join("");

for (const exchange of ["push-pull", "push", "pull"] as const) {
  test(`three robots learn the whole secret by ${exchange}, and each is done once`, async () => {
    const world = new World();
    const stations = await Promise.all(
      NAMES.map((name, i) => {
        const words = [...Array(WORDS).keys()].filter((index) => index % 3 === i);
        return station(world, name, { words, peers: NAMES, exchange });
      }),
    );
    for (let ticks = 0; stations.some(({ done }) => done === 0); ticks++) {
      expect(ticks, "ticks").toBeLessThan(100);
      for (const { driver } of stations) driver.tick();
      world.settle();
      world.nowMs += 20;
    }
    for (let more = 0; more < 10; more++) for (const { driver } of stations) driver.tick();
    world.settle();
    for (const { replica, done, failures, quarantined } of stations) {
      expect(Buffer.from(replica.read()).toString()).toBe(SECRET);
      expect({ done, failures, quarantined }).toEqual({ done: 1, failures: [], quarantined: [] });
    }
  });
}

test("is not done before the quiet period is over", async () => {
  const world = new World();
  const a = await station(world, "a", { words: Array(WORDS).keys() });
  world.nowMs = QUIET_MS - 1;
  a.driver.tick();
  expect(a.done).toBe(0);
  world.nowMs = QUIET_MS;
  a.driver.tick();
  expect(a.done).toBe(1);
});

test("what all have sent is what all have received, updates counted too", async () => {
  const world = new World();
  const stations = await Promise.all(
    NAMES.map((name, i) => station(world, name, { words: [i, 10 + i], peers: NAMES })),
  );
  for (let ticks = 0; ticks < 20; ticks++) {
    for (const { driver } of stations) driver.tick();
    world.settle();
  }
  const events = stations.flatMap((it) => it.events.drain());
  const sent = total(events, "sent");
  expect(sent).toEqual(total(events, "received"));
  expect(sent.count).toBeGreaterThan(60);
  expect(sent.payloads).toBeGreaterThan(0);
  expect(total(events, "ticked").count).toBe(60);
  // Each robot lacked four of the six words.
  expect(total(events, "merged").count).toBe(12);
  expect(total(events, "lost").count).toBe(0);
});

test("reports its progress with what it has learned", async () => {
  const world = new World();
  const a = await station(world, "a", { words: [0] });
  await world.network.transport(robotId("r9")).send(a.id, forged(updateOf([1, 2])));
  world.settle();
  const merged = a.events.drain().find(({ kind }) => kind === "merged");
  expect(merged).toMatchObject({ count: 2, known: 3, total: WORDS, peers: ["r9"] });
});

test("what does not decode goes to quarantine with its bytes, and the robot lives on", async () => {
  const world = new World();
  const a = await station(world, "a");
  const outside = world.network.transport(robotId("r9"));
  const garbage = [Buffer.from("garbage"), forged(updateOf([1])).slice(0, -1), Buffer.alloc(0)];
  for (const bytes of garbage) await outside.send(a.id, bytes);
  await outside.send(a.id, forged(updateOf([3])));
  world.settle();
  expect(a.quarantined.map(({ evidence }) => Buffer.from(evidence))).toEqual(
    garbage.map((bytes) => Buffer.from(bytes)),
  );
  for (const { reason, source } of a.quarantined) {
    expect(reason).toBe("the checksum does not match");
    expect(source).not.toBe("");
  }
  expect([...a.replica.summarize().values()]).toEqual([3]);
  expect(total(a.events.drain(), "received").count).toBe(1);
  expect(a.panics).toEqual([]);
});

test("what the transport calls malformed goes to quarantine as it is", async () => {
  const world = new World();
  const { transport, handlers } = spy();
  const a = await station(world, "a", { transport });
  handlers().malformed(Buffer.from("evidence"), "no body", "1-0");
  expect(a.quarantined).toEqual([
    { evidence: Buffer.from("evidence"), reason: "no body", source: "1-0" },
  ]);
});

test("a contradiction ends the driver once and for all: nothing is processed after it", async () => {
  const world = new World();
  const a = await station(world, "a", { words: [0], peers: ["b"] });
  await station(world, "b");
  const outside = world.network.transport(robotId("r9"));
  const poison = forged([{ index: 0, value: Buffer.from("a lie") }], 7);
  for (const bytes of [poison, forged(updateOf([1]), 8), poison, Buffer.from("garbage")]) {
    await outside.send(a.id, bytes);
  }
  world.settle();
  expect(a.panics).toHaveLength(1);
  const [{ violation, evidence, source }] = a.panics as [(typeof a.panics)[0]];
  expect(Buffer.from(evidence)).toEqual(Buffer.from(poison));
  expect(violation.evidence).toMatchObject({ robot: "a", index: 0, messageId: "r9-1-7" });
  expect(source).toBe("1");
  expect([...a.replica.summarize().values()]).toEqual([0]);
  expect(a.quarantined).toEqual([]);
  const before = a.events.drain();
  expect(total(before, "received").count).toBe(1);
  world.nowMs = 10 * QUIET_MS;
  a.driver.tick();
  world.settle();
  expect(a.events.drain()).toEqual([]);
  expect(a.done).toBe(0);
});

test("refused messages are rejected, other losses lost, each with its number and reason", async () => {
  const world = new World();
  const { transport, handlers } = spy();
  const a = await station(world, "a", { transport });
  handlers().lost(robotId("b"), 3, "inbox-full");
  handlers().lost(robotId("c"), 2, "unreachable");
  handlers().lost(robotId("c"), 4, "outbox-full");
  expect(a.events.drain()).toMatchObject([
    { kind: "rejected", count: 3, reason: "inbox-full", peers: ["b"] },
    { kind: "lost", count: 2, reason: "unreachable", peers: ["c"] },
    { kind: "lost", count: 4, reason: "outbox-full", peers: ["c"] },
  ]);
});

test("labels every message with its id and what it carries", async () => {
  const world = new World();
  const { transport, labels } = spy();
  const a = await station(world, "a", { transport, peers: ["b"] });
  a.driver.tick();
  a.driver.tick();
  expect(labels).toEqual([
    { id: "a-1-1", kind: "summary" },
    { id: "a-1-2", kind: "summary" },
  ]);
});

test("each message of a tick to many is bytes of its own", async () => {
  const world = new World();
  const { transport, sent } = spy();
  const a = await station(world, "a", { transport, peers: ["b", "c", "d"], fanout: 3 });
  a.driver.tick();
  const decoded = sent.map((bytes) => decodeMessage(bytes, codec));
  expect(decoded.map((each) => each.ok && messageId(each.message))).toEqual([
    "a-1-1",
    "a-1-2",
    "a-1-3",
  ]);
});

test("hears of a medium that failed for good", async () => {
  const world = new World();
  const broken = new Error("broken for good");
  const { transport } = spy(() => Promise.reject(broken));
  const a = await station(world, "a", { transport, peers: ["b"] });
  a.driver.tick();
  await Promise.resolve();
  expect(a.failures).toEqual([broken]);
});

test("after stop it neither receives nor ticks, and sends that fail then are no failure", async () => {
  const world = new World();
  const late = Promise.withResolvers<void>();
  const { transport, handlers, labels } = spy(() => late.promise);
  const a = await station(world, "a", { transport, peers: ["b"] });
  a.driver.tick();
  await a.driver.stop();
  late.reject(new Error("closed"));
  handlers().message(forged(updateOf([1])), "1");
  a.driver.tick();
  await late.promise.catch(() => {});
  await Promise.resolve();
  expect(a.failures).toEqual([]);
  expect(labels).toHaveLength(1);
  expect(a.replica.progress().known).toBe(0);
  expect(total(a.events.drain(), "ticked").count).toBe(1);
});

test("an answer with a summary and an update is no larger than a message may be", () => {
  for (const [words, bytes] of [
    [1000, 4096],
    [200_000, 6],
  ] as const) {
    expect(largestAnswer(words, bytes), `${words} words`).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
  }
});

test("nor is it for a secret of the most words", () => {
  expect(largestAnswer(WORDS_MAX, 16)).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
});

/** Bytes of the answer of a robot that holds every other word to one that holds the rest. */
function largestAnswer(words: number, bytes: number): number {
  const value = new Uint8Array(bytes);
  const [asking, asked] = [0, 1].map((parity) => {
    const id = robotId(`r${parity}`);
    const replica = new SecretReplica(id, words);
    const share = Array.from({ length: words / 2 }, (_, i) => ({ index: 2 * i + parity, value }));
    replica.merge(share, { from: id, boot: 0, seq: 0 });
    return new Robot({ id, boot: 1, replica, quietMs: 0, nowMs: 0 });
  });
  const roster = new Roster([asking!.id, asked!.id]);
  for (const robot of [asking!, asked!]) robot.setPeers(roster);
  const [question] = sends(ticked(asking!, 0, () => 0));
  const [answer] = sends(received(asked!, question!, 0));
  return encodeMessage(answer!, secretCodec(words)).length;
}

/** A transport that shows what the driver does with it. */
function spy(send: () => Promise<void> = () => Promise.resolve()) {
  let given: TransportHandlers | undefined;
  const labels: unknown[] = [];
  const sent: Uint8Array[] = [];
  const transport: Transport = {
    self: robotId("a"),
    start(handlers) {
      given = handlers;
      return Promise.resolve();
    },
    send(_to, bytes, label) {
      sent.push(bytes);
      labels.push(label);
      return send();
    },
    forget: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { transport, labels, sent, handlers: () => given! };
}

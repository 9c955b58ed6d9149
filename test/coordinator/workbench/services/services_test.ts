import { describe, expect, test } from "vitest";
import type { Clock } from "../../../../coordinator/workbench/clock.ts";
import { NS_PER_MS } from "../../../../coordinator/workbench/clock.ts";
import { Network } from "../../../../coordinator/workbench/network.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import { attachServices, SERVICES } from "../../../../coordinator/workbench/services/services.ts";
import { VirtualClock } from "../../../../coordinator/workbench/virtual_clock.ts";
import type { Body, Message } from "../../../../robots/node/message.ts";

interface Heard {
  readonly atNs: number;
  readonly src: string;
  readonly body: Body;
}

interface Told {
  readonly atMs?: number;
  readonly src?: string;
  readonly dest?: string;
  readonly body: Body;
}

/** Tells services something, and gives what the nodes n0 and n1 heard and how many messages there were. */
async function told(
  messages: readonly Told[],
  { seed = "1", latencyMs = 0 } = {},
): Promise<{ heard: Heard[]; sent: number }> {
  const clock = new VirtualClock();
  const heard: Heard[] = [];
  let sent = 0;
  const network = new Network({
    clock,
    plan: { ...DEFAULT_PLAN, seed, latency: { meanMs: latencyMs, distribution: "constant" } },
    journal: { sent: () => sent++, received() {}, lost() {}, duplicated() {} },
  });
  attachServices({ network, seed });
  for (const name of ["n0", "n1"])
    network.attach(name, {
      kind: "node",
      deliver: ({ src, body }) => heard.push({ atNs: clock.nowNs(), src, body }),
    });
  await clock.run(() => tellAll(clock, network, messages));
  return { heard, sent };
}

/** Long after the last answer. */
const END_MS = 1_000_000;

function tellAll(clock: Clock, network: Network, messages: readonly Told[]): Promise<void> {
  for (const { atMs = 0, src = "n0", dest = "lin-kv", body } of messages) {
    const message: Message = { src, dest, body };
    clock.at(atMs * NS_PER_MS, () => network.send(message));
  }
  return new Promise((resolve) => void clock.at(END_MS * NS_PER_MS, resolve));
}

const WRITE: Body = { type: "write", msg_id: 1, key: "x", value: 1 };

test("all services are there and have stores of their own", async () => {
  const { heard } = await told([
    { body: WRITE },
    ...SERVICES.map((dest) => ({ atMs: 1, dest, body: { type: "read", msg_id: 2, key: "x" } })),
    { atMs: 2, dest: "lin-tso", body: { type: "ts", msg_id: 3 } },
  ]);
  expect(heard.map(({ src, body }) => [src, body["code"] ?? body.type])).toEqual([
    ["lin-kv", "write_ok"],
    ["lin-kv", "read_ok"],
    ["seq-kv", 20],
    ["lww-kv", 20],
    ["lin-tso", 10],
    ["lin-tso", "ts_ok"],
  ]);
});

describe("an answer", () => {
  test("names the request and comes after the way there and back, and no later", async () => {
    const { heard } = await told([{ body: { ...WRITE, msg_id: 7 } }], { latencyMs: 50 });
    const body = { type: "write_ok", in_reply_to: 7 };
    expect(heard).toEqual([{ atNs: 100 * NS_PER_MS, src: "lin-kv", body }]);
  });

  test("tells what is so when the request arrives", async () => {
    const read = { type: "read", msg_id: 2, key: "x" };
    const { heard } = await told(
      [
        { atMs: 0, src: "n1", body: read },
        { atMs: 1, body: WRITE },
        { atMs: 2, src: "n1", body: read },
      ],
      { latencyMs: 50 },
    );
    expect(heard.map(({ body }) => body["code"] ?? body.type)).toEqual([20, "write_ok", "read_ok"]);
  });

  test("comes without a number when the request had none", async () => {
    const { heard } = await told([{ body: { type: "write", key: "x", value: 1 } }]);
    expect(heard.map(({ body }) => body)).toEqual([{ type: "write_ok" }]);
  });

  test("to somebody who is not there ends there", async () => {
    expect(await told([{ src: "n9", body: WRITE }])).toEqual({ heard: [], sent: 2 });
  });
});

test("services never talk with each other", async () => {
  const forged = { src: "seq-kv", dest: "lin-kv", body: { type: "nonsense", msg_id: 1 } };
  expect(await told([forged])).toEqual({ heard: [], sent: 1 });
});

function reads(src: string, atMs = 100): Told[] {
  const read = { type: "read", msg_id: 1, key: "x" };
  return Array.from({ length: 5 }, (_, n) => ({ atMs: atMs + n, src, dest: "seq-kv", body: read }));
}

describe("the seed", () => {
  const writes: Told[] = Array.from({ length: 20 }, (_, n) => ({
    atMs: n,
    dest: "seq-kv",
    body: { type: "write", msg_id: n, key: "x", value: n },
  }));
  const readBy = async (messages: readonly Told[], seed: string): Promise<unknown[]> => {
    const { heard } = await told(messages, { seed });
    return heard.filter(({ body }) => body.type === "read_ok").map(({ body }) => body["value"]);
  };

  test("decides what is read", async () => {
    const messages = [...writes, ...reads("n1")];
    expect(await readBy(messages, "1")).toEqual(await readBy(messages, "1"));
    expect(await readBy(messages, "1")).not.toEqual(await readBy(messages, "2"));
  });

  test("draws anew for each request: who reads again and again gets to the newest", async () => {
    const often = Array.from({ length: 40 }, (_, n) => reads("n1", 100 + 10 * n)).flat();
    for (const seed of ["1", "2", "3", "4", "5"])
      expect((await readBy([...writes, ...often], seed)).at(-1)).toBe(19);
  });

  test("gives each sender its own luck, whatever others do", async () => {
    const alone = await readBy([...writes, ...reads("n1")], "1");
    expect(await readBy([...writes, ...reads("n9", 50), ...reads("n1")], "1")).toEqual(alone);
  });
});

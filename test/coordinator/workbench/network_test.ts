/**
 * Goal: what becomes of a message depends on the seed, its link and its number there, and on nothing else.
 */
import { describe, expect, it } from "vitest";

import { NS_PER_MS } from "../../../coordinator/workbench/clock.ts";
import type { Kind } from "../../../coordinator/workbench/envelope.ts";
import { Network } from "../../../coordinator/workbench/network.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { VirtualClock } from "../../../coordinator/workbench/virtual_clock.ts";
import { sleep } from "../../../coordinator/workbench/clock.ts";

const KINDS: Record<string, Kind> = {
  n0: "node",
  n1: "node",
  n2: "node",
  "lin-kv": "service",
  c0: "client",
};

/** A network of nodes, a service and a client, and everything that it did. */
function world(changes: Partial<TestPlan> = {}) {
  const clock = new VirtualClock();
  const events: string[] = [];
  const arrivals: { dest: string; id: number; atMs: number }[] = [];
  const network = new Network({
    clock,
    plan: { ...DEFAULT_PLAN, ...changes },
    journal: {
      sent: ({ id }) => events.push(`sent ${id}`),
      received: ({ id }) => events.push(`received ${id}`),
      lost: ({ id }, _at, reason) => events.push(`lost ${id}: ${reason}`),
      duplicated: ({ id }) => events.push(`duplicated ${id}`),
    },
  });
  for (const [name, kind] of Object.entries(KINDS)) {
    network.attach(name, {
      kind,
      deliver: ({ dest, id }) => arrivals.push({ dest, id, atMs: clock.nowNs() / NS_PER_MS }),
    });
  }
  const send = (src: string, dest: string, writer?: string): boolean =>
    network.send({ src, dest, body: { type: "hello" } }, undefined, writer);
  const settle = (): Promise<void> => clock.run(() => sleep(clock, 1e12));
  return { clock, network, events, arrivals, send, settle };
}

describe("latency", () => {
  it("lies between nodes and between nodes and services, and not before clients", async () => {
    const { send, settle, arrivals } = world({
      latency: { meanMs: 100, distribution: "constant" },
    });
    send("n0", "n1");
    send("n0", "lin-kv");
    send("lin-kv", "n0");
    send("c0", "n0");
    send("n0", "c0");
    await settle();
    const at = Object.fromEntries(arrivals.map(({ id, atMs }) => [id, atMs]));
    expect(at).toEqual({ 0: 100, 1: 100, 2: 100, 3: 0, 4: 0 });
  });

  it("is that of the node that wrote a message, whatever name it gave", async () => {
    const { send, settle, arrivals } = world({
      latency: { meanMs: 100, distribution: "constant" },
    });
    send("c0", "n1", "n0");
    await settle();
    expect(arrivals).toMatchObject([{ atMs: 100 }]);
  });

  it.each([
    ["uniform", 200],
    ["exponential", 2000],
  ] as const)("%s has the mean that was asked for", async (distribution, mostMs) => {
    const { send, settle, arrivals } = world({ latency: { meanMs: 100, distribution } });
    for (let i = 0; i < 4000; i++) send("n0", "n1");
    await settle();
    const times = arrivals.map(({ atMs }) => atMs);
    expect(times.reduce((sum, ms) => sum + ms, 0) / times.length).toBeGreaterThan(95);
    expect(times.reduce((sum, ms) => sum + ms, 0) / times.length).toBeLessThan(105);
    expect(Math.max(...times)).toBeLessThanOrEqual(mostMs);
    expect(Math.min(...times)).toBeLessThan(5);
  });
});

describe("delivery as in Maelstrom", () => {
  const latency = { meanMs: 100, distribution: "constant" } as const;

  it("makes a client wait for what is under way to its node", async () => {
    const { send, settle, arrivals } = world({ latency, delivery: "maelstrom" });
    send("n0", "n1");
    send("c0", "n1");
    send("c0", "n2");
    await settle();
    const at = Object.fromEntries(arrivals.map(({ id, atMs }) => [id, atMs]));
    expect(at).toEqual({ 0: 100, 1: 100, 2: 0 });
  });

  it("makes nobody wait for a copy, which Maelstrom does not know", async () => {
    const { clock, send, settle, arrivals } = world({
      latency,
      delivery: "maelstrom",
      duplicate: 1,
    });
    send("n0", "n1");
    clock.at(100 * NS_PER_MS + 1, () => send("c0", "n1"));
    await settle();
    expect(arrivals.find(({ id }) => id === 1)!.atMs).toBeLessThan(100.001);
    expect(arrivals.filter(({ id }) => id === 0).at(-1)!.atMs).toBeGreaterThan(101);
  });
});

/** Which of these messages got lost. */
function fates(events: readonly string[], ids: readonly number[]): boolean[] {
  return ids.map((id) => events.includes(`lost ${id}: loss`));
}

describe("loss and duplication", () => {
  const faults = { loss: 0.25, duplicate: 0.1 };

  it("strike the asked share of messages between nodes", async () => {
    const { send, settle, events } = world(faults);
    for (let i = 0; i < 4000; i++) send("n0", "n1");
    await settle();
    const lost = events.filter((event) => event.startsWith("lost")).length;
    const doubled = events.filter((event) => event.startsWith("duplicated")).length;
    expect(lost / 4000).toBeCloseTo(0.25, 1);
    expect(doubled / 4000).toBeCloseTo(0.1, 1);
    expect(events.filter((event) => event.startsWith("received"))).toHaveLength(
      4000 - lost + doubled,
    );
  });

  it("spare clients and services", async () => {
    const { send, settle, events } = world({ loss: 1, duplicate: 1 });
    send("c0", "n0");
    send("n0", "c0");
    send("n0", "lin-kv");
    send("lin-kv", "n0");
    await settle();
    expect(events.filter((event) => event.startsWith("received"))).toHaveLength(4);
    expect(events).toHaveLength(8);
  });

  it("are the same for the n-th message of a link, whatever others send", async () => {
    const alone = world(faults);
    for (let i = 0; i < 50; i++) alone.send("n0", "n1");
    await alone.settle();
    const among = world(faults);
    const ofLink: number[] = [];
    for (let i = 0; i < 50; i++) {
      among.send("n2", "n1");
      ofLink.push(2 * i + 1);
      among.send("n0", "n1");
    }
    await among.settle();
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(fates(among.events, ofLink)).toEqual(fates(alone.events, numbers));
    expect(fates(alone.events, numbers)).toContain(true);
  });
});

describe("cuts", () => {
  it("drop when the message would arrive, and in one direction only", async () => {
    const { clock, network, send, settle, events, arrivals } = world({
      latency: { meanMs: 100, distribution: "constant" },
    });
    send("n0", "n1");
    send("n1", "n0");
    clock.at(50 * NS_PER_MS, () => network.cut([["n0", "n1"]]));
    clock.at(150 * NS_PER_MS, () => send("n0", "n1"));
    clock.at(160 * NS_PER_MS, () => network.cut([]));
    await settle();
    expect(events).toContain("lost 0: cut");
    expect(arrivals.map(({ id, dest }) => [id, dest])).toEqual([
      [1, "n0"],
      [2, "n1"],
    ]);
  });

  it("strike what a node writes in the name of a client", async () => {
    const { send, settle, network, events } = world();
    network.cut([["n0", "n1"]]);
    send("c0", "n1", "n0");
    send("c0", "n1");
    await settle();
    expect(events).toContain("lost 0: cut");
    expect(events).toContain("received 1");
  });

  it("never strike clients and services, as the nemesis does not name them", async () => {
    const { network, send, settle, arrivals } = world();
    network.cut([
      ["n0", "n1"],
      ["n1", "n0"],
    ]);
    send("c0", "n1");
    send("lin-kv", "n1");
    await settle();
    expect(arrivals).toHaveLength(2);
  });
});

describe("receivers", () => {
  it("that are down lose what arrives meanwhile", async () => {
    const { network, send, settle, events, arrivals } = world();
    network.setDown("n1", true);
    send("n0", "n1");
    await settle();
    network.setDown("n1", false);
    send("n0", "n1");
    await settle();
    expect(events).toContain("lost 0: down");
    expect(arrivals.map(({ id }) => id)).toEqual([1]);
  });

  it("that do not exist are said so to the sender", () => {
    const { send, events } = world();
    expect(send("n0", "n9")).toBe(false);
    expect(send("n0", "n1")).toBe(true);
    expect(events).toContain("lost 0: gone");
  });
});

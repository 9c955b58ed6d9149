/**
 * Goal: with `exact` a message arrives when it is due; with `maelstrom` it waits behind what its
 * receiver has taken up, and what that does to operations is what the original has recorded.
 */
import { describe, expect, it } from "vitest";

import { Arrivals } from "../../../coordinator/workbench/arrivals.ts";
import { NS_PER_MS, sleep } from "../../../coordinator/workbench/clock.ts";
import { DEFAULT_PLAN, type Delivery, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import { VirtualClock } from "../../../coordinator/workbench/virtual_clock.ts";
import type { Node } from "../../../robots/node/node.ts";

interface Sent {
  readonly what: string;
  readonly sentMs: number;
  readonly dueMs: number;
  readonly to?: string;
}

/** What arrived, with its time in ms, in the order in which it did. */
async function arrivalsOf(delivery: Delivery, ...all: readonly Sent[]): Promise<string[]> {
  const clock = new VirtualClock();
  const arrivals = new Arrivals(clock, delivery);
  const arrived: string[] = [];
  for (const { what, sentMs, dueMs, to = "n0" } of all) {
    clock.at(sentMs * NS_PER_MS, () =>
      arrivals.expect(to, dueMs * NS_PER_MS, () =>
        arrived.push(`${what} ${clock.nowNs() / NS_PER_MS}`),
      ),
    );
  }
  await clock.run(() => sleep(clock, 1e12));
  return arrived;
}

const SLOW: Sent = { what: "slow", sentMs: 0, dueMs: 100 };
const CLIENT: Sent = { what: "client", sentMs: 10, dueMs: 10 };

describe("exact", () => {
  it("lets everything arrive when it is due", async () => {
    expect(await arrivalsOf("exact", SLOW, CLIENT)).toEqual(["client 10", "slow 100"]);
  });
});

describe("maelstrom", () => {
  it("holds up what comes while a message is under way, and lets it arrive right after", async () => {
    expect(await arrivalsOf("maelstrom", SLOW, CLIENT)).toEqual(["slow 100", "client 100"]);
  });

  it("lets a message through when nothing is under way any more", async () => {
    const later = { ...CLIENT, what: "later", sentMs: 110, dueMs: 110 };
    expect(await arrivalsOf("maelstrom", SLOW, later)).toEqual(["slow 100", "later 110"]);
  });

  it("takes up next what is due first of those that wait, and keeps their order else", async () => {
    const waiting = [
      { what: "third", sentMs: 1, dueMs: 300 },
      { what: "second", sentMs: 2, dueMs: 200 },
      CLIENT,
      { ...CLIENT, what: "other client", sentMs: 10 },
      { what: "held", sentMs: 150, dueMs: 150 },
    ];
    expect(await arrivalsOf("maelstrom", SLOW, ...waiting)).toEqual([
      "slow 100",
      "client 100",
      "other client 100",
      "second 200",
      "held 200",
      "third 300",
    ]);
  });

  it("keeps receivers apart", async () => {
    const elsewhere = { ...CLIENT, to: "n1" };
    expect(await arrivalsOf("maelstrom", SLOW, elsewhere)).toEqual(["client 10", "slow 100"]);
  });
});

/** Tells its neighbours at once what is new to it, and answers at once. */
function flood(node: Node): void {
  const seen = new Set<unknown>();
  let neighbours: readonly string[] = [];
  const learn = (message: unknown, from: string): void => {
    if (seen.has(message)) return;
    seen.add(message);
    for (const to of neighbours) if (to !== from) node.send(to, { type: "news", message });
  };
  node.on<{ topology: Record<string, string[]> }>("topology", ({ body }) => {
    neighbours = body.topology[node.id] ?? [];
    return { type: "topology_ok" };
  });
  node.on("read", () => ({ type: "read_ok", messages: [...seen] }));
  node.on<{ message: unknown }>("broadcast", ({ src, body }) => {
    learn(body.message, src);
    return { type: "broadcast_ok" };
  });
  node.on<{ message: unknown }>("news", ({ src, body }) => learn(body.message, src));
}

describe("a flood on a tree, 25 nodes, rate 100, latency 100 ms", () => {
  const plan: TestPlan = {
    ...DEFAULT_PLAN,
    workload: "broadcast",
    nodes: Array.from({ length: 25 }, (_, i) => `n${i}`),
    topology: "tree4",
    concurrency: 25,
    rate: 100,
    timeLimitMs: 20_000,
    latency: { meanMs: 100, distribution: "constant" },
  };
  const readLatencies = async (delivery: Delivery): Promise<Record<string, number>> => {
    const { outcome } = await testInVirtualTime({ plan: { ...plan, delivery }, program: flood });
    expect(outcome.valid).toBe(true);
    return outcome.latencies.find(({ f, type }) => f === "read" && type === "ok")!.quantilesMs;
  };

  it("is answered at once when deliveries are exact", async () => {
    expect((await readLatencies("exact"))["1"]).toBeLessThan(0.001);
  });

  it("keeps clients waiting as long as the original does: it recorded 26, 98 and 104 ms", async () => {
    const { "0.5": median, "0.99": p99, "1": max } = await readLatencies("maelstrom");
    expect(median).toBeGreaterThan(16);
    expect(median).toBeLessThan(36);
    expect(p99).toBeGreaterThan(90);
    expect(max).toBeLessThanOrEqual(100);
  });
});

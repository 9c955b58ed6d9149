/**
 * What every transport must do under a fault plan: the faults that are reported are exactly those
 * that are seen. Where the medium may lose on its own, they are at least seen.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RobotId } from "../../robots/engine/ids.ts";
import type { FaultKind } from "../../robots/faults/fault.ts";
import { FaultyTransport } from "../../robots/faults/faulty_transport.ts";
import type { FaultPlan, Rule } from "../../robots/faults/plan.ts";
import { eventually } from "../support/eventually.ts";
import { realTimers } from "../support/timers.ts";
import { type Bench, due, join, type Listener, message, numbered, sendAll } from "./bench.ts";

const MESSAGES = 500;

export function faultConformance(open: () => Promise<Bench>): void {
  let bench: Bench;
  let faults: Map<FaultKind, number>;
  let layers: Map<RobotId, FaultyTransport>;

  beforeEach(async () => {
    bench = await open();
    faults = new Map();
    layers = new Map();
  });
  afterEach(async () => {
    for (const layer of layers.values()) await layer.close();
    await bench.dispose();
  });

  async function joinUnder(plan: FaultPlan, name: string): Promise<Listener> {
    const transport = async (id: RobotId): Promise<FaultyTransport> => {
      const layer = new FaultyTransport({
        inner: await bench.transport(id),
        plan,
        seed: "conformance",
        timers: realTimers,
        startedAtMs: realTimers.now(),
        onFault: (fault) => faults.set(fault.kind, count(fault.kind) + fault.count),
      });
      layers.set(id, layer);
      return layer;
    };
    return join({ ...bench, transport }, name);
  }

  function pairUnder(...rules: Rule[]): Promise<[Listener, Listener]> {
    const plan = { rules };
    return Promise.all([joinUnder(plan, "a"), joinUnder(plan, "b")]);
  }

  function count(kind: FaultKind): number {
    return faults.get(kind) ?? 0;
  }

  /** Waits until no more can come and checks how many came. */
  async function expectCount(listener: Listener, expected: number): Promise<void> {
    if (bench.lossless) await eventually(() => listener.received.length >= expected);
    else await eventually(() => listener.received.length > 0 || expected === 0);
    const came = listener.received.length;
    expect(came).toBe(bench.lossless ? expected : Math.min(came, expected));
  }

  test("as many messages are missing as were reported lost", async () => {
    const [a, b] = await pairUnder({ kind: "loss", rate: 0.3 });
    const sent = numbered("m", MESSAGES);
    await sendAll(a, b.id, sent);
    expect(count("lost")).toBeGreaterThan(0);
    await expectCount(b, MESSAGES - count("lost"));
    expect(sent).toEqual(expect.arrayContaining(b.texts()));
    expect(a.lost("inbox-full"), "a loss that the sender notices").toBe(0);
  });

  test("as many copies arrive as were reported duplicated", async () => {
    const [a, b] = await pairUnder({ kind: "duplicate", rate: 0.2, copies: 3 });
    const sent = numbered("m", MESSAGES);
    await sendAll(a, b.id, sent);
    expect(count("duplicated")).toBeGreaterThan(0);
    await expectCount(b, MESSAGES + count("duplicated"));
    const copies = Map.groupBy(b.texts(), (text) => text);
    for (const [text, same] of copies) {
      expect(sent).toContain(text);
      expect(bench.lossless ? [1, 4] : [1, 2, 3, 4]).toContain(same.length);
    }
  });

  test("nothing arrives that was not sent under loss, duplication, delay and reordering", async () => {
    const [a, b] = await pairUnder(
      { kind: "loss", rate: 0.2 },
      { kind: "duplicate", rate: 0.3, copies: 2 },
      { kind: "delay", delayMs: 1, jitterMs: 5, rate: 0.5 },
      { kind: "reorder", rate: 0.2, delayMs: 10 },
      { kind: "saturate", rate: 0.1 },
    );
    const sent = numbered("m", MESSAGES);
    await sendAll(a, b.id, sent);
    await eventually(() => layers.get(a.id)!.heldCount === 0);
    const kinds: FaultKind[] = ["lost", "duplicated", "delayed", "reordered", "rejected"];
    expect(kinds.filter((kind) => count(kind) === 0)).toEqual([]);
    await expectCount(b, MESSAGES - count("lost") - count("rejected") + count("duplicated"));
    expect(sent).toEqual(expect.arrayContaining(b.texts()));
    const firsts = [...new Set(b.texts())];
    expect(firsts, "the same order").not.toEqual(sent.filter((text) => firsts.includes(text)));
  });

  test("delayed messages arrive, and not before their time", async () => {
    const [a, b] = await pairUnder({ kind: "delay", delayMs: 40 });
    const startMs = performance.now();
    await sendAll(a, b.id, numbered("m", 20));
    await eventually(() => b.received.length > 0);
    // Timers count whole milliseconds.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(39);
    await expectCount(b, 20);
    expect(b.texts(), "in order").toEqual(due(bench, numbered("m", 20), b.texts()));
  });

  test("a cut link is dead one way only", async () => {
    const [a, b] = await pairUnder({ kind: "cut", from: ["a"], to: ["b"] });
    await sendAll(a, b.id, numbered("m", 20));
    await sendAll(b, a.id, numbered("m", 20));
    await expectCount(a, 20);
    expect(b.received).toEqual([]);
    expect(count("lost")).toBe(20);
  });

  test("a partition separates groups only, and a new plan heals it at once", async () => {
    const plan: FaultPlan = { rules: [{ kind: "partition", groups: [["a", "b"]] }] };
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => joinUnder(plan, name)));
    await sendAll(a!, b!.id, numbered("m", 10));
    await sendAll(a!, c!.id, numbered("lost", 10));
    await sendAll(c!, a!.id, numbered("lost", 10));
    for (const layer of layers.values()) layer.setPlan({ rules: [] });
    await sendAll(a!, c!.id, numbered("healed", 10));
    await expectCount(b!, 10);
    await expectCount(c!, 10);
    expect(numbered("healed", 10)).toEqual(expect.arrayContaining(c!.texts()));
    expect(a!.received).toEqual([]);
  });

  test("corruption changes one byte of what arrives and none of the sender's", async () => {
    const [a, b] = await pairUnder({ kind: "corrupt", rate: 1 });
    const bytes = message("0123456789");
    await a.transport.send(b.id, bytes);
    await a.transport.send(b.id, bytes);
    await expectCount(b, 2);
    expect(bytes).toEqual(message("0123456789"));
    for (const got of b.received) {
      expect(got.length).toBe(bytes.length);
      expect([...got].filter((byte, i) => byte !== bytes[i])).toHaveLength(1);
    }
    expect(count("corrupted")).toBe(2);
  });

  test("a truncated message is a true beginning of the one sent", async () => {
    const [a, b] = await pairUnder({ kind: "truncate", rate: 1 });
    await sendAll(
      a,
      b.id,
      Array.from({ length: 50 }, () => "0123456789"),
    );
    await expectCount(b, 50);
    for (const text of b.texts()) {
      expect("0123456789".startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThan(10);
    }
    expect(count("truncated")).toBe(50);
  });

  test("messages come in bursts of loss, and as many are missing as were reported", async () => {
    const [a, b] = await pairUnder({ kind: "burst-loss", enterRate: 0.05, leaveRate: 0.3 });
    await sendAll(a, b.id, numbered("m", MESSAGES));
    expect(count("lost")).toBeGreaterThan(0);
    await expectCount(b, MESSAGES - count("lost"));
  });

  test("what is replayed arrives once more, and what is echoed comes back", async () => {
    const [a, b] = await pairUnder({ kind: "replay", rate: 1, delayMs: 20 });
    await sendAll(a, b.id, numbered("m", 20));
    await eventually(() => layers.get(a.id)!.heldCount === 0);
    await expectCount(b, 40);
    layers.get(a.id)!.setPlan({ rules: [{ kind: "echo", rate: 1 }] });
    await sendAll(a, b.id, numbered("e", 20));
    await expectCount(a, 20);
    await expectCount(b, 60);
    expect(count("duplicated")).toBe(40);
    expect(numbered("e", 20)).toEqual(expect.arrayContaining(a.texts()));
  });

  test("half of the robots hear each other, and the other half do", async () => {
    const names = ["a", "b", "c", "d"];
    const all = await Promise.all(
      names.map((name) => joinUnder({ rules: [{ kind: "halves" }] }, name)),
    );
    for (const layer of layers.values()) layer.setRobots(all.map(({ id }) => id));
    for (const from of all) {
      for (const to of all) if (to !== from) await sendAll(from, to.id, numbered(from.id, 5));
    }
    expect(count("lost")).toBe(4 * 2 * 5);
    for (const listener of all) await expectCount(listener, 5);
  });

  test("what is damaged in any way arrives damaged, and the sender keeps its own", async () => {
    const [a, b] = await pairUnder({ kind: "garbage", rate: 1 });
    const bytes = message("0123456789");
    for (const rule of [
      { kind: "garbage", rate: 1 },
      { kind: "blank", rate: 1, bytes: 3 },
      { kind: "pad", rate: 1, bytes: 5 },
    ] as const) {
      layers.get(a.id)!.setPlan({ rules: [rule] });
      await a.transport.send(b.id, bytes);
    }
    expect(bytes).toEqual(message("0123456789"));
    expect(count("corrupted")).toBe(3);
    await expectCount(b, 3);
    for (const got of b.received) expect(got).not.toEqual(bytes);
    if (bench.lossless) expect(b.received.map(({ length }) => length)).toEqual([10, 10, 15]);
  });

  test("a saturated inbox refuses messages, and the observer counts them", async () => {
    const [a, b] = await pairUnder({ kind: "saturate", rate: 0.5 });
    await sendAll(a, b.id, numbered("m", MESSAGES));
    expect(count("rejected")).toBeGreaterThan(0);
    expect(a.lost("inbox-full"), "counted by the observer alone").toBe(0);
    await expectCount(b, MESSAGES - count("rejected"));
  });
}

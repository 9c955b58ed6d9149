/**
 * Goal: a data type on the engine over messages of nodes: news travel soon and once, whatever got lost is
 * repaired, and a settled cluster costs next to nothing.
 */
import { describe, expect, it } from "vitest";

import { equalStates } from "../../../robots/crdt/entries.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { LwwMap } from "../../../robots/crdt/lww_map.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { CONVERSATION_CODEC } from "../../../robots/engine/state_replica.ts";
import { type Gossip, gossiping, type GossipOptions } from "../../../robots/glomers/gossip.ts";
import { gossipOptions } from "../../../robots/glomers/gossip_options.ts";
import { GossipReplica } from "../../../robots/glomers/gossip_replica.ts";
import type { Body } from "../../../robots/node/message.ts";
import type { Node } from "../../../robots/node/node.ts";
import { decodeMessage } from "../../../robots/runtime/envelope.ts";
import { STRATEGY_NAMES } from "../../../robots/reconcile/strategy.ts";
import { nodes, trial } from "../../workbench/parts/trial.ts";
import { HandDriven, readyNode } from "../node/fixture.ts";

const PEER = robotId("n2");
const FROM_PEER = { from: PEER, boot: 1, seq: 1 };

/** A node that gossips a set, and what it is made of. */
function setNode(options: GossipOptions = {}, luck = 0, id = "n1", ids = ["n1", "n2", "n3"]) {
  const set = new GSet();
  let gossip: Gossip | undefined;
  const program = (life: Node): void => {
    gossip = gossiping(life, set, options);
  };
  const node = new HandDriven(program, { luck });
  node.hear({ type: "init", msg_id: 1, node_id: id, node_ids: ids }, "c0");
  node.bodies();
  return { node, set, gossip: gossip! };
}

function decoded({ bytes }: Body) {
  const outcome = decodeMessage(Buffer.from(bytes as string, "base64"), CONVERSATION_CODEC);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.message;
}

/** Entries that a push carries, in words. */
function told(bodies: readonly Body[]): string[][] {
  return bodies.map((body) => {
    const other = new GSet();
    const replica = new GossipReplica(other);
    replica.merge(decoded(body).update!, FROM_PEER, 0);
    return [...other.elements()];
  });
}

describe("news", () => {
  it("wait for company, and go to every peer in one message", async () => {
    const { node, set } = setNode({ pushMs: 20 });
    await node.pass(100);
    node.bodies();
    set.add("x");
    await node.pass(10);
    set.add("y");
    await node.pass(9);
    expect(node.bodies()).toEqual([]);
    await node.pass(1);
    expect(told(node.bodies())).toEqual([
      ["x", "y"],
      ["x", "y"],
    ]);
    await node.pass(300);
    expect(node.bodies()).toEqual([]);
  });

  it("go at once when somebody must not wait, and not again", async () => {
    const { node, set, gossip } = setNode({ pushMs: 20 });
    await node.pass(100);
    node.bodies();
    set.add("x");
    gossip.push();
    expect(told(node.bodies())).toEqual([["x"], ["x"]]);
    gossip.push();
    await node.pass(300);
    expect(node.bodies()).toEqual([]);
  });

  it("are what stands there when they go, not what was replaced", () => {
    const map = new LwwMap("a");
    const replica = new GossipReplica(map);
    for (let n = 0; n < 100; n++) map.set("x", Uint8Array.of(n), n);
    expect(replica.newsCount).toBe(1);
    expect(replica.pushNext()).toBe(true);
    const other = new LwwMap("b");
    const receiver = new GossipReplica(other);
    const messages = replica.begin(PEER, 0);
    for (const message of messages) receiver.merge(message, FROM_PEER, 1000);
    expect(other.get("x")).toEqual(Uint8Array.of(99));
  });

  it.each([
    ["stay here when everybody is told by whoever wrote", false],
    ["go on when only some are", true],
  ])("learned of others %s", (_, forwards) => {
    const [a, b] = [new GSet(), new GSet()];
    const [sender, receiver] = [new GossipReplica(a), new GossipReplica(b, { forwards })];
    a.add("x");
    sender.pushNext();
    for (const message of sender.begin(PEER, 0)) receiver.merge(message, FROM_PEER, 0);
    expect(b.has("x")).toBe(true);
    expect(receiver.newsCount).toBe(forwards ? 1 : 0);
    b.add("y");
    expect(receiver.newsCount).toBe(forwards ? 2 : 1);
  });

  it.each([
    [1, 1],
    [2, 0],
  ])("with a fanout of %i among two peers are told on %i times", async (fanout, times) => {
    const [teller, hearer] = [setNode({}, 0, "n2"), setNode({ fanout, pushMs: 20 })];
    await hearer.node.pass(100);
    hearer.node.bodies();
    teller.set.add("x");
    teller.gossip.push();
    hearer.node.hear(teller.node.bodies()[0]!, "n2");
    await hearer.node.pass(20);
    expect(told(hearer.node.bodies())).toEqual(Array.from({ length: times }, () => ["x"]));
  });

  it("do not come back to be told again", () => {
    const a = new GSet();
    const replica = new GossipReplica(a, { forwards: true });
    a.add("x");
    replica.pushNext();
    for (const message of replica.begin(PEER, 0)) replica.merge(message, FROM_PEER, 0);
    expect(replica.pushNext()).toBe(false);
  });

  it("beyond a burst are left to conversations, and memory is given back", () => {
    const set = new GSet();
    const replica = new GossipReplica(set);
    for (let n = 0; n < 40; n++) set.add(String(n).padStart(100_000, "x"));
    expect(replica.pushNext()).toBe(true);
    expect(replica.begin(PEER, 0).length).toBe(16);
    expect(replica.newsCount).toBe(0);
    expect(replica.pushNext()).toBe(false);
  });
});

describe("greetings", () => {
  it("go to one peer a period, to each of them in turn by chance, and say only how it stands", async () => {
    const { node, set } = setNode({ periodMs: 500 });
    set.add("a long text that no greeting has room for".repeat(10));
    await node.pass(100);
    node.bodies();
    await node.pass(5000);
    const greetings = node.bodies();
    expect(greetings).toHaveLength(10);
    for (const body of greetings) expect(decoded(body).update!.length).toBeLessThan(20);
  });

  it("reach each peer as often as any other", async () => {
    const reached = new Map<string, number>();
    const replica = new GossipReplica(new GSet());
    for (let round = 0; round < 300; round++) {
      replica.converseNext(round % 3);
      for (const peer of ["n2", "n3", "n4"]) {
        const messages = replica.begin(robotId(peer), 0).length;
        reached.set(peer, (reached.get(peer) ?? 0) + messages);
      }
    }
    expect([...reached.values()]).toEqual([100, 100, 100]);
  });

  it.each(STRATEGY_NAMES.filter((name) => name !== "delta"))(
    "repair what pushes lost: %s",
    async (strategy) => {
      const ids = ["n1", "n2"];
      const a = setNode({ strategy }, 0, "n1", ids);
      const b = setNode({ strategy }, 0, "n2", ids);
      for (let n = 0; n < 50; n++) (n % 2 ? a : b).set.add(`element ${n}`);
      await a.node.pass(100);
      await b.node.pass(100);
      a.node.bodies();
      b.node.bodies();
      for (let round = 0; round < 5; round++) {
        await a.node.pass(500);
        await b.node.pass(500);
        for (let turns = 0; turns < 20; turns++) {
          const [fromA, fromB] = [a.node.bodies(), b.node.bodies()];
          for (const body of fromA) b.node.hear(body, "n1");
          for (const body of fromB) a.node.hear(body, "n2");
        }
      }
      expect(equalStates(a.set, b.set)).toBe(true);
      expect(a.set.size).toBe(50);
      expect(a.node.logged).toEqual([]);
    },
  );
});

describe("a life", () => {
  it("has another number than the one before, so that message ids never come again", async () => {
    const boots = [0.1, 0.2].map((luck) => {
      const { node, set, gossip } = setNode({}, luck);
      set.add("x");
      gossip.push();
      return decoded(node.bodies()[0]!).boot;
    });
    expect(new Set(boots).size).toBe(2);
    expect(boots.every((boot) => boot >= 1)).toBe(true);
  });

  it("asks at once for what it may have forgotten", async () => {
    const { node } = setNode();
    await node.pass(0);
    expect(node.bodies()).toHaveLength(1);
  });

  it("says what it refused, but not for ever", () => {
    const { node } = setNode();
    for (let n = 0; n < 1000; n++) node.hear({ type: "gossip", bytes: "AAAA" }, "n2");
    expect(node.logged).toHaveLength(20);
    expect(node.logged[0]).toBe("refused gossip of n2: the checksum does not match (3 bytes)");
    expect(node.broken).toEqual([]);
  });

  it("is silent after it was stopped", async () => {
    const { node, set, gossip } = setNode();
    set.add("x");
    gossip.stop();
    set.add("y");
    gossip.push();
    await node.pass(10_000);
    expect(node.bodies()).toEqual([]);
    expect(node.logged).toEqual([]);
  });

  it("alone says nothing, and waits for nothing", async () => {
    const { node, set } = setNode({}, 0, "n1", ["n1"]);
    set.add("x");
    expect(node.waiting).toBe(0);
    await node.pass(1000);
    expect(node.bodies()).toEqual([]);
  });
});

describe("what it costs", () => {
  it.each([3, 5, 25])("a settled cluster of %i: a message a node and period", async (count) => {
    const { outcome } = await trial("../../robots/glomers/g_set", {
      workload: "g-set",
      nodes: nodes(count),
      rate: 0,
      timeLimitMs: 10_000,
      args: ["--period-ms", "500"],
    });
    const seconds = outcome.record.endedNs / 1e9;
    const expected = 2 * count * seconds + count;
    expect(outcome.net.servers.msgCount).toBeLessThanOrEqual(expected);
    expect(outcome.net.servers.msgCount).toBeGreaterThan(0.8 * expected);
  });

  it("with a fanout, 25 nodes still come to hold the same", async () => {
    for (const seed of ["1", "2", "3"]) {
      const { outcome } = await trial("../../robots/glomers/g_set", {
        workload: "g-set",
        nodes: nodes(25),
        rate: 20,
        seed,
        loss: 0.1,
        args: ["--fanout", "3", "--push-ms", "20"],
      });
      expect(outcome.complaints).toEqual([]);
    }
  });
});

describe("options", () => {
  it("have defaults, and are read from the command line", () => {
    expect(gossipOptions([])).toMatchObject({ periodMs: 500, pushMs: 20, strategy: "auto" });
    expect(gossipOptions([], { pushMs: 50 }).pushMs).toBe(50);
    const args = ["--period-ms", "9", "--push-ms=0", "--fanout", "2", "--strategy", "riblt"];
    const read = { periodMs: 9, pushMs: 0, fanout: 2, strategy: "riblt" };
    expect(gossipOptions(args, { pushMs: 50 })).toEqual(read);
  });

  it.each([["--strategy", "best"], ["--fanout", "0"], ["--push-ms", "-1"], ["--loud"]])(
    "refuse %s %s",
    (...args) => {
      expect(() => gossipOptions(args)).toThrow(Error);
    },
  );

  it("that make no sense are refused", () => {
    for (const options of [{ periodMs: 0 }, { pushMs: -1 }, { fanout: 0 }, { fanout: NaN }]) {
      const node = readyNode((life: Node) => void gossiping(life, new GSet(), options));
      expect(String(node.broken)).toMatch(/cannot gossip as/);
    }
  });
});

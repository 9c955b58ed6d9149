/**
 * Goal: Kafka on lanes is right under everything that it promises to stand, keeps within its messages, and
 * says no where it must.
 */
import { describe, expect, it } from "vitest";

import kafkaLanes from "../../../robots/glomers/kafka_lanes.ts";
import type { Body } from "../../../robots/node/message.ts";
import {
  BAD_LINKS,
  DEATHS,
  nodes,
  PARTITIONS,
  type Plan,
  trial,
} from "../../workbench/parts/trial.ts";
import { HandDriven, turn } from "../node/fixture.ts";

const LANES = "../../robots/glomers/kafka_lanes";

/** The challenge's own command, but for its length. */
const REFERENCE: Plan = { workload: "kafka", nodes: nodes(2), concurrency: 4, rate: 1000 };

/** Whoever waits for the other node does nothing else, so there are more clients, and more time. */
const SLOWER: Partial<Plan> = { rate: 200, concurrency: 12, timeLimitMs: 8000 };

const WEATHER: Partial<Plan> = {
  ...BAD_LINKS,
  nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 },
};

const SKIES: readonly (readonly [ack: "local" | "all", what: string, plan: Partial<Plan>])[] = [
  ["local", "under partitions", PARTITIONS],
  ["all", "under partitions", PARTITIONS],
  ["local", "in any weather", WEATHER],
  ["all", "in any weather", WEATHER],
  ["local", "with three nodes in any weather", { ...WEATHER, nodes: nodes(3) }],
  ["all", "with three nodes in any weather", { ...WEATHER, nodes: nodes(3) }],
  ["all", "when nodes are killed", { nemesis: { faults: ["kill"], intervalMs: 500 } }],
  [
    "all",
    "when one is killed before another has read back what it had",
    {
      ...BAD_LINKS,
      nemesis: { faults: ["partition", "one-way", "kill", "pause"], intervalMs: 500 },
      timeLimitMs: 15_000,
    },
  ],
  [
    "all",
    "with three nodes that are killed, or stand still, on bad links",
    { ...BAD_LINKS, ...DEATHS, ...SLOWER, timeLimitMs: 15_000, nodes: nodes(3) },
  ],
];

describe("Kafka on lanes", () => {
  it.each(SKIES)("is right with --ack %s %s", async (ack, _, plan) => {
    for (const seed of ["1", "2", "3", "4"]) {
      const args = ["--ack", ack];
      const { outcome } = await trial(LANES, { ...REFERENCE, ...SLOWER, args, seed, ...plan });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it.each([2, 3, 5, 7])(
    "floods nobody with %i nodes and no period, though messages get lost",
    async (size) => {
      for (const ack of ["local", "all"])
        for (const loss of [0.1, 0.3])
          for (const seed of ["1", "2", "3"]) {
            const { outcome } = await trial(LANES, {
              workload: "kafka",
              nodes: nodes(size),
              concurrency: 2 * size,
              rate: 300,
              timeLimitMs: 5000,
              latency: { meanMs: 10, distribution: "constant" },
              args: ["--ack", ack, "--period-ms", "0"],
              loss,
              seed,
            });
            expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
            // Each piece of news to each peer, its answer, and what is lost anew.
            const most = size * size;
            expect(outcome.net.servers.msgCount / outcome.stats.count).toBeLessThan(most);
          }
    },
  );

  it.each([
    ["local", 0.1],
    ["all", 0.3],
  ])("with --ack %s needs at most %f messages an operation", async (ack, most) => {
    for (const judgement of ["compat", "strict"] as const) {
      const args = ["--ack", ack];
      const { outcome } = await trial(LANES, { ...REFERENCE, judgement, args });
      expect(outcome.valid).toBe(true);
      expect(outcome.net.servers.msgCount / outcome.stats.count).toBeLessThanOrEqual(most);
    }
  });

  it("carries out all but listings while the nodes are cut off from each other", async () => {
    const nemesis = { faults: ["partition" as const], intervalMs: 3000 };
    const { outcome } = await trial(LANES, { ...REFERENCE, nemesis, timeLimitMs: 9000 });
    const { byF } = outcome.stats;
    for (const f of ["send", "poll", "commit_offsets"])
      expect(byF.get(f)!.okCount).toBe(byF.get(f)!.count);
    expect(byF.get("list_committed_offsets")!.failCount).toBeGreaterThan(0);
  });

  it("lists less than was acknowledged where listings must not ask: the two cannot be had together", async () => {
    const args = ["--list", "local"];
    const { outcome } = await trial(LANES, { ...REFERENCE, args });
    expect(new Set(outcome.complaints.map(({ anomaly }) => anomaly))).toEqual(
      new Set(["committed-backwards"]),
    );
  });
});

const NOTHING = { base: 0, entries: [], promise: 0, isWhole: true };

/** One of two nodes; `join` is the other one's answer. */
function oneOfTwo(...args: string[]): {
  driven: HandDriven;
  join: (body: object) => Promise<void>;
} {
  const driven = new HandDriven(kafkaLanes, { args });
  driven.init(["n1", "n2"]);
  const join = async (body: object): Promise<void> => {
    const pull = driven.bodies().find(({ type }) => type === "lanes_pull");
    const parts = [
      [0, NOTHING],
      [1, NOTHING],
    ];
    const answer = { session: 7, parts, held: 0, isKnown: false, ...body };
    driven.hear({ type: "lanes_pulled", in_reply_to: pull!.msg_id!, ...answer }, "n2");
    await turn();
  };
  return { driven, join };
}

const SEND: Body = { type: "send", msg_id: 9, key: "k", msg: "m" };

describe("a node with lanes", () => {
  it("takes part when all others have told what they have, and refuses when they do not", async () => {
    const { driven, join } = oneOfTwo();
    driven.hear(SEND);
    await turn();
    expect(driven.sent.map(({ body }) => body.type)).toEqual(
      ["init_ok", "lanes_pull"].toReversed(),
    );
    await join({});
    expect(driven.bodies()).toMatchObject([{ type: "send_ok", offset: 2 }]);

    const { driven: alone } = oneOfTwo();
    alone.hear(SEND);
    await alone.pass(5000);
    expect(alone.bodies().filter(({ type }) => type === "error")).toMatchObject([{ code: 11 }]);
  });

  it("takes an answer that comes when it has asked again already", async () => {
    const { driven, join } = oneOfTwo();
    await driven.pass(150);
    expect(driven.sent.filter(({ body }) => body.type === "lanes_pull")).toHaveLength(2);
    await join({});
    driven.hear(SEND);
    await turn();
    expect(driven.bodies()).toMatchObject([{ type: "send_ok" }]);
  });

  it("promises at once when it takes part, but says nothing twice before", async () => {
    const driven = new HandDriven(kafkaLanes);
    driven.init(["n1", "n2", "n3"]);
    const pulls = driven.sent.filter(({ body }) => body.type === "lanes_pull");
    const promises = (): unknown[] =>
      driven.sent
        .splice(0)
        .filter(({ dest, body }) => dest === "n2" && body.type === "lanes")
        .map(({ body }) => (body["batch"] as { promise: number }).promise);
    const join = async (peer: string, ...batches: unknown[]): Promise<void> => {
      const { msg_id: asked } = pulls.find(({ dest }) => dest === peer)!.body;
      const parts = batches.map((batch, lane) => [lane, batch]);
      const told = { session: 7, parts, held: 0, isKnown: false };
      driven.hear({ type: "lanes_pulled", in_reply_to: asked!, ...told }, peer);
      await turn();
    };
    const entries = [["r", 5, "k", 1]];
    await join("n2", NOTHING, { ...NOTHING, entries, promise: 5 }, NOTHING);
    await driven.pass(500);
    expect(promises()).toEqual([]);
    await join("n3", NOTHING, NOTHING, { ...NOTHING, promise: 5 });
    await driven.pass(100);
    expect(promises()).toEqual([5]);
  });

  it("gives no offset again that it may have given in an earlier life", async () => {
    const { driven, join } = oneOfTwo();
    await join({ isKnown: true });
    driven.bodies();
    driven.hear(SEND);
    await turn();
    expect(driven.bodies()[0]!["offset"]).toBeGreaterThan(2 ** 32);
  });

  it("acknowledges with --ack all when the other has it", async () => {
    const { driven, join } = oneOfTwo("--ack", "all");
    await join({});
    driven.bodies();
    driven.hear(SEND);
    await driven.pass(20);
    const [batch, ...others] = driven.bodies();
    expect(others).toEqual([]);
    const heard = { type: "lanes", from: 7, to: batch!["from"], batch: { ...NOTHING, promise: 1 } };
    const rest = { again: false, wants: false, asked: 0, answers: 0, atMs: 0, echoMs: null };
    driven.hear({ ...heard, ...rest, held: 0 }, "n2");
    await turn();
    expect(driven.bodies()).toEqual([]);
    driven.hear({ ...heard, ...rest, held: 1 }, "n2");
    await turn();
    expect(driven.bodies()).toMatchObject([{ type: "send_ok", offset: 2 }]);
  });

  it("tells somebody in a session that nobody has told of, and begins anew when it is told so", async () => {
    const { driven, join } = oneOfTwo();
    await join({});
    driven.bodies();
    const message = { type: "lanes", batch: NOTHING, held: 0, again: false, wants: true };
    driven.hear({ ...message, from: 8, to: 0 }, "n2");
    await turn();
    expect(driven.bodies()).toEqual([{ type: "lanes_stranger", session: 8 }]);
    // This was for an earlier life.
    driven.hear({ ...message, from: 8, to: 1 }, "n2");
    driven.hear({ type: "lanes_stranger", session: 5 }, "n2");
    await turn();
    expect(driven.bodies()).toEqual([]);
    driven.hear({ type: "lanes_stranger", session: 0 }, "n2");
    await turn();
    expect(driven.bodies()).toMatchObject([{ type: "lanes_pull" }]);
  });

  it("hears nothing more of a life that another has followed", async () => {
    const { driven, join } = oneOfTwo();
    await join({});
    driven.bodies();
    const pull = (session: number) => {
      driven.hear({ type: "lanes_pull", msg_id: 3, session, has: [0, 0] }, "n2");
      return driven.bodies().length;
    };
    expect([pull(8), pull(8), pull(7), pull(9), pull(8)]).toEqual([1, 1, 0, 1, 0]);
  });

  it("refuses a commit beyond what was sent, and options that make no sense", async () => {
    const { driven, join } = oneOfTwo();
    await join({});
    driven.bodies();
    driven.hear({ type: "commit_offsets", msg_id: 4, offsets: { k: 0 } });
    await turn();
    expect(driven.bodies()).toMatchObject([{ type: "error", code: 22 }]);
    for (const args of [
      ["--ack", "some"],
      ["--period-ms", "-1"],
      ["--list", "0"],
      ["--x", "1"],
    ])
      expect(oneOfTwo(...args).driven.broken).toHaveLength(1);
  });
});

/**
 * Goal: counters have the sum of what was acknowledged, each once, at every node soon after the network
 * lets them, and killed nodes take nothing along.
 */
import { describe, expect, it } from "vitest";

import gCounter from "../../../robots/glomers/g_counter.ts";
import gCounterSeqKv from "../../../robots/glomers/g_counter_seq_kv.ts";
import pnCounter from "../../../robots/glomers/pn_counter.ts";
import { BAD_LINKS, DEATHS, PARTITIONS, type Plan, trial } from "../../workbench/parts/trial.ts";
import { readyNode, turn } from "../node/fixture.ts";
import { diskless } from "./lives.ts";

const SEEDS = ["1", "2", "3", "4", "5", "6"];

const COUNTERS = [
  ["g_counter", "g-counter"],
  ["g_counter_seq_kv", "g-counter"],
  ["pn_counter", "pn-counter"],
] as const;

const SKIES: readonly (readonly [what: string, changes: Partial<Plan>])[] = [
  ["under partitions", { ...PARTITIONS, availability: "total" }],
  [
    "in any weather",
    { ...BAD_LINKS, nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 } },
  ],
  ["when nodes are killed", DEATHS],
  [
    "whatever happens",
    {
      ...BAD_LINKS,
      ...DEATHS,
      nemesis: { faults: ["partition", "one-way", "pause", "kill"], intervalMs: 500 },
    },
  ],
];

const CASES = COUNTERS.flatMap(([file, workload]) =>
  SKIES.map(([what, changes]) => [file, what, { workload, ...changes }] as const),
);

describe("a counter", () => {
  it.each(CASES)("%s has the sum %s", async (file, _, plan) => {
    for (const seed of SEEDS) {
      const { outcome } = await trial(`../../robots/glomers/${file}`, { ...plan, seed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
    }
  });

  it.each([
    ["g-counter", gCounter],
    ["pn-counter", pnCounter],
  ] as const)(
    "%s has the sum without a disk when nodes are killed, as long as links are good",
    async (workload, program) => {
      for (const seed of SEEDS) {
        const { outcome } = await diskless(program, { workload, ...DEATHS, seed });
        expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      }
    },
  );

  it("in seq-kv is fresh where latency is high, and reads share their requests", async () => {
    const plan: Plan = {
      workload: "g-counter",
      latency: { meanMs: 100, distribution: "exponential" },
      concurrency: 60,
      timeLimitMs: 5000,
    };
    const { outcome } = await trial("../../robots/glomers/g_counter_seq_kv", plan);
    expect(outcome.complaints).toEqual([]);
    // A write, two reads and their answers for each read would be 4.7 messages an operation.
    expect(outcome.net.servers.msgCount / outcome.stats.count).toBeLessThan(2.5);
  });
});

describe("a node of a counter", () => {
  it.each([gCounter, gCounterSeqKv])(
    "that only grows refuses to shrink, and lives on",
    async (program) => {
      const node = readyNode(program);
      node.bodies();
      for (const delta of [-1, 0.5, "1", undefined, 2 ** 60]) {
        node.hear({ type: "add", msg_id: 1, delta });
        await turn();
        expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
      }
      expect(node.broken).toEqual([]);
    },
  );

  it("that goes both ways refuses what is no whole number", () => {
    const node = readyNode(pnCounter);
    for (const delta of [0.5, "1", undefined]) {
      node.hear({ type: "add", msg_id: 1, delta });
      expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    }
    node.hear({ type: "add", msg_id: 1, delta: -7 });
    node.bodies();
    node.hear({ type: "read", msg_id: 2 });
    expect(node.bodies()).toEqual([{ type: "read_ok", in_reply_to: 2, value: -7 }]);
  });

  it.each([
    ["g-counter", gCounter, Number.MAX_SAFE_INTEGER],
    ["pn-counter", pnCounter, 2 ** 52 - 1],
    ["pn-counter", pnCounter, -(2 ** 52 - 1)],
  ])("of %s refuses what it cannot count, and lives on", (_, program, most) => {
    const node = readyNode(program);
    const answerTo = (body: { type: string; delta?: number }) => {
      node.hear({ ...body, msg_id: 1 });
      return node.bodies().filter(({ type }) => type !== "gossip");
    };
    const refused = [{ type: "error", code: 12, text: expect.stringMatching(/^delta must/) }];
    expect(answerTo({ type: "add", delta: most })).toMatchObject([{ type: "add_ok" }]);
    expect(answerTo({ type: "add", delta: most })).toMatchObject(refused);
    expect(answerTo({ type: "add", delta: Math.sign(most) })).toMatchObject(refused);
    expect(answerTo({ type: "add", delta: 0 })).toMatchObject([{ type: "add_ok" }]);
    expect(answerTo({ type: "read" })).toMatchObject([{ type: "read_ok", value: most }]);
    expect(node.broken).toEqual([]);
  });

  it("that goes both ways refuses at once what is beyond it, and has room for the rest", () => {
    const node = readyNode(pnCounter);
    node.hear({ type: "add", msg_id: 1, delta: Number.MAX_SAFE_INTEGER });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    node.hear({ type: "add", msg_id: 2, delta: -5 });
    node.hear({ type: "read", msg_id: 3 });
    expect(node.bodies().at(-1)).toMatchObject({ type: "read_ok", value: -5 });
  });

  it.each([gCounter, pnCounter])("tells the others before it acknowledges", (program) => {
    const node = readyNode(program);
    node.hear({ type: "add", msg_id: 1, delta: 1 });
    expect(node.bodies().map(({ type }) => type)).toEqual(["gossip", "gossip", "add_ok"]);
  });

  it("in seq-kv acknowledges nothing that is not written", async () => {
    const node = readyNode(gCounterSeqKv);
    node.hear({ type: "add", msg_id: 1, delta: 1 });
    await node.pass(4000);
    const types = new Set(node.bodies().map(({ type }) => type));
    expect([...types]).toEqual(["write"]);
    expect(node.broken).toEqual([]);
  });
});

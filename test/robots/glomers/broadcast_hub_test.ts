/**
 * Goal: gather and scatter is right whatever the network and the nemesis do, holds its figures when they
 * do nothing, and then says nothing more.
 */
import { describe, expect, it } from "vitest";
import { parseExpectations } from "../../../coordinator/workbench/expectation.ts";
import { HandDriven, readyNode } from "../node/fixture.ts";
import program from "../../../robots/glomers/broadcast_hub.ts";
import {
  BAD_LINKS,
  finalReads,
  forgotten,
  names,
  type Plan,
  striking,
  trial,
} from "./broadcast_trial.ts";
import { forgetful } from "./lives.ts";

/** Small enough for many seeds: the hub is struck as often as anybody. */
const SMALL: Plan = { nodes: names(9), rate: 40, timeLimitMs: 5000, args: ["--epoch-ms=200"] };

const WEATHER: readonly (readonly [what: string, plan: Plan])[] = [
  ["partitions", striking("partition")],
  ["one-way cuts", striking("one-way")],
  ["pauses", striking("pause")],
  ["kills", striking("kill")],
  ["loss and duplication", BAD_LINKS],
  ["all of these but kills", { ...BAD_LINKS, ...striking("partition", "one-way", "pause") }],
  ["all of these", { ...BAD_LINKS, ...striking("partition", "one-way", "pause", "kill") }],
  [
    "all of these with latencies of any length, without epochs",
    {
      ...BAD_LINKS,
      ...striking("partition", "one-way", "pause", "kill"),
      latency: { meanMs: 50, distribution: "exponential" },
      args: ["--epoch-ms=0"],
    },
  ],
];

const DEATHS: readonly (readonly [what: string, plan: Plan])[] = [
  ["kills", striking("kill")],
  ["everything at once", { ...BAD_LINKS, ...striking("partition", "one-way", "pause", "kill") }],
];

/** n1, where n0 is the hub. */
function secondNode(args: readonly string[]): HandDriven {
  const node = new HandDriven(program, { args });
  node.init(["n0", "n1", "n2"]);
  node.bodies();
  return node;
}

describe("broadcast by a hub", () => {
  it.each(WEATHER)("has everything everywhere in the end despite %s", async (_, plan) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { outcome } = await trial(program, { ...SMALL, ...plan, seed: String(seed) });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it.each(DEATHS)(
    "loses with %s and no disk only what killed nodes had just been told",
    async (_, plan) => {
      for (let seed = 1; seed <= 20; seed++) {
        const tested = await trial(forgetful(program), { ...SMALL, ...plan, seed: String(seed) });
        const [first, ...others] = finalReads(tested);
        for (const read of others) expect(read, `seed ${seed}`).toEqual(first);
        const kills = tested.outcome.record.strikes.filter(({ f }) => f === "kill");
        for (const { node, atMs } of forgotten(tested)) {
          const end = kills.find(({ atNs, nodes }) => atNs / 1e6 >= atMs && nodes!.includes(node));
          expect(end, `seed ${seed}: ${node} at ${atMs}`).toBeDefined();
          // Unless it was cut off or unheard: an epoch, and the hub's, which may be killed, too.
          if (plan.loss === undefined) expect(end!.atNs / 1e6 - atMs).toBeLessThan(2000);
        }
      }
    },
  );

  it("goes on without the hub for good", async () => {
    const plan = { ...SMALL, ...BAD_LINKS, concurrency: 18 };
    for (let seed = 1; seed <= 5; seed++) {
      const { script } = await trial(program, { ...plan, seed: String(seed) });
      const [atNs] = script.operations.filter(({ atNs: ns }) => ns > 2e9).map(({ atNs: ns }) => ns);
      const strikes = [{ atNs: atNs!, f: "kill", what: "kill n0", nodes: ["n0"] }] as const;
      const more = { script: { ...script, strikes } };
      const tested = await trial(program, { ...plan, seed: String(seed) }, more);
      const reads = finalReads(tested);
      expect(reads.length).toBeGreaterThanOrEqual(8);
      for (const read of reads) expect(read, `seed ${seed}`).toEqual(reads[0]);
      expect(forgotten(tested).filter(({ node }) => node !== "n0")).toEqual([]);
      expect(reads[0]!.length).toBeGreaterThan(50);
    }
  });

  it.each([
    ["3d", ["--epoch-ms=409", "--answer-ms=10"], "servers.msgs-per-op<=0.95,p50<400,max<600"],
    ["3d, answered at once", ["--epoch-ms=399"], "servers.msgs-per-op<=0.98,p50<400,max<600"],
    ["3e", ["--epoch-ms=1600"], "servers.msgs-per-op<=0.32,p50<1000,max<2000"],
  ])("holds the figures of %s, and then is silent", async (_, args, expected) => {
    for (let seed = 1; seed <= 2; seed++) {
      const plan = { args, expectations: parseExpectations(expected), seed: String(seed) };
      const { outcome, lastServerMs } = await trial(program, plan);
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
      expect(lastServerMs).toBeLessThan(26_000);
    }
  });

  it.each([0, 40])("sends news so long before the last moment: %i ms", async (slackMs) => {
    const args = [`--slack-ms=${slackMs}`, "--epoch-ms=400"];
    const node = secondNode(args);
    node.hear({ type: "broadcast", msg_id: 1, message: 1 });
    await node.pass(0);
    expect(node.bodies()).toMatchObject([{ type: "broadcast_ok" }, { type: "gather" }]);
    node.hear({ type: "scatter", life: "a", number: 1, news: [], got: [[0, 250]] }, "n0");
    node.hear({ type: "broadcast", msg_id: 2, message: 2 });
    node.bodies();
    await node.pass(249 - slackMs);
    expect(node.bodies()).toEqual([]);
    await node.pass(1);
    expect(node.bodies()).toMatchObject([{ type: "gather", news: [2] }]);
  });

  it.each([
    ["3d", ["--epoch-ms=409", "--answer-ms=10"], 6],
    ["3e", ["--epoch-ms=1600"], 3],
  ])("is whole ten seconds later though a third is lost: %s", async (_, args, mostMessages) => {
    const expectations = parseExpectations(`servers.msgs-per-op<=${mostMessages}`);
    for (let seed = 7000; seed < 7006; seed++) {
      const plan = { args, loss: 0.3, expectations, seed: String(seed) };
      const { outcome } = await trial(program, plan);
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it("takes null for an element, and a request without one for malformed", () => {
    const node = secondNode([]);
    node.hear({ type: "broadcast", msg_id: 1 });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    node.hear({ type: "broadcast", msg_id: 2, message: null });
    node.hear({ type: "read", msg_id: 3 });
    const answers = node.bodies();
    expect(answers).toContainEqual({ type: "read_ok", in_reply_to: 3, messages: [null] });
    expect(node.broken).toEqual([]);
  });

  it.each([
    { type: "gather" },
    { type: "gather", batches: 1, news: [] },
    { type: "gather", batches: [1], news: "x" },
    { type: "scatter", life: "a", number: 1, got: [] },
    { type: "scatter", life: "a", number: 1, news: [1], got: [7] },
    { type: "got", life: "a", number: 1 },
    { type: "repair", state: "?" },
    { type: "repair", state: "?", bytes: [5] },
  ])("lives on when a peer says %j", async (body) => {
    const node = secondNode([]);
    node.hear(body, "n0");
    await node.pass(1000);
    node.bodies();
    node.hear({ type: "read", msg_id: 3 });
    expect(node.bodies()).toMatchObject([{ type: "read_ok", messages: [] }]);
    expect(node.broken).toEqual([]);
  });

  it.each(["--slack-ms=101", "--slack-ms=-1", "--slack-ms=0.5"])("refuses %s", (option) => {
    const node = readyNode(program, { args: [option] });
    expect(String(node.broken)).toMatch("--slack-ms as it must be a whole number from 0 to 100");
  });

  it("is right with many elements, alone, and with one other", async () => {
    for (const count of [1, 2]) {
      const { outcome } = await trial(program, { ...SMALL, nodes: names(count), rate: 200 });
      expect(outcome.valid).toBe(true);
    }
  });

  it("goes the same way for a seed", async () => {
    const plan = { ...SMALL, ...BAD_LINKS, ...striking("kill", "partition") };
    const [first, again] = [await trial(program, plan), await trial(program, plan)];
    expect(again.trace).toBe(first.trace);
  });
});

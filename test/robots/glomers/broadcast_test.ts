/**
 * Goal: broadcast along the topology is right under everything, and without a disk a kill costs what its
 * docstring says.
 */
import { describe, expect, it } from "vitest";
import program from "../../../robots/glomers/broadcast.ts";
import {
  BAD_LINKS,
  finalReads,
  forgotten,
  names,
  type Plan,
  striking,
  trial,
} from "./broadcast_trial.ts";
import { HandDriven, readyNode } from "../node/fixture.ts";
import { forgetful } from "./lives.ts";

const FIVE: Plan = { nodes: names(5), rate: 20, timeLimitMs: 8000 };

const WEATHER: readonly (readonly [what: string, plan: Plan])[] = [
  ["one node", { nodes: names(1), concurrency: 1 }],
  ["five nodes", {}],
  ["partitions", striking("partition")],
  ["loss and duplication", BAD_LINKS],
  ["everything but kills", { ...BAD_LINKS, ...striking("partition", "one-way", "pause") }],
  ["kills of the only node", { ...striking("kill"), nodes: names(1), concurrency: 1 }],
  ["kills", striking("kill")],
  ["everything", { ...BAD_LINKS, ...striking("partition", "one-way", "pause", "kill") }],
  [
    "everything, in batches, along a line",
    {
      ...BAD_LINKS,
      ...striking("partition", "one-way", "pause", "kill"),
      topology: "line",
      args: ["--batch-ms=100"],
    },
  ],
];

const DEATHS: readonly (readonly [what: string, plan: Plan])[] = [
  ["kills", striking("kill")],
  ["everything at once", { ...BAD_LINKS, ...striking("partition", "one-way", "pause", "kill") }],
];

describe("broadcast", () => {
  it.each(WEATHER)("has everything everywhere in the end: %s", async (_, plan) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { outcome } = await trial(program, { ...FIVE, ...plan, seed: String(seed) });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it("is silent when all have confirmed", async () => {
    const { lastServerMs } = await trial(program, { ...FIVE, ...BAD_LINKS });
    expect(lastServerMs).toBeLessThan(14_000);
  });
});

describe("a node of broadcast", () => {
  it.each([
    { type: "broadcast" },
    { type: "topology" },
    { type: "topology", topology: null },
    { type: "topology", topology: "n1" },
    { type: "topology", topology: [["n2"]] },
    { type: "topology", topology: { n1: "n2" } },
    { type: "topology", topology: { n1: null } },
    { type: "topology", topology: { n1: [5] } },
    { type: "topology", topology: { n1: ["n2", "n9"] } },
    { type: "tell" },
    { type: "confirm", news: "x" },
  ])("refuses %j, and lives on", async (body) => {
    const node = readyNode(program);
    node.hear({ ...body, msg_id: 2 });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12, in_reply_to: 2 }]);
    await node.pass(5000);
    expect(node.broken).toEqual([]);
    expect(new Set(node.sent.map(({ dest }) => dest))).toEqual(new Set(["n2", "n3"]));
  });

  it("takes null, which is a value", () => {
    const node = readyNode(program);
    node.hear({ type: "broadcast", msg_id: 2, message: null });
    node.hear({ type: "read", msg_id: 3 });
    expect(node.bodies()).toMatchObject([{ type: "broadcast_ok" }, { messages: [null] }]);
  });

  it.each(["n1", "constructor", "__proto__"])(
    "%s is next to all when the topology leaves it out",
    async (id) => {
      const node = new HandDriven(program);
      node.hear({ type: "init", msg_id: 1, node_id: id, node_ids: [id, "n2", "n3"] });
      node.hear({ type: "topology", msg_id: 2, topology: {} });
      expect(node.bodies()).toMatchObject([{ type: "init_ok" }, { type: "topology_ok" }]);
      node.hear({ type: "broadcast", msg_id: 3, message: 7 });
      expect(node.sent.map(({ dest }) => dest)).toEqual(["n2", "n3", "c1"]);
      await node.pass(5000);
      expect(node.broken).toEqual([]);
    },
  );
});

describe("broadcast without a disk", () => {
  const withoutDisk = forgetful(program);

  it("loses nothing to kills on links that neither lose nor cut", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const plan = { ...FIVE, ...striking("kill"), seed: String(seed) };
      // One neighbour at least must be alive, so all are neighbours, and half of them stay.
      const tested = await trial(withoutDisk, { ...plan, topology: "total" });
      expect({ seed, forgotten: forgotten(tested) }).toEqual({ seed, forgotten: [] });
    }
  });

  it.each(DEATHS)(
    "is the same everywhere after %s, and a kill takes only its own",
    async (_, plan) => {
      for (let seed = 1; seed <= 20; seed++) {
        const tested = await trial(withoutDisk, { ...FIVE, ...plan, seed: String(seed) });
        const [first, ...others] = finalReads(tested);
        for (const read of others) expect(read, `seed ${seed}`).toEqual(first);
        const kills = tested.outcome.record.strikes.filter(({ f }) => f === "kill");
        for (const { node, atMs } of forgotten(tested)) {
          const end = kills.find(({ atNs, nodes }) => atNs / 1e6 >= atMs && nodes!.includes(node));
          expect(end, `seed ${seed}: ${node} at ${atMs}`).toBeDefined();
        }
      }
    },
  );
});

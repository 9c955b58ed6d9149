/**
 * Goal: every element that was acknowledged is soon everywhere, whatever the network does, and also
 * when the node that took it is killed.
 */
import { describe, expect, it } from "vitest";

import gSet from "../../../robots/glomers/g_set.ts";
import { BAD_LINKS, DEATHS, nodes, type Plan, trial } from "../../workbench/parts/trial.ts";
import { readyNode } from "../node/fixture.ts";
import { diskless } from "./lives.ts";

const FILE = "../../robots/glomers/g_set";
const SEEDS = ["1", "2", "3", "4", "5", "6"];

const WEATHER: Plan = {
  workload: "g-set",
  nodes: nodes(5),
  rate: 50,
  ...BAD_LINKS,
  nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 },
};

describe("a node of the set", () => {
  it("keeps elements of any kind apart and once", () => {
    const node = readyNode(gSet);
    for (const element of [1, "1", 1, null, [1], { a: 1 }]) {
      node.hear({ type: "add", msg_id: 1, element });
    }
    node.bodies();
    node.hear({ type: "read", msg_id: 2 });
    const [{ value } = { value: [] }] = node.bodies() as { value?: unknown[] }[];
    expect(value).toHaveLength(5);
    expect(value).toEqual(expect.arrayContaining([1, "1", null, [1], { a: 1 }]));
  });

  it("tells the others of an element before it acknowledges it", () => {
    const node = readyNode(gSet);
    node.hear({ type: "add", msg_id: 1, element: 5 });
    expect(node.bodies().map(({ type }) => type)).toEqual(["gossip", "gossip", "add_ok"]);
    node.hear({ type: "add", msg_id: 2, element: 5 });
    expect(node.bodies().map(({ type }) => type)).toEqual(["add_ok"]);
  });

  it("refuses to add nothing, and lives on", () => {
    const node = readyNode(gSet);
    node.hear({ type: "add", msg_id: 1 });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    expect(node.broken).toEqual([]);
  });
});

describe("the set", () => {
  it("is the same everywhere after any weather", async () => {
    for (const seed of SEEDS) {
      const { outcome } = await trial(FILE, { ...WEATHER, seed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
    }
  });

  it.each(["full_state", "range_based", "riblt"])("is with %s, too", async (strategy) => {
    const { outcome } = await trial(FILE, { ...WEATHER, args: ["--strategy", strategy] });
    expect(outcome.complaints).toEqual([]);
  });

  it("keeps what was acknowledged when nodes are killed", async () => {
    const faults = ["partition", "one-way", "pause", "kill"] as const;
    const plan: Plan = { ...WEATHER, ...DEATHS, nemesis: { faults, intervalMs: 500 } };
    for (const seed of SEEDS) {
      const { outcome } = await trial(FILE, { ...plan, seed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
    }
  });

  it("does so without a disk as long as links are good", async () => {
    for (const seed of SEEDS) {
      const { outcome } = await diskless(gSet, { workload: "g-set", ...DEATHS, seed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
    }
  });
});

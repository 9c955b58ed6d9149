/**
 * Goal: no id is given twice, whichever nodes and lives give them, and nobody waits for anybody.
 */
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../../robots/engine/random.ts";
import { lifeName } from "../../../robots/glomers/life_name.ts";
import uniqueIds from "../../../robots/glomers/unique_ids.ts";
import { DEATHS, PARTITIONS, trial } from "../../workbench/parts/trial.ts";
import { type HandDriven, readyNode } from "../node/fixture.ts";

const FILE = "../../robots/glomers/unique_ids";

function generated(node: HandDriven, count: number): string[] {
  for (let n = 0; n < count; n++) node.hear({ type: "generate", msg_id: n });
  return node.bodies().map((body) => body["id"] as string);
}

describe("unique ids", () => {
  it("are different in one life and in the next, and short", () => {
    const first = generated(readyNode(uniqueIds, { luck: 0.25 }), 1000);
    const second = generated(readyNode(uniqueIds, { luck: 0.75 }), 1000);
    expect(new Set([...first, ...second]).size).toBe(2000);
    expect(Math.max(...first.map(({ length }) => length))).toBeLessThanOrEqual(14);
  });

  it("come from lives that all have names of their own", () => {
    const random = seededRandom("lives");
    const names = Array.from({ length: 10_000 }, () => lifeName({ id: "n1", random }));
    expect(new Set(names).size).toBe(10_000);
    expect(names.every((name) => /^n1\.[0-9a-z]{8}$/.test(name))).toBe(true);
  });

  it("pass their challenge under partitions, always available", async () => {
    const plan = { workload: "unique-ids", rate: 1000, availability: "total" } as const;
    for (const seed of ["1", "2", "3"]) {
      const { outcome } = await trial(FILE, { ...plan, ...PARTITIONS, seed });
      expect(outcome.complaints).toEqual([]);
      expect(outcome.net.servers.msgCount).toBe(0);
    }
  });

  it("stay unique when nodes are killed and forget how far they had counted", async () => {
    for (const seed of ["1", "2", "3"]) {
      const { outcome } = await trial(FILE, { workload: "unique-ids", ...DEATHS, seed });
      expect(outcome.record.strikes.some(({ f }) => f === "restart")).toBe(true);
      expect(outcome.complaints).toEqual([]);
    }
  });
});

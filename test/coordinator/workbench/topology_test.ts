/**
 * Topologies: the graphs that Maelstrom's code makes, worked out by hand.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TOPOLOGIES } from "../../../coordinator/workbench/plan.ts";
import { topologyOf } from "../../../coordinator/workbench/topology.ts";

const named = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`);

test.each([
  ["grid", "n0: n3 n1, n1: n4 n2 n0, n2: n1, n3: n0 n4, n4: n1 n3"],
  ["line", "n0: n1, n1: n0 n2, n2: n1 n3, n3: n2 n4, n4: n3"],
  ["tree", "n0: n1 n2, n1: n0 n3 n4, n2: n0, n3: n1, n4: n1"],
  ["tree2", "n0: n1 n2, n1: n0 n3 n4, n2: n0, n3: n1, n4: n1"],
  ["tree3", "n0: n1 n2 n3, n1: n0 n4, n2: n0, n3: n0, n4: n1"],
  ["tree4", "n0: n1 n2 n3 n4, n1: n0, n2: n0, n3: n0, n4: n0"],
  ["total", "n0: n1 n2 n3 n4, n1: n0 n2 n3 n4, n2: n0 n1 n3 n4, n3: n0 n1 n2 n4, n4: n0 n1 n2 n3"],
] as const)("five nodes as a %s", (name, expected) => {
  const graph = topologyOf(name, named(5));
  const said = Object.entries(graph).map(([node, others]) => `${node}: ${others.join(" ")}`);
  expect(said.join(", ")).toBe(expected);
});

test.each([
  ["grid", { n0: "n5 n1", n4: "n9 n3", n12: "n17 n7 n13 n11", n20: "n15 n21", n24: "n19 n23" }],
  ["line", { n0: "n1", n12: "n11 n13", n24: "n23" }],
  ["tree", { n0: "n1 n2", n5: "n2 n11 n12", n11: "n5 n23 n24", n12: "n5", n24: "n11" }],
  ["tree3", { n0: "n1 n2 n3", n2: "n0 n7 n8 n9", n7: "n2 n22 n23 n24", n8: "n2", n24: "n7" }],
  ["tree4", { n0: "n1 n2 n3 n4", n5: "n1 n21 n22 n23 n24", n6: "n1", n20: "n4", n24: "n5" }],
] as const)("places of 25 nodes as a %s", (name, places) => {
  const graph = topologyOf(name, named(25));
  expect(Object.keys(graph)).toHaveLength(25);
  for (const [node, others] of Object.entries(places)) expect(graph[node]!.join(" ")).toBe(others);
});

test("one node has no neighbours, and as a line it is not even named", () => {
  for (const name of TOPOLOGIES)
    expect(topologyOf(name, ["n7"])).toEqual(name === "line" ? {} : { n7: [] });
});

test("every graph is connected, and who is a neighbour has one", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOPOLOGIES), fc.integer({ min: 2, max: 40 }), (name, count) => {
      const nodes = named(count);
      const graph = topologyOf(name, nodes);
      const reached = new Set(["n0"]);
      for (const node of reached)
        for (const other of graph[node]!) {
          expect(graph[other]).toContain(node);
          reached.add(other);
        }
      expect(reached.size).toBe(count);
      for (const node of nodes) expect(new Set(graph[node]).size).toBe(graph[node]!.length);
    }),
  );
});

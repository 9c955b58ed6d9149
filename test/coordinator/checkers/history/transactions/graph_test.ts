import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  anyCycle,
  anyCycleApart,
} from "../../../../../coordinator/checkers/history/transactions/any_cycle.ts";
import { components } from "../../../../../coordinator/checkers/history/transactions/components.ts";
import { namedCycles } from "../../../../../coordinator/checkers/history/transactions/cycles.ts";
import {
  Edges,
  RW,
  WR,
  WW,
  reasons,
} from "../../../../../coordinator/checkers/history/transactions/graph.ts";
import type { Graph } from "../../../../../coordinator/checkers/history/transactions/graph.ts";

const EDGES = fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom(WW, WR, RW)), {
  maxLength: 24,
});

function graphOf(edges: readonly (readonly [number, number, number])[]): Graph {
  const all = new Edges(8);
  for (const [from, to, why] of edges) all.link(from, to, why);
  return all.graph();
}

/** Whether each vertex reaches each other, by Warshall. */
function reach(graph: Graph): boolean[][] {
  const all = Array.from({ length: graph.vertices }, (_, v) => v);
  const reached = all.map((from) => all.map((to) => reasons(graph, from, to) !== 0));
  for (const via of all)
    for (const from of all)
      for (const to of all) reached[from]![to] ||= reached[from]![via]! && reached[via]![to]!;
  return reached;
}

test("components are those vertices that reach each other", () => {
  fc.assert(
    fc.property(EDGES, (edges) => {
      const graph = graphOf(edges);
      const reached = reach(graph);
      const expected = reached
        .map((row, from) =>
          row.flatMap((there, to) => (from === to || (there && reached[to]![from]) ? [to] : [])),
        )
        .filter((group, from) => group.length > 1 && group[0] === from);
      expect(components(graph, WW | WR | RW)).toEqual(expected);
    }),
  );
});

test("a cycle that is told is there, edge by edge, and there is one when there is a component", () => {
  fc.assert(
    fc.property(EDGES, (edges) => {
      const graph = graphOf(edges);
      const cycles = [anyCycle(graph, WW | WR | RW), anyCycleApart(graph, WW | WR)];
      const named = namedCycles(
        graph,
        Array.from({ length: 8 }, (_, v) => v),
        [WW, WR, RW],
      );
      expect(cycles[0] !== undefined).toBe(components(graph, WW | WR | RW).length > 0);
      expect(named.length > 0).toBe(cycles[0] !== undefined);
      for (const cycle of [...cycles, ...named]) {
        for (const [at, from] of (cycle?.vertices ?? []).entries()) {
          const to = cycle!.vertices[(at + 1) % cycle!.vertices.length]!;
          expect(reasons(graph, from, to) & cycle!.why[at]!).not.toBe(0);
        }
      }
    }),
  );
});

test("through hubs the same is reached as by edges from each to each", () => {
  // Above 4,096 edges hubs stand in; 70 sources and targets share 20.
  const sources = Array.from({ length: 70 }, (_, at) => at);
  const targets = Array.from({ length: 70 }, (_, at) => at + 50);
  const edges = new Edges(120);
  edges.addAll(sources, targets, RW);
  const graph = edges.graph();
  expect(edges.count).toBeLessThan(600);
  for (const from of sources) {
    const reached = new Set<number>();
    const queue = [...graph.to.subarray(graph.start[from], graph.start[from + 1])];
    for (const at of queue) {
      if (at < 120) reached.add(at);
      else queue.push(...graph.to.subarray(graph.start[at], graph.start[at + 1]));
    }
    expect([...reached].toSorted((a, b) => a - b)).toEqual(targets.filter((to) => to !== from));
  }
});

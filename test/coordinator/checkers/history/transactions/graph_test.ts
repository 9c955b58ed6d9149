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
  HUB,
  RW,
  WR,
  WW,
  reasons,
  restricted,
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

test("a graph has each edge once, with all its reasons, by ascending target", () => {
  const edge = fc.tuple(fc.nat(3), fc.nat(60), fc.constantFrom(WW, WR, RW));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 2000, size: "max" }), (added) => {
      const edges = new Edges(61);
      const expected = new Map<number, number>();
      for (const [from, to, why] of added) {
        edges.add(from, to, why);
        expected.set(from * 100 + to, (expected.get(from * 100 + to) ?? 0) | why);
      }
      const { start, to, why } = edges.graph();
      const found: [number, number][] = [];
      for (let from = 0; from < 61; from++) {
        for (let e = start[from]!; e < start[from + 1]!; e++) {
          found.push([from * 100 + to[e]!, why[e]!]);
        }
      }
      expect(found).toEqual([...expected].toSorted(([a], [b]) => a - b));
    }),
    { numRuns: 50 },
  );
});

test("restricted to some vertices a graph keeps the edges between them", () => {
  fc.assert(
    fc.property(EDGES, fc.uniqueArray(fc.nat(7), { minLength: 1 }), (edges, some) => {
      const members = some.toSorted((a, b) => a - b);
      const graph = graphOf(edges);
      const part = restricted(graph, members, new Int32Array(8).fill(-1));
      expect(part.vertices).toBe(members.length);
      for (const [at, from] of members.entries()) {
        for (const [place, to] of members.entries()) {
          expect(reasons(part, at, place)).toBe(reasons(graph, from, to));
        }
      }
    }),
  );
});

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

test("a cycle through a hub is one for snapshot isolation, too", () => {
  const hub = 3;
  const edges = new Edges(hub + 1);
  edges.add(0, hub, WR);
  edges.add(hub, 1, HUB);
  edges.add(1, 0, RW);
  const cycle = anyCycleApart(edges.graph(), WW | WR);
  expect(cycle!.vertices.toSorted((a, b) => a - b)).toEqual([0, 1, hub]);
});

/**
 * The names of the cycles in a ladder of four thousand transactions that each lead to both on the next
 * rung, so that much has to be tried from each; from the top two anti-dependencies lead back to the bottom.
 */
function cyclesOfLadder(more: readonly (readonly [from: number, to: number])[]): string[] {
  const top = 4000;
  const edges = new Edges(top + 1);
  for (let from = 0; from < top - 2; from++) {
    const next = from - (from % 2) + 2;
    for (const to of [next, next + 1]) edges.add(from, to, WW | RW);
  }
  for (const from of [top - 2, top - 1]) edges.add(from, top, RW);
  for (const to of [0, 1]) edges.add(top, to, RW);
  for (const [from, to] of more) edges.add(from, to, RW);
  const places = Array.from({ length: top + 1 }, (_, place) => place);
  return namedCycles(edges.graph(), places, [WW, WR, RW]).map(({ name }) => name);
}

test("what is looked for in vain for long hides nothing else", () => {
  expect(cyclesOfLadder([])).toEqual(["PL-2.99-cycle-exists", "G2-item"]);
});

test("a short cycle is found in a large component, wherever it lies", () => {
  expect(cyclesOfLadder([[1402, 1400]])).toContain("G-single-item");
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

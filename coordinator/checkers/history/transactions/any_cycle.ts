/**
 * Some short cycle of a graph, when there is one: proof that a model does not hold, whatever the cycle
 * is called. Time O(vertices + edges), always.
 *
 * @module
 */
import { components } from "./components.ts";
import { Edges, HUB, RW, reasons } from "./graph.ts";
import type { Graph } from "./graph.ts";

/** A closed walk: edge `i` leads from vertex `i` to the next, the last one to the first. */
export interface Cycle {
  readonly vertices: readonly number[];
  /** One reason for each edge, or several as bits. */
  readonly why: readonly number[];
}

/** A cycle of edges that have a reason in `free`. */
export function anyCycle(graph: Graph, free: number): Cycle | undefined {
  const smallest = smallestOf(components(graph, free | HUB, true));
  if (smallest === undefined) return undefined;
  const cycle = cycleThrough(graph, roundTrip(graph, free | HUB, smallest));
  return { vertices: cycle.vertices, why: cycle.why.map((why) => why & free) };
}

/**
 * A cycle of such edges in which an anti-dependency may follow each other edge, but not another
 * anti-dependency: what snapshot isolation forbids (Cerone and Gotsman 2016).
 */
export function anyCycleApart(graph: Graph, free: number): Cycle | undefined {
  // An edge comes at most four times.
  const edges = new Edges(graph.vertices * 2, Math.max(1, graph.to.length * 4));
  // Each vertex is there twice: reached by an anti-dependency (odd) or not.
  for (let vertex = 0; vertex < graph.vertices; vertex++) {
    for (let e = graph.start[vertex]!; e < graph.start[vertex + 1]!; e++) {
      const to = graph.to[e]!;
      const why = graph.why[e]! & free;
      if (why !== 0) {
        edges.add(vertex * 2, to * 2, why);
        edges.add(vertex * 2 + 1, to * 2, why);
      }
      if ((graph.why[e]! & HUB) !== 0) edges.add(vertex * 2 + 1, to * 2 + 1, HUB);
      if ((graph.why[e]! & RW) !== 0) edges.add(vertex * 2, to * 2 + 1, RW);
    }
  }
  const cycle = anyCycle(edges.graph(), free | RW);
  return cycle && { ...cycle, vertices: cycle.vertices.map((vertex) => vertex >> 1) };
}

/** The cycle through these vertices with all reasons for each edge. */
export function cycleThrough(graph: Graph, vertices: readonly number[]): Cycle {
  const why = vertices.map((from, at) =>
    reasons(graph, from, vertices[(at + 1) % vertices.length]!),
  );
  return { vertices, why };
}

function smallestOf(groups: readonly (readonly number[])[]): readonly number[] | undefined {
  let smallest = groups[0];
  for (const group of groups) if (group.length < (smallest?.length ?? 0)) smallest = group;
  return smallest;
}

/** A shortest way within a component from its first vertex back to it. */
function roundTrip(graph: Graph, free: number, component: readonly number[]): number[] {
  const inside = new Uint8Array(graph.vertices);
  for (const member of component) inside[member] = 1;
  const start = component[0]!;
  const before = new Int32Array(graph.vertices).fill(UNSEEN);
  const queue = [start];
  for (const vertex of queue) {
    for (let e = graph.start[vertex]!; e < graph.start[vertex + 1]!; e++) {
      const to = graph.to[e]!;
      if ((graph.why[e]! & free) === 0 || inside[to] === 0) continue;
      if (to === start) return wayBack(before, start, vertex);
      if (before[to] !== UNSEEN) continue;
      before[to] = vertex;
      queue.push(to);
    }
  }
  throw new Error("cannot walk round as a component must hold a cycle");
}

const UNSEEN = -1;

function wayBack(before: Int32Array, start: number, last: number): number[] {
  const vertices = [last];
  for (let at = last; at !== start;) {
    at = before[at]!;
    vertices.push(at);
  }
  return vertices.toReversed();
}

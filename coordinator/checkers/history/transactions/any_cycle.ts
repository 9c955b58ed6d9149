/**
 * Some short cycle of a graph, when there is one: proof that a model does not hold, whatever the cycle
 * is called. Time O(vertices + edges), always.
 *
 * @module
 */
import { Workspace, components } from "./components.ts";
import { HUB, RW, reasons } from "./graph.ts";
import type { Graph } from "./graph.ts";

/** A closed walk: edge `i` leads from vertex `i` to the next, the last one to the first. */
export interface Cycle {
  readonly vertices: readonly number[];
  /** One reason for each edge, or several as bits. */
  readonly why: readonly number[];
}

/** A cycle of edges that have a reason in `free`. */
export function anyCycle(
  graph: Graph,
  free: number,
  workspace: Workspace = new Workspace(),
): Cycle | undefined {
  const smallest = smallestOf(components(graph, free | HUB, true, workspace));
  if (smallest === undefined) return undefined;
  const cycle = cycleThrough(graph, roundTrip(graph, free | HUB, smallest, workspace));
  return { vertices: cycle.vertices, why: cycle.why.map((why) => why & free) };
}

/**
 * A cycle of such edges in which an anti-dependency may follow each other edge, but not another
 * anti-dependency: what snapshot isolation forbids (Cerone and Gotsman 2016).
 */
export function anyCycleApart(
  graph: Graph,
  free: number,
  workspace: Workspace = new Workspace(),
): Cycle | undefined {
  const cycle = anyCycle(apart(graph, free), free | RW, workspace);
  return cycle && { ...cycle, vertices: cycle.vertices.map((vertex) => vertex >> 1) };
}

/** Each vertex is there twice: reached by an anti-dependency (odd) or not. */
function apart(graph: Graph, free: number): Graph {
  const vertices = graph.vertices * 2;
  let edges = 0;
  for (const all of graph.why) {
    edges +=
      ((all & free) === 0 ? 0 : 2) + ((all & RW) === 0 ? 0 : 1) + ((all & HUB) === 0 ? 0 : 2);
  }
  const start = new Int32Array(vertices + 1);
  const to = new Int32Array(edges);
  const why = new Uint8Array(edges);
  edges = 0;
  const add = (target: number, kept: number): void => {
    if (kept === 0) return;
    to[edges] = target;
    why[edges++] = kept;
  };
  for (let vertex = 0; vertex < vertices; vertex++) {
    const isOdd = vertex % 2;
    for (let e = graph.start[vertex >> 1]!; e < graph.start[(vertex >> 1) + 1]!; e++) {
      const target = graph.to[e]! * 2;
      // A hub leads on as it was reached.
      const hub = graph.why[e]! & HUB;
      add(target, (graph.why[e]! & free) | (isOdd ? 0 : hub));
      add(target + 1, isOdd ? hub : graph.why[e]! & RW);
    }
    start[vertex + 1] = edges;
  }
  return { vertices, start, to, why };
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
function roundTrip(
  graph: Graph,
  free: number,
  component: readonly number[],
  workspace: Workspace,
): number[] {
  const { found: inside, low: before } = workspace;
  inside.fill(0, 0, graph.vertices);
  before.fill(UNSEEN, 0, graph.vertices);
  for (const member of component) inside[member] = 1;
  const start = component[0]!;
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

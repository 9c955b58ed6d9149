/**
 * Strongly connected components: every cycle lies within one. Tarjan (1972), without recursion, time
 * O(vertices + edges).
 *
 * @module
 */
import { reasons } from "./graph.ts";
import type { Graph } from "./graph.ts";

/**
 * Memory that one search after the other takes: millions of vertices, or a million times a few, would
 * keep the garbage collector busy.
 */
export class Workspace {
  found = new Int32Array(0);
  low = new Int32Array(0);
  next = new Int32Array(0);
  pending = new Int32Array(0);
  path = new Int32Array(0);

  /** Makes room for so many vertices; whatever was there is lost. */
  reserve(vertices: number): void {
    if (vertices <= this.found.length) return;
    for (const name of ["found", "low", "next", "pending", "path"] as const) {
      this[name] = new Int32Array(vertices);
    }
  }
}

/** In place of the time at which a vertex was found, once its component is known. */
const DONE = 2 ** 31 - 1;

/**
 * The components of more than one vertex, in the graph of those edges that have a reason in `allowed`;
 * with `alone` also those of one that has an edge to itself. Each ascends; that with the smallest vertex
 * comes first.
 *
 * @example
 * ```ts
 * import { Edges, WW } from "./graph.ts";
 * import { components } from "./components.ts";
 * const edges = new Edges(3);
 * edges.add(0, 1, WW);
 * edges.add(1, 0, WW);
 * edges.add(1, 2, WW);
 * console.log(components(edges.graph(), WW)); // [ [ 0, 1 ] ]
 * ```
 */
export function components(
  graph: Graph,
  allowed: number,
  alone = false,
  workspace: Workspace = new Workspace(),
): number[][] {
  const { vertices, start, to, why } = graph;
  workspace.reserve(vertices);
  const { found, low, next, pending, path } = workspace;
  found.fill(0, 0, vertices);
  const result: number[][] = [];
  let pendingCount = 0;
  let clock = 0;
  for (let root = 0; root < vertices; root++) {
    if (found[root] !== 0) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const vertex = path[depth]!;
      if (found[vertex] === 0) {
        found[vertex] = low[vertex] = ++clock;
        pending[pendingCount++] = vertex;
        next[vertex] = start[vertex]!;
      }
      let child = -1;
      while (child < 0 && next[vertex]! < start[vertex + 1]!) {
        const edge = next[vertex]!++;
        const target = to[edge]!;
        if ((why[edge]! & allowed) === 0) continue;
        if (found[target] === 0) child = target;
        else if (found[target]! < low[vertex]!) low[vertex] = found[target]!;
      }
      if (child >= 0) {
        path[++depth] = child;
        continue;
      }
      depth--;
      if (depth >= 0) low[path[depth]!] = Math.min(low[path[depth]!]!, low[vertex]!);
      if (low[vertex] !== found[vertex]) continue;
      const first = pending.lastIndexOf(vertex, pendingCount - 1);
      if (pendingCount - first > 1 || (alone && (reasons(graph, vertex, vertex) & allowed) !== 0))
        result.push([...pending.slice(first, pendingCount).sort()]);
      for (; pendingCount > first; pendingCount--) found[pending[pendingCount - 1]!] = DONE;
    }
  }
  return result.toSorted((a, b) => a[0]! - b[0]!);
}

/**
 * Strongly connected components: every cycle lies within one. Tarjan (1972), without recursion, time
 * O(vertices + edges).
 *
 * @module
 */
import { reasons } from "./graph.ts";
import type { Graph } from "./graph.ts";

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
export function components(graph: Graph, allowed: number, alone = false): number[][] {
  const { vertices, start, to, why } = graph;
  const found = new Int32Array(vertices);
  const low = new Int32Array(vertices);
  const next = start.slice(0, vertices);
  const open = new Uint8Array(vertices);
  const pending = new Int32Array(vertices);
  const path = new Int32Array(vertices);
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
        open[vertex] = 1;
      }
      let child = -1;
      while (child < 0 && next[vertex]! < start[vertex + 1]!) {
        const edge = next[vertex]!++;
        const target = to[edge]!;
        if ((why[edge]! & allowed) === 0) continue;
        if (found[target] === 0) child = target;
        else if (open[target] === 1 && found[target]! < low[vertex]!) low[vertex] = found[target]!;
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
      for (; pendingCount > first; pendingCount--) open[pending[pendingCount - 1]!] = 0;
    }
  }
  return result.toSorted((a, b) => a[0]! - b[0]!);
}

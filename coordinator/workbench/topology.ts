/**
 * Which nodes are neighbours, as the broadcast workload tells them: the same graphs as Maelstrom's
 * (src/maelstrom/workload/broadcast.clj of jepsen-io/maelstrom).
 *
 * @module
 */
import type { TopologyName } from "./plan.ts";

/** Neighbours of each node. */
export type Topology = { readonly [node: string]: readonly string[] };

/**
 * The graph of a name. Neighbours stand in Maelstrom's order, as some programs rely on the first one.
 *
 * @example
 * ```ts
 * import { topologyOf } from "./topology.ts";
 * console.log(topologyOf("line", ["n0", "n1", "n2"])); // { n0: [ 'n1' ], n1: [ 'n0', 'n2' ], n2: [ 'n1' ] }
 * ```
 */
export function topologyOf(name: TopologyName, nodes: readonly string[]): Topology {
  return GRAPHS[name](nodes);
}

const GRAPHS: Readonly<Record<TopologyName, (nodes: readonly string[]) => Topology>> = {
  grid,
  line,
  tree: (nodes) => tree(nodes, 2),
  tree2: (nodes) => tree(nodes, 2),
  tree3: (nodes) => tree(nodes, 3),
  tree4: (nodes) => tree(nodes, 4),
  total: (nodes) => graph(nodes, (at) => [...nodes.keys()].filter((other) => other !== at)),
};

/** Rows of about the square root; the last one may be short. Below, above, right, left. */
function grid(nodes: readonly string[]): Topology {
  const side = Math.ceil(Math.sqrt(nodes.length));
  return graph(nodes, (at) => [
    at + side,
    at - side,
    ...((at + 1) % side === 0 ? [] : [at + 1]),
    ...(at % side === 0 ? [] : [at - 1]),
  ]);
}

/** One node alone is no line: Maelstrom tells it nothing, not even of itself. */
function line(nodes: readonly string[]): Topology {
  return nodes.length < 2 ? {} : graph(nodes, (at) => [at - 1, at + 1]);
}

/** In tiers, filled from the left: the parent, then the children. */
function tree(nodes: readonly string[], branches: number): Topology {
  return graph(nodes, (at) => [
    ...(at === 0 ? [] : [Math.floor((at - 1) / branches)]),
    ...Array.from({ length: branches }, (_, child) => at * branches + 1 + child),
  ]);
}

/** Places that do not exist are left out. */
function graph(nodes: readonly string[], neighbours: (at: number) => Iterable<number>): Topology {
  return Object.fromEntries(
    nodes.map((node, at) => [
      node,
      Array.from(neighbours(at), (other) => nodes[other]).filter((other) => other !== undefined),
    ]),
  );
}

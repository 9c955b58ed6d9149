/**
 * Who depends on whom: a directed graph over numbered transactions, in flat arrays, so that one of
 * millions of edges fits. An edge carries every reason for it as one bit each.
 *
 * @module
 */

/** Reasons for an edge, as bits. */
export const WW = 1;
export const WR = 2;
export const RW = 4;
export const PROCESS = 8;
export const REALTIME = 16;
/** No reason of its own: leads from a hub on to where the edges into the hub lead. */
export const HUB = 32;

/** What most graphs outgrow soon. */
const EDGES_AT_FIRST = 1024;

/**
 * From so many edges between all of one group and all of another they lead through hubs, so that a
 * system that answers everybody with the same old state makes no graph of quadratic size.
 */
const ALL_TO_ALL_MAX = 4096;

/**
 * Edges as they are found, in any order and as often as one likes, between the vertices 0 …
 * `vertices` - 1. What is numbered above are hubs.
 */
export class Edges {
  readonly #vertices: number;
  #hubs = 0;
  #from: Int32Array<ArrayBuffer>;
  #to: Int32Array<ArrayBuffer>;
  #why: Uint8Array<ArrayBuffer>;
  #count = 0;

  /** @param room Edges that there is room for at first, at least 1; it doubles when full. */
  constructor(vertices: number, room: number = EDGES_AT_FIRST) {
    this.#vertices = vertices;
    this.#from = new Int32Array(room);
    this.#to = new Int32Array(room);
    this.#why = new Uint8Array(room);
  }

  get count(): number {
    return this.#count;
  }

  /** `to` depends on `from`, unless they are the same. */
  link(from: number, to: number, why: number): void {
    if (from !== to) this.add(from, to, why);
  }

  /** `to` depends on `from`, even if they are the same. */
  add(from: number, to: number, why: number): void {
    if (this.#count === this.#from.length) this.#grow();
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#why[this.#count++] = why;
  }

  /** Each of `targets` depends on each of `sources`, but none on itself; both without repetition. */
  addAll(sources: readonly number[], targets: readonly number[], why: number): void {
    if (sources.length * targets.length <= ALL_TO_ALL_MAX) {
      for (const from of sources) for (const to of targets) this.link(from, to, why);
      return;
    }
    // Hub i of the first row leads to the targets up to i, of the second to those from i on.
    const upTo = this.#row(targets, -1);
    const fromOn = this.#row(targets, 1);
    const placeOf = new Map(targets.map((target, at) => [target, at]));
    for (const from of sources) {
      const own = placeOf.get(from) ?? targets.length;
      if (own > 0) this.add(from, upTo + own - 1, why);
      if (own < targets.length - 1) this.add(from, fromOn + own + 1, why);
    }
  }

  #row(targets: readonly number[], neighbour: 1 | -1): number {
    const first = this.#vertices + this.#hubs;
    this.#hubs += targets.length;
    for (const [at, target] of targets.entries()) {
      this.add(first + at, target, HUB);
      const next = at + neighbour;
      if (next >= 0 && next < targets.length) this.add(first + at, first + next, HUB);
    }
    return first;
  }

  /** The graph of these edges, time O(vertices + edges). */
  graph(): Graph {
    const vertices = this.#vertices + this.#hubs;
    const byTo = sortedBy(this.#to, this.#count, vertices, undefined);
    const order = sortedBy(this.#from, this.#count, vertices, byTo);
    const start = new Int32Array(vertices + 1);
    const to = new Int32Array(this.#count);
    const why = new Uint8Array(this.#count);
    let edges = 0;
    let source = -1;
    for (const edge of order) {
      const from = this.#from[edge]!;
      const target = this.#to[edge]!;
      const again = from === source && to[edges - 1] === target;
      for (; source < from; source++) start[source + 1] = edges;
      if (again) {
        why[edges - 1]! |= this.#why[edge]!;
        continue;
      }
      to[edges] = target;
      why[edges++] = this.#why[edge]!;
    }
    for (; source < vertices; source++) start[source + 1] = edges;
    return { vertices, start, to: to.subarray(0, edges), why: why.subarray(0, edges) };
  }

  #grow(): void {
    const length = this.#count * 2;
    this.#from = grown(this.#from, new Int32Array(length));
    this.#to = grown(this.#to, new Int32Array(length));
    this.#why = grown(this.#why, new Uint8Array(length));
  }
}

function grown<A extends Int32Array | Uint8Array>(old: A, longer: A): A {
  longer.set(old);
  return longer;
}

/** The edges of `v` are those from `start[v]` up to, without, `start[v + 1]`, by ascending target. */
export interface Graph {
  readonly vertices: number;
  readonly start: Int32Array;
  readonly to: Int32Array;
  /** Reasons, as bits. */
  readonly why: Uint8Array;
}

/** All reasons why `to` depends on `from`; 0 when it does not. */
export function reasons(graph: Graph, from: number, to: number): number {
  let low = graph.start[from]!;
  let high = graph.start[from + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (graph.to[middle]! < to) low = middle + 1;
    else high = middle;
  }
  return low < graph.start[from + 1]! && graph.to[low] === to ? graph.why[low]! : 0;
}

/** The numbers of the edges sorted by `keys`; equal ones stay as they were `before`. */
function sortedBy(
  keys: Int32Array,
  count: number,
  vertices: number,
  before: Int32Array | undefined,
): Int32Array {
  const next = new Int32Array(vertices + 1);
  for (let i = 0; i < count; i++) next[keys[i]! + 1]!++;
  for (let v = 0; v < vertices; v++) next[v + 1]! += next[v]!;
  const sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const edge = before === undefined ? i : before[i]!;
    sorted[next[keys[edge]!]!++] = edge;
  }
  return sorted;
}

/**
 * The graph on `members` alone, which ascend, numbered anew by their place in that list. `place` is
 * scratch, as long as the graph and filled with -1, and is left so. Takes no more memory than the result.
 */
export function restricted(graph: Graph, members: readonly number[], place: Int32Array): Graph {
  const vertices = members.length;
  for (let at = 0; at < vertices; at++) place[members[at]!] = at;
  const start = new Int32Array(vertices + 1);
  for (let at = 0; at < vertices; at++) {
    let inside = start[at]!;
    for (let e = graph.start[members[at]!]!; e < graph.start[members[at]! + 1]!; e++) {
      if (place[graph.to[e]!]! >= 0) inside++;
    }
    start[at + 1] = inside;
  }
  const to = new Int32Array(start[vertices]!);
  const why = new Uint8Array(start[vertices]!);
  let edges = 0;
  for (const member of members) {
    // Targets keep their order, as members ascend.
    for (let e = graph.start[member]!; e < graph.start[member + 1]!; e++) {
      const target = place[graph.to[e]!]!;
      if (target < 0) continue;
      to[edges] = target;
      why[edges++] = graph.why[e]!;
    }
  }
  for (const member of members) place[member] = -1;
  return { vertices, start, to, why };
}

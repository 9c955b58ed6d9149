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

/** Edges that there is room for at first, and by which room grows at most: what is there is never copied. */
const EDGES_AT_FIRST = 1024;
const EDGES_MORE_MAX = 1 << 18;

/** Edges of one vertex that are sorted by insertion; from more on an array sorts faster. */
const FEW_EDGES = 32;
/** Above all reasons: so a target and its reasons fit into one number. */
const REASONS_END = 64;

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
  #last = new Chunk(EDGES_AT_FIRST);
  readonly #chunks = [this.#last];
  #count = 0;

  constructor(vertices: number) {
    this.#vertices = vertices;
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
    const { room, count } = this.#last;
    if (count === room) {
      this.#last = new Chunk(Math.min(room * 2, EDGES_MORE_MAX));
      this.#chunks.push(this.#last);
    }
    this.#last.add(from, to, why);
    this.#count += 1;
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

  /** The graph of these edges. */
  graph(): Graph {
    const vertices = this.#vertices + this.#hubs;
    // Where the edges of each vertex begin, and while they are filled in, where the next one goes.
    const start = new Int32Array(vertices + 1);
    for (const { from, count } of this.#chunks) {
      for (let i = 0; i < count; i++) start[from[i]! + 1]!++;
    }
    for (let v = 0; v < vertices; v++) start[v + 1]! += start[v]!;
    const to = new Int32Array(this.#count);
    const why = new Uint8Array(this.#count);
    for (const chunk of this.#chunks) {
      for (let i = 0; i < chunk.count; i++) {
        const at = start[chunk.from[i]!]!++;
        to[at] = chunk.to[i]!;
        why[at] = chunk.why[i]!;
      }
    }
    // Now each stands where the next vertex's begin.
    start.copyWithin(1, 0, vertices);
    start[0] = 0;
    let edges = 0;
    for (let v = 0; v < vertices; v++) {
      const first = start[v]!;
      const end = start[v + 1]!;
      sortByTarget(to, why, first, end);
      start[v] = edges;
      for (let e = first; e < end; e++) {
        if (edges > start[v]! && to[edges - 1] === to[e]) {
          why[edges - 1]! |= why[e]!;
          continue;
        }
        to[edges] = to[e]!;
        why[edges++] = why[e]!;
      }
    }
    start[vertices] = edges;
    return { vertices, start, to: to.subarray(0, edges), why: why.subarray(0, edges) };
  }
}

/** Some edges as they were found. */
class Chunk {
  readonly room: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly why: Uint8Array;
  count = 0;

  constructor(room: number) {
    this.room = room;
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
    this.why = new Uint8Array(room);
  }

  add(from: number, to: number, why: number): void {
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.why[this.count++] = why;
  }
}

/** Sorts the edges from `first` up to, without, `end`. */
function sortByTarget(to: Int32Array, why: Uint8Array, first: number, end: number): void {
  if (end - first > FEW_EDGES) {
    const packed = Float64Array.from({ length: end - first }, (_, i) => {
      return to[first + i]! * REASONS_END + why[first + i]!;
    }).sort();
    for (const [i, edge] of packed.entries()) {
      to[first + i] = Math.floor(edge / REASONS_END);
      why[first + i] = edge % REASONS_END;
    }
    return;
  }
  for (let e = first + 1; e < end; e++) {
    const target = to[e]!;
    const reason = why[e]!;
    let at = e;
    for (; at > first && to[at - 1]! > target; at--) {
      to[at] = to[at - 1]!;
      why[at] = why[at - 1]!;
    }
    to[at] = target;
    why[at] = reason;
  }
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

/**
 * Looks for a cycle of a certain kind as Elle does: breadth first over simple paths, from each
 * transaction in turn, in the order in which Elle comes past them. Paths may be as many as there are
 * stars; the budget ends the search. Small components alone are searched in this way.
 *
 * @module
 */
import type { Kind } from "./cycle_kinds.ts";
import { PROCESS, REALTIME, RW, WR, WW } from "./graph.ts";
import type { Graph } from "./graph.ts";
import { trieOrder } from "./visiting_order.ts";

/** What may still be done, counted down in place. */
export interface Budget {
  steps: number;
}

interface Neighbour {
  readonly to: number;
  readonly why: number;
}

/** The part of a graph that a search walks on. */
interface Field {
  readonly order: readonly number[];
  readonly out: ReadonlyMap<number, readonly Neighbour[]>;
}

/** A path, by its last vertex and how it came there. */
interface Path {
  readonly vertex: number;
  readonly before: Path | undefined;
  readonly length: number;
  /** Which of the kind's requirements are still open, as bits. */
  readonly open: number;
  /** Anti-dependencies that it must still take. */
  readonly owed: number;
  readonly rule: "free" | "spent" | "one" | "apart" | "just-taken";
}

const SINGLE_REASONS = [WW, WR, RW, PROCESS, REALTIME];

/**
 * The vertices of a cycle of this kind, without the first again at the end, or undefined when there is
 * none or the budget is spent. `hashes` are the {@linkcode placeHash} of the vertices.
 */
export function searchCycle(
  graph: Graph,
  hashes: ArrayLike<number>,
  kind: Kind,
  budget: Budget,
): number[] | undefined {
  const taken = kind.required.reduce((all, why) => all | why, kind.free);
  const mask = kind.antiDependencies === "none" ? taken : taken | RW;
  const everyone = Array.from({ length: graph.vertices }, (_, vertex) => vertex);
  const field = fieldOf(graph, hashes, everyone, mask);
  for (const start of field.order) {
    const found = searchFrom(field, hashes, start, kind, budget);
    if (found !== undefined) return found;
    if (budget.steps <= 0) return undefined;
  }
  return undefined;
}

function searchFrom(
  field: Field,
  hashes: ArrayLike<number>,
  start: number,
  kind: Kind,
  budget: Budget,
): number[] | undefined {
  let paths: Path[] = [firstPath(start, kind)];
  while (paths.length > 0 && budget.steps > 0) {
    const longer: Path[] = [];
    for (const path of paths) {
      const pin = firstVisit(path);
      if (pin === undefined) {
        for (const next of field.out.get(path.vertex) ?? []) {
          budget.steps--;
          extend(path, next, kind, longer);
        }
        continue;
      }
      if (path.open !== 0 || path.owed !== 0 || path.rule === "just-taken") continue;
      const loop = verticesAfter(path, pin);
      if (pin.before === undefined) return loop;
      const found = withoutTail(field, hashes, loop, kind, budget);
      if (found !== undefined) return found;
    }
    paths = longer;
  }
  return undefined;
}

function firstPath(vertex: number, kind: Kind): Path {
  const { antiDependencies, required } = kind;
  return {
    vertex,
    before: undefined,
    length: 1,
    open: (1 << required.length) - 1,
    owed: antiDependencies === "none" ? 0 : antiDependencies === "one" ? 1 : 2,
    rule: antiDependencies === "one" ? "one" : antiDependencies === "apart" ? "apart" : "free",
  };
}

/** Where the path has been at its last vertex before, if so. */
function firstVisit(path: Path): Path | undefined {
  for (let at = path.before; at !== undefined; at = at.before) {
    if (at.vertex === path.vertex) return at;
  }
  return undefined;
}

/** The vertices of the loop that begins and ends at `pin`, from there. */
function verticesAfter(path: Path, pin: Path): number[] {
  const vertices: number[] = [];
  for (let at = path.before; at !== undefined; at = at.before) {
    vertices.push(at.vertex);
    if (at === pin) break;
  }
  return vertices.toReversed();
}

/** A path met itself, but not where it began: is the loop alone a cycle of this kind? */
function withoutTail(
  field: Field,
  hashes: ArrayLike<number>,
  loop: readonly number[],
  kind: Kind,
  budget: Budget,
): number[] | undefined {
  const members = new Set(loop);
  const out = new Map<number, readonly Neighbour[]>();
  for (const vertex of loop) {
    const inside = (field.out.get(vertex) ?? []).filter(({ to }) => members.has(to));
    out.set(
      vertex,
      trieOrder(inside, ({ to }) => hashes[to]!),
    );
  }
  // The path comes back to where the loop began, so Elle tries that one twice: no difference.
  for (const start of loop) {
    const found = searchFrom({ order: loop, out }, hashes, start, kind, budget);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Adds to `longer` the ways to take this edge: for an anti-dependency, for what is required, or at all. */
function extend(path: Path, { to, why }: Neighbour, kind: Kind, longer: Path[]): void {
  const { open, owed, rule } = path;
  const antiDependency = owed > 0 || rule === "one" || rule === "apart" ? RW : 0;
  let wanted = 0;
  for (const [at, mask] of kind.required.entries()) if ((open & (1 << at)) !== 0) wanted |= mask;
  wanted &= ~antiDependency;
  if ((why & antiDependency) !== 0) take(path, to, RW, kind, longer);
  if (owed > 0 && path.length === 1) return;
  for (const reason of SINGLE_REASONS) {
    if ((why & wanted & reason) !== 0) take(path, to, reason, kind, longer);
  }
  if (open !== 0 && path.length === 1) return;
  const free = why & kind.free & ~antiDependency & ~wanted;
  const reason = SINGLE_REASONS.find((one) => (free & one) !== 0);
  if (reason !== undefined) take(path, to, reason, kind, longer);
}

function take(path: Path, to: number, reason: number, kind: Kind, longer: Path[]): void {
  let { owed, rule } = path;
  if ((kind.free & reason) !== 0) {
    if (reason === RW && owed > 0) owed--;
    if (rule === "just-taken") rule = "apart";
  } else {
    if (rule !== "one" && rule !== "apart") return;
    owed = Math.max(0, owed - 1);
    rule = rule === "one" ? "spent" : "just-taken";
  }
  const settled = kind.required.findIndex(
    (mask, at) => (path.open & (1 << at)) !== 0 && (mask & reason) !== 0,
  );
  const open = settled < 0 ? path.open : path.open & ~(1 << settled);
  longer.push({ vertex: to, before: path, length: path.length + 1, open, owed, rule });
}

/** Those edges that have a reason in `mask`, and the vertices they touch, in visiting order. */
function fieldOf(
  graph: Graph,
  hashes: ArrayLike<number>,
  vertices: readonly number[],
  mask: number,
): Field {
  const touched = new Set<number>();
  const out = new Map<number, readonly Neighbour[]>();
  for (const vertex of vertices) {
    const next: Neighbour[] = [];
    for (let e = graph.start[vertex]!; e < graph.start[vertex + 1]!; e++) {
      const why = graph.why[e]! & mask;
      if (why === 0) continue;
      next.push({ to: graph.to[e]!, why });
      touched.add(graph.to[e]!);
    }
    if (next.length === 0) continue;
    touched.add(vertex);
    out.set(
      vertex,
      trieOrder(next, ({ to }) => hashes[to]!),
    );
  }
  return { order: trieOrder([...touched], (vertex) => hashes[vertex]!), out };
}

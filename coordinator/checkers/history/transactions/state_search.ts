/**
 * Looks for a cycle of a certain kind in a component of any size: breadth first over pairs of a
 * transaction and what the way there has taken so far, each visited once. So time and memory stay
 * bounded, but a cycle that must pass a transaction twice to fit is passed over: that a cycle exists is
 * found without it.
 *
 * @module
 */
import type { Budget } from "./cycle_search.ts";
import type { Kind } from "./cycle_kinds.ts";
import { HUB, RW } from "./graph.ts";
import type { Graph } from "./graph.ts";

/** Anti-dependencies so far (0, 1, 2 or more), and whether the last edge was one. */
const TAKEN_STATES = 6;
const UNSEEN = -1;
const START = -2;

/**
 * Edges to go from each transaction at first: most cycles are short, and in a component of millions a
 * search of all of it from a few would find fewer.
 */
const NEAR_STEPS = 1000;

/** Searches that use the same memory one after the other: four bytes a vertex and state. */
export class StateSearch {
  /** Of what is not being searched all {@linkcode UNSEEN}. */
  #before = new Int32Array(0);

  /**
   * The vertices of a short cycle of this kind, without the first again at the end; undefined when none
   * was found before the budget was spent.
   */
  find(graph: Graph, kind: Kind, budget: Budget): number[] | undefined {
    const states = TAKEN_STATES << kind.required.length;
    if (graph.vertices * states > this.#before.length) {
      this.#before = new Int32Array(graph.vertices * states).fill(UNSEEN);
    }
    const half = budget.steps / 2;
    for (const [patience, left] of [
      [NEAR_STEPS, half],
      [Infinity, 0],
    ] as const) {
      let isCut = false;
      for (let start = 0; start < graph.vertices && budget.steps > left; start++) {
        const given = Math.min(patience, budget.steps);
        const own = { steps: given };
        const found = searchFrom(graph, kind, start, states, this.#before, own);
        budget.steps -= given - own.steps;
        if (found !== undefined) return found;
        isCut ||= own.steps <= 0;
      }
      if (!isCut && budget.steps > left) return undefined;
    }
    return undefined;
  }
}

function searchFrom(
  graph: Graph,
  kind: Kind,
  start: number,
  states: number,
  before: Int32Array,
  budget: Budget,
): number[] | undefined {
  const { antiDependencies } = kind;
  const needed = antiDependencies === "none" ? 0 : antiDependencies === "one" ? 1 : 2;
  const seen = [start * states];
  before[start * states] = START;
  let result: number[] | undefined;
  for (let head = 0; head < seen.length && result === undefined; head++) {
    const node = seen[head]!;
    const vertex = Math.trunc(node / states);
    for (let e = graph.start[vertex]!; e < graph.start[vertex + 1]!; e++) {
      budget.steps--;
      for (const state of statesAfter(
        node % states,
        graph.why[e]!,
        kind,
        head === 0 && needed > 0,
      )) {
        const to = graph.to[e]!;
        if (to === start && isWhole(state, kind, needed)) result = simple(before, node, states);
        const next = to * states + state;
        if (before[next] !== UNSEEN) continue;
        before[next] = node;
        seen.push(next);
      }
      if (result !== undefined || budget.steps <= 0) break;
    }
    if (budget.steps <= 0) break;
  }
  for (const node of seen) before[node] = UNSEEN;
  return result;
}

/** The states after an edge: once as an anti-dependency, once as anything else. */
function statesAfter(state: number, why: number, kind: Kind, mustBeAnti: boolean): number[] {
  const taken = state % TAKEN_STATES;
  const met = Math.trunc(state / TAKEN_STATES);
  const count = taken >> 1;
  if ((why & HUB) !== 0) return [state];
  const after: number[] = [];
  const mayTake =
    kind.antiDependencies === "several" ||
    (kind.antiDependencies === "one" && count === 0) ||
    (kind.antiDependencies === "apart" && (taken & 1) === 0);
  if ((why & RW) !== 0 && mayTake) {
    after.push(met * TAKEN_STATES + ((Math.min(2, count + 1) << 1) | 1));
  }
  const free = why & kind.free & ~RW;
  if (free === 0 || mustBeAnti) return after;
  let nowMet = met;
  for (const [at, mask] of kind.required.entries()) if ((free & mask) !== 0) nowMet |= 1 << at;
  after.push(nowMet * TAKEN_STATES + (count << 1));
  return after;
}

function isWhole(state: number, kind: Kind, needed: number): boolean {
  const taken = state % TAKEN_STATES;
  const met = Math.trunc(state / TAKEN_STATES);
  if (met !== (1 << kind.required.length) - 1 || taken >> 1 < needed) return false;
  return kind.antiDependencies !== "apart" || (taken & 1) === 0;
}

/** The way to `node`, unless it passes a vertex twice. */
function simple(before: Int32Array, node: number, states: number): number[] | undefined {
  const vertices: number[] = [];
  for (let at = node; at >= 0; at = before[at]!) vertices.push(Math.trunc(at / states));
  return new Set(vertices).size === vertices.length ? vertices.toReversed() : undefined;
}

/**
 * Finds the cycles among transactions and gives them their names, component by component. In each it
 * first asks which models a cycle rules out at all, then looks for one cycle of each kind that these
 * leave possible, the worst first, and for none that one found already is proof of. So does Elle.
 *
 * @module
 */
import { allImplied } from "./anomalies.ts";
import { anyCycle, anyCycleApart, cycleThrough } from "./any_cycle.ts";
import type { Cycle } from "./any_cycle.ts";
import { Workspace, components } from "./components.ts";
import { searchCycle } from "./cycle_search.ts";
import { ACYCLIC, KINDS, cycleName } from "./cycle_kinds.ts";
import type { Kind } from "./cycle_kinds.ts";
import { HUB, PROCESS, REALTIME, RW, restricted } from "./graph.ts";
import type { Graph } from "./graph.ts";
import { forbiddenBy, withStronger } from "./models.ts";
import type { Model } from "./models.ts";
import { StateSearch } from "./state_search.ts";
import { placeHash } from "./visiting_order.ts";

/** A component of more transactions, or with hubs, is not searched path by path: too many paths. */
const PATHWISE_MAX = 256;
/**
 * Edges that all searches for one kind may take together: by paths, and by states. All kinds take some
 * seconds at most. Each has its own, so that what is there a thousand times hides nothing else.
 */
const PATHWISE_STEPS = 250_000;
const STATEWISE_STEPS = 4_000_000;

/** A cycle and its name; the vertices are transactions. */
export interface NamedCycle extends Cycle {
  readonly name: string;
}

/**
 * The cycles of the graph that are worth telling. Of an edge's reasons that one counts which comes first
 * in `precedence`. `places` are those of the transactions' completions in the history.
 */
export function namedCycles(
  graph: Graph,
  places: ArrayLike<number>,
  precedence: readonly number[],
): NamedCycle[] {
  const transactions = places.length;
  const scratch = new Int32Array(graph.vertices).fill(-1);
  const all = precedence.reduce((mask, why) => mask | why, 0);
  const searches = new Searches();
  const found: NamedCycle[] = [];
  for (const members of components(graph, all | HUB, false, searches.workspace)) {
    const part = restricted(graph, members, scratch);
    const isPathwise = members.length <= PATHWISE_MAX && members.at(-1)! < transactions;
    const hashes = isPathwise ? members.map((member) => placeHash(places[member]!)) : undefined;
    for (const cycle of cyclesOf(part, precedence, searches, hashes)) {
      const vertices = cycle.vertices.map((at) => members[at]!);
      found.push({ name: cycle.name, ...withoutHubs({ ...cycle, vertices }, transactions) });
    }
  }
  return found;
}

/** What the searches of all components share. */
class Searches {
  readonly workspace = new Workspace();
  readonly #states = new StateSearch();
  readonly #budgets = new Map(
    KINDS.map((kind) => [
      kind,
      { paths: { steps: PATHWISE_STEPS }, states: { steps: STATEWISE_STEPS } },
    ]),
  );
  readonly #impossible = new Map<string, ReadonlySet<string>>();

  /** The vertices of a cycle of this kind. It is searched by paths where `hashes` are given. */
  find(graph: Graph, kind: Kind, hashes: readonly number[] | undefined): number[] | undefined {
    const { paths, states } = this.#budgets.get(kind)!;
    if (hashes !== undefined && paths.steps > 0) {
      const cycle = searchCycle(graph, hashes, kind, paths);
      if (cycle !== undefined || paths.steps > 0) return cycle;
    }
    return this.#states.find(graph, kind, states);
  }

  /** What cannot be there as a model that forbids it may still hold. */
  impossibleGiven(broken: ReadonlySet<Model>): ReadonlySet<string> {
    const unbroken = ACYCLIC.map(({ model }) => model).filter((model) => !broken.has(model));
    const name = unbroken.join(" ");
    const known = this.#impossible.get(name) ?? forbiddenBy(unbroken);
    this.#impossible.set(name, known);
    return known;
  }
}

function cyclesOf(
  graph: Graph,
  precedence: readonly number[],
  searches: Searches,
  hashes: readonly number[] | undefined,
): NamedCycle[] {
  const { workspace } = searches;
  const found: NamedCycle[] = [];
  const broken = new Set<Model>();
  const present = graph.why.reduce((mask, why) => mask | why, 0);
  const sound = new Set<string>();
  for (const { model, anomaly, free, antiDependenciesApart } of ACYCLIC) {
    // Where there is no order in time, a model that adds it asks nothing new.
    const asked = `${free & present} ${antiDependenciesApart}`;
    if (broken.has(model) || sound.has(asked)) continue;
    const cycle = antiDependenciesApart
      ? anyCycleApart(graph, free, workspace)
      : anyCycle(graph, free, workspace);
    if (cycle === undefined) {
      sound.add(asked);
      continue;
    }
    found.push({ name: anomaly, ...oneReasonEach(cycle, precedence) });
    for (const stronger of withStronger([model])) broken.add(stronger);
  }
  const needless = new Set(searches.impossibleGiven(broken));
  for (const kind of KINDS) {
    if (needless.has(kind.name)) continue;
    if (kind.required.some((mask) => (mask & present) === 0)) continue;
    if (kind.antiDependencies !== "none" && (present & RW) === 0) continue;
    const vertices = searches.find(graph, kind, hashes);
    if (vertices === undefined) continue;
    const cycle = oneReasonEach(cycleThrough(graph, vertices), precedence);
    const name = cycleName(cycle.why.filter((why) => why !== HUB));
    if (kind.antiDependencies !== "none" && name !== kind.name) continue;
    found.push({ name, ...cycle });
    for (const implied of allImplied([kind.name])) needless.add(implied);
  }
  return found;
}

function oneReasonEach(cycle: Cycle, precedence: readonly number[]): Cycle {
  const why = cycle.why.map((all) => precedence.find((reason) => (reason & all) !== 0) ?? HUB);
  return { vertices: cycle.vertices, why };
}

/** An edge into a hub stands for that which leads to where the hub leads. */
function withoutHubs(cycle: Cycle, transactions: number): Cycle {
  const kept = (_: number, at: number): boolean => cycle.vertices[at]! < transactions;
  return { vertices: cycle.vertices.filter(kept), why: cycle.why.filter(kept) };
}

/** Whether a cycle of this name needs the order in time, or that within a process. */
export function orderNeeded(forbidden: ReadonlySet<string>): number {
  const named = (suffix: string): boolean =>
    KINDS.some(({ name }) => name.endsWith(suffix) && forbidden.has(name));
  if (named("-realtime")) return REALTIME;
  return named("-process") ? PROCESS : 0;
}

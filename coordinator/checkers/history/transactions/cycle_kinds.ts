/**
 * The kinds of cycles among transactions that have names, what each is made of, and what a given cycle
 * is called. After Adya (1999): G0 has writes alone, G1c at least one read, G-single one
 * anti-dependency, G-nonadjacent several of which no two touch, G2 several. `-item` says that no
 * predicate is involved, which holds for all cycles here; `-process` and `-realtime` that the cycle
 * needs the order within a process, or that in time.
 *
 * @module
 */
import { PROCESS, REALTIME, RW, WR, WW } from "./graph.ts";
import type { Model } from "./models.ts";

/** How many anti-dependencies a cycle has; "apart": two or more, none next to another. */
export type AntiDependencies = "none" | "one" | "apart" | "several";

/** What to look for. */
export interface Kind {
  readonly name: string;
  /** Edges that may be taken at any time; anti-dependencies come as `antiDependencies` says. */
  readonly free: number;
  /** At least one edge with a reason in each of these. */
  readonly required: readonly number[];
  readonly antiDependencies: AntiDependencies;
}

const BASE: readonly Kind[] = [
  { name: "G-single-item", free: WW | WR, required: [], antiDependencies: "one" },
  { name: "G0", free: WW, required: [], antiDependencies: "none" },
  { name: "G-nonadjacent-item", free: WW | WR, required: [], antiDependencies: "apart" },
  { name: "G1c", free: WW | WR, required: [WR], antiDependencies: "none" },
  { name: "G2-item", free: WW | WR | RW, required: [], antiDependencies: "several" },
];

/**
 * How far an anomaly is from those that nothing else is proof of. Elle looks for the nearest first, and
 * then for nothing that this is proof of.
 */
const DEPTHS: Readonly<Record<string, number>> = {
  "G-single-item": 0,
  G0: 0,
  "G-nonadjacent-item": 1,
  "G-single-item-process": 1,
  G1c: 1,
  "G-nonadjacent-item-process": 2,
  "G-single-item-realtime": 2,
  "G2-item": 2,
  "G-nonadjacent-item-realtime": 3,
  "G0-process": 5,
  "G1c-process": 6,
  "G2-item-process": 7,
  "G0-realtime": 10,
  "G1c-realtime": 11,
  "G2-item-realtime": 12,
};

/** All kinds, in the order in which they are looked for. */
export const KINDS: readonly Kind[] = BASE.flatMap((kind) => [
  kind,
  inOrderOf(kind, PROCESS, "process"),
  inOrderOf(kind, REALTIME, "realtime"),
]).toSorted((a, b) => DEPTHS[a.name]! - DEPTHS[b.name]!);

function inOrderOf(kind: Kind, order: number, suffix: string): Kind {
  const { name, free, required } = kind;
  return {
    ...kind,
    name: `${name}-${suffix}`,
    free: free | order,
    required: [...required, order],
  };
}

/** A graph that has no cycle when a model holds. */
export interface Acyclic {
  readonly model: Model;
  readonly anomaly: string;
  readonly free: number;
  /** Whether one anti-dependency may follow each other edge. */
  readonly antiDependenciesApart: boolean;
}

/** For each model the graph without cycles, weaker models first. */
export const ACYCLIC: readonly Acyclic[] = [
  acyclic("read-uncommitted", "PL-1", WW),
  acyclic("read-committed", "PL-2", WW | WR),
  acyclic("snapshot-isolation", "PL-SI", WW | WR, true),
  acyclic("repeatable-read", "PL-2.99", WW | WR | RW),
  acyclic("serializable", "PL-3", WW | WR | RW),
  acyclic("strong-session-read-uncommitted", "strong-session-PL-1", WW | PROCESS),
  acyclic("strong-session-read-committed", "strong-session-PL-2", WW | WR | PROCESS),
  acyclic(
    "strong-session-snapshot-isolation",
    "strong-session-snapshot-isolation",
    WW | WR | PROCESS,
    true,
  ),
  acyclic("strong-session-serializable", "strong-session-serializable", WW | WR | RW | PROCESS),
  acyclic("strong-read-uncommitted", "strong-PL-1", WW | REALTIME),
  acyclic("strong-read-committed", "strong-PL-2", WW | WR | REALTIME),
  acyclic("strong-snapshot-isolation", "strong-snapshot-isolation", WW | WR | REALTIME, true),
  acyclic("strict-serializable", "PL-SS", WW | WR | RW | REALTIME),
];

function acyclic(
  model: Model,
  level: string,
  free: number,
  antiDependenciesApart = false,
): Acyclic {
  return { model, anomaly: `${level}-cycle-exists`, free, antiDependenciesApart };
}

/**
 * What a cycle is called whose edges are there for these reasons, one each.
 *
 * @example
 * ```ts
 * import { cycleName } from "./cycle_kinds.ts";
 * import { REALTIME, RW, WR, WW } from "./graph.ts";
 * console.log(cycleName([WW, WW]), cycleName([WR, RW, REALTIME])); // G0 G-single-item-realtime
 * console.log(cycleName([RW, WR, RW, WR]), cycleName([RW, RW])); // G-nonadjacent-item G2-item
 * ```
 */
export function cycleName(why: readonly number[]): string {
  const antiDependencies = why.filter((reason) => reason === RW).length;
  const touching = why.some((reason, at) => reason === RW && why.at(at - 1) === RW);
  const order = why.includes(REALTIME) ? "-realtime" : why.includes(PROCESS) ? "-process" : "";
  if (antiDependencies === 1) return `G-single-item${order}`;
  if (antiDependencies > 1) return `${touching ? "G2-item" : "G-nonadjacent-item"}${order}`;
  return `${why.includes(WR) ? "G1c" : "G0"}${order}`;
}

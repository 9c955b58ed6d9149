/**
 * In which order the values of each register were written, as far as one can know: a transaction that
 * reads a key from outside and then writes it puts its value after the one that it read
 * (writes-follow-reads), and the initial null comes before all. So Maelstrom asks Elle to infer.
 *
 * @module
 */
import type { Judgement } from "../history.ts";
import { components } from "./components.ts";
import type { Findings } from "./findings.ts";
import { Edges, WW } from "./graph.ts";
import { listed, told } from "./sentences.ts";
import { NOBODY, OK } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/** A transaction's dealings with a key: the first read, if that came first, and the last write. */
export interface Dealing {
  readonly key: number;
  /** Versions, or {@linkcode NOBODY}. */
  readonly read: number;
  readonly written: number;
}

/** What transaction `t` has read from outside and left to the outside. Of none that is not ok the reads. */
export function dealingsOf(
  { start, writes, key, version, outcome }: Transactions,
  t: number,
): Dealing[] {
  const dealings: { key: number; read: number; written: number }[] = [];
  const many = start[t + 1]! - start[t]! > FEW ? new Map<number, number>() : undefined;
  for (let m = start[t]!; m < start[t + 1]!; m++) {
    const name = key[m]!;
    let at = many?.get(name) ?? (many ? -1 : dealings.findIndex((one) => one.key === name));
    if (at < 0) {
      at = dealings.length;
      many?.set(name, at);
      const read = writes[m] === 0 && outcome[t] === OK ? version[m]! : NOBODY;
      dealings.push({ key: name, read, written: NOBODY });
    }
    if (writes[m] === 1) dealings[at]!.written = version[m]!;
  }
  return dealings;
}

/** Up to so many micro-operations a search is faster than a map. */
const FEW = 16;

/** Pairs of versions, the first directly before the second; both not null. */
export interface VersionOrder {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * The orders that writes-follow-reads gives; notes `cyclic-versions` for each circle in them. Then Elle
 * infers nothing from them for any key; judged strictly, the other keys keep theirs.
 */
export function versionOrder(
  transactions: Transactions,
  judgement: Judgement,
  findings: Findings,
): VersionOrder {
  const { count, outcome, versions, keys, writer } = transactions;
  const before: number[] = [];
  const after: number[] = [];
  const edges = new Edges(versions.count);
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue;
    for (const { read, written } of dealingsOf(transactions, t)) {
      if (read === NOBODY || written === NOBODY || versions.values[read] === null) continue;
      if (versions.values[written] === null) continue;
      before.push(read);
      after.push(written);
      edges.add(read, written, WW);
    }
  }
  const circles = components(edges.graph(), WW);
  if (circles.length === 0) return { before, after };
  const broken = new Set<number>();
  for (const circle of circles) {
    const at = versions.keyOf[circle[0]!]!;
    broken.add(at);
    const values = circle.map((version) => versions.values[version]!);
    const writers = circle.map((version) => writer[version]!).filter((by) => by !== NOBODY);
    findings.add("cyclic-versions", () => ({
      sentence: `The values ${listed(values)} of key ${told(keys[at]!)} were each read before the next was written, round in a circle.`,
      transactions: [...new Set(writers)],
      key: keys[at]!,
      values,
    }));
  }
  if (judgement === "compat") return { before: [], after: [] };
  const kept = (version: number): boolean => !broken.has(versions.keyOf[version]!);
  return { before: before.filter(kept), after: after.filter(kept) };
}

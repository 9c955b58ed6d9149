/**
 * The anomalies of transactions, and which one is proof of which other: who has seen a write cycle
 * (G0) has seen a cycle of information flow (G1c), too. After Adya (1999) and the table of Elle
 * (Kingsbury and Alvaro 2020); nothing here looks at a history.
 *
 * @module
 */

/** What each anomaly is proof of, directly. */
const IMPLIES: Readonly<Record<string, readonly string[]>> = {
  G0: ["G1c", "G0-process"],
  "G0-process": ["G1c-process", "G0-realtime"],
  "G0-realtime": ["G1c-realtime"],
  G1a: ["G1"],
  G1b: ["G1"],
  G1c: ["G1", "G1c-process"],
  "G1c-process": ["G1c-realtime", "G1-process"],
  "G1c-realtime": ["G1-realtime"],
  G1: ["G1-process"],
  "G1-process": ["G1-realtime"],
  "G-single-item": ["G-single", "G-single-item-process", "G-nonadjacent-item"],
  "G-single-item-process": [
    "G-single-process",
    "G-single-item-realtime",
    "G-nonadjacent-item-process",
  ],
  "G-single-item-realtime": ["G-single-realtime", "G-nonadjacent-item-realtime"],
  "G-single": ["G-nonadjacent", "G-single-process"],
  "G-single-process": ["G-nonadjacent-process", "G-single-realtime"],
  "G-single-realtime": ["G-nonadjacent-realtime"],
  "G-nonadjacent-item": ["G-nonadjacent", "G2-item", "G-nonadjacent-item-process"],
  "G-nonadjacent-item-process": [
    "G-nonadjacent-process",
    "G2-item-process",
    "G-nonadjacent-item-realtime",
  ],
  "G-nonadjacent-item-realtime": ["G2-item-realtime", "G-nonadjacent-realtime"],
  "G-nonadjacent": ["G2", "G-nonadjacent-process"],
  "G-nonadjacent-process": ["G2-process", "G-nonadjacent-realtime"],
  "G-nonadjacent-realtime": ["G2-realtime"],
  G2: ["G2-process"],
  "G2-item": ["G2", "G2-item-process"],
  "G2-item-process": ["G2-process", "G2-item-realtime"],
  "G2-item-realtime": ["G2-realtime"],
  "G2-process": ["G2-realtime"],
  "incompatible-order": ["G1a"],
  "future-read": ["G1c"],
  "dirty-update": ["G1a"],
  "lost-update": ["write-skew", "G2-item"],
  "write-skew": ["G2"],
};

/**
 * What means that a history cannot be judged, rather than that it is bad: no transaction depends on
 * any other, or the test wrote the same value twice, so nobody can tell whose it was.
 */
export const UNJUDGEABLE: ReadonlySet<string> = new Set([
  "empty-transaction-graph",
  "duplicate-writes",
]);

/** `names` and all that they are proof of. */
export function allImplied(names: Iterable<string>): Set<string> {
  return closure(names, (name) => IMPLIES[name] ?? []);
}

/** `names` and all that are proof of one of them. */
export function allImplying(names: Iterable<string>): Set<string> {
  return closure(names, (name) => IMPLIED_BY.get(name) ?? []);
}

const IMPLIED_BY = turned(IMPLIES);

/** The same arrows the other way round. */
export function turned(
  arrows: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  const back = new Map<string, string[]>();
  for (const [from, targets] of Object.entries(arrows)) {
    for (const to of targets) {
      const sources = back.get(to) ?? [];
      sources.push(from);
      back.set(to, sources);
    }
  }
  return back;
}

/** All that can be reached from `seeds`, these among them. */
export function closure(
  seeds: Iterable<string>,
  next: (name: string) => readonly string[],
): Set<string> {
  const reached = new Set(seeds);
  for (const name of reached) {
    for (const other of next(name)) reached.add(other);
  }
  return reached;
}

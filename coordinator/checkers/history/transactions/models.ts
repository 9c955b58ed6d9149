/**
 * Consistency models: which implies which, and which anomalies each forbids. The table is Elle's (its
 * sources: Adya 1999, Bailis et al. 2013, Cerone et al. 2015, Daudjee and Salem 2006). A model also
 * forbids all that the models it implies forbid, and all that is proof of something forbidden.
 *
 * @module
 */
import { allImplied, allImplying, closure, turned } from "./anomalies.ts";

/** What each model implies, directly. */
const IMPLIES = {
  "strict-serializable": [
    "serializable",
    "linearizable",
    "session-serializable",
    "strong-snapshot-isolation",
    "strong-session-serializable",
  ],
  "strong-session-serializable": ["serializable", "strong-session-snapshot-isolation"],
  "strong-snapshot-isolation": ["strong-session-snapshot-isolation", "strong-read-committed"],
  "strong-session-snapshot-isolation": ["snapshot-isolation", "strong-session-read-committed"],
  "strong-read-committed": ["strong-session-read-committed", "strong-read-uncommitted"],
  "strong-session-read-committed": ["read-committed", "strong-session-read-uncommitted"],
  "strong-read-uncommitted": ["strong-session-read-uncommitted"],
  "strong-session-read-uncommitted": ["read-uncommitted"],
  "session-serializable": ["1SR"],
  "1SR": [],
  serializable: [
    "repeatable-read",
    "snapshot-isolation",
    "update-serializable",
    "view-serializable",
  ],
  "view-serializable": [],
  "update-serializable": ["forward-consistent-view"],
  "snapshot-isolation": [
    "forward-consistent-view",
    "monotonic-atomic-view",
    "monotonic-snapshot-read",
    "parallel-snapshot-isolation",
    "prefix",
  ],
  "parallel-snapshot-isolation": ["causal-cerone", "update-atomic"],
  prefix: ["causal-cerone"],
  "causal-cerone": ["read-atomic"],
  "update-atomic": ["read-atomic"],
  "read-atomic": ["monotonic-atomic-view"],
  "repeatable-read": ["cursor-stability", "monotonic-atomic-view"],
  "forward-consistent-view": ["consistent-view"],
  "consistent-view": ["cursor-stability", "monotonic-view"],
  "monotonic-snapshot-read": ["read-committed"],
  "monotonic-atomic-view": ["read-committed"],
  "monotonic-view": ["read-committed"],
  "cursor-stability": ["read-committed"],
  "read-committed": ["read-uncommitted"],
  "read-uncommitted": [],
  linearizable: ["sequential"],
  sequential: ["causal"],
  causal: ["writes-follow-reads", "PRAM"],
  "writes-follow-reads": [],
  PRAM: ["monotonic-reads", "monotonic-writes", "read-your-writes"],
  "monotonic-reads": [],
  "monotonic-writes": [],
  "read-your-writes": [],
} as const;

/** A consistency model by the name that most people use. */
export type Model = keyof typeof IMPLIES;

/** Other names, Adya's levels before all. */
const ALIASES: Readonly<Record<string, Model>> = {
  "PL-1": "read-uncommitted",
  "PL-2": "read-committed",
  "PL-CS": "cursor-stability",
  "PL-2L": "monotonic-view",
  "PL-MSR": "monotonic-snapshot-read",
  "PL-2+": "consistent-view",
  "PL-FCV": "forward-consistent-view",
  "PL-2.99": "repeatable-read",
  "PL-SI": "snapshot-isolation",
  "PL-3U": "update-serializable",
  "PL-3": "serializable",
  "conflict-serializable": "serializable",
  "PL-SS": "strict-serializable",
  "strong-serializable": "strict-serializable",
  "strong-session-PL-1": "strong-session-read-uncommitted",
  "strong-session-PL-2": "strong-session-read-committed",
  "strong-PL-1": "strong-read-uncommitted",
  "strong-PL-2": "strong-read-committed",
};

/** What each model forbids beyond what follows from the models it implies. */
const FORBIDS: Readonly<Partial<Record<Model, readonly string[]>>> = {
  "read-uncommitted": ["G0", "duplicate-elements", "cyclic-versions", "PL-1-cycle-exists"],
  "read-committed": ["G1", "PL-2-cycle-exists"],
  "cursor-stability": ["G1", "G-cursor", "lost-update"],
  "monotonic-view": ["G1", "G-monotonic"],
  "monotonic-snapshot-read": ["G1", "G-MSR"],
  "consistent-view": ["G1", "G-single"],
  "forward-consistent-view": ["G1", "G-SIb"],
  "repeatable-read": ["G1", "G2-item", "PL-2.99-cycle-exists", "lost-update"],
  "read-atomic": ["internal", "G1a", "future-read"],
  "update-atomic": ["lost-update"],
  "causal-cerone": ["internal", "G1a"],
  prefix: ["internal", "G1a"],
  "parallel-snapshot-isolation": ["internal", "G1a"],
  "snapshot-isolation": ["internal", "G1", "G-SI", "G-nonadjacent", "PL-SI-cycle-exists"],
  "update-serializable": ["G1", "G-update"],
  serializable: ["internal", "G1", "G2", "predicate-read-miss", "PL-3-cycle-exists"],
  "strong-session-read-uncommitted": ["G0-process", "strong-session-PL-1-cycle-exists"],
  "strong-session-read-committed": ["G1c-process", "strong-session-PL-2-cycle-exists"],
  "strong-session-snapshot-isolation": [
    "internal",
    "G1-process",
    "G-nonadjacent-process",
    "strong-session-snapshot-isolation-cycle-exists",
  ],
  "strong-session-serializable": [
    "G1-process",
    "G2-process",
    "strong-session-serializable-cycle-exists",
  ],
  "strong-read-uncommitted": ["G0-realtime", "strong-PL-1-cycle-exists"],
  "strong-read-committed": ["G1c-realtime", "strong-PL-2-cycle-exists"],
  "strong-snapshot-isolation": [
    "internal",
    "G1-realtime",
    "G-nonadjacent-realtime",
    "strong-snapshot-isolation-cycle-exists",
  ],
  "strict-serializable": ["G1", "G1c-realtime", "G2-realtime", "PL-SS-cycle-exists"],
};

/**
 * What only the strict judgement looks for. No model allows it: Adya has every transaction read its own
 * writes, and every version written by somebody.
 */
const NEVER_ALLOWED: readonly string[] = ["unseen-own-write", "unwritten-value"];

/** All models, the strongest first. */
export const MODELS: readonly Model[] = Object.keys(IMPLIES).filter(isModel);

/**
 * The model that is called `name`, if there is one.
 *
 * @example
 * ```ts
 * import { modelNamed } from "./models.ts";
 * console.log(modelNamed("PL-2"), modelNamed("read-committed")); // read-committed read-committed
 * console.log(modelNamed("eventual")); // undefined
 * ```
 */
export function modelNamed(name: string): Model | undefined {
  if (isModel(name)) return name;
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}

/** The anomalies of which none may be there if all `models` are to hold. */
export function forbiddenBy(models: Iterable<Model>): Set<string> {
  const forbidden = new Set(NEVER_ALLOWED);
  for (const model of [...closure(models, implied)].filter(isModel)) {
    for (const anomaly of forbids(model)) forbidden.add(anomaly);
  }
  return allImplying(forbidden);
}

/** The models of which none can hold, given these anomalies. */
export function ruledOutBy(anomalies: Iterable<string>): Set<Model> {
  const seen = allImplied(anomalies);
  const never = NEVER_ALLOWED.some((name) => seen.has(name));
  const broken = MODELS.filter(
    (model) => forbids(model).some((name) => seen.has(name)) || (never && model === WEAKEST),
  );
  return withStronger(broken);
}

/** `models` and all that imply one of them: what cannot hold when these do not. */
export function withStronger(models: Iterable<Model>): Set<Model> {
  return new Set([...closure(models, (name) => IMPLIED_BY.get(name) ?? [])].filter(isModel));
}

/** The weakest models that cannot hold, and the stronger ones that therefore cannot either; both sorted. */
export interface Boundary {
  readonly not: readonly Model[];
  readonly alsoNot: readonly Model[];
}

/**
 * Where the line runs between models that these anomalies rule out and those that they do not.
 *
 * @example
 * ```ts
 * import { boundary } from "./models.ts";
 * console.log(boundary(["G2-item"]).not); // [ 'repeatable-read' ]
 * console.log(boundary(["G2-item"]).alsoNot.includes("serializable")); // true
 * ```
 */
export function boundary(anomalies: Iterable<string>): Boundary {
  const out = ruledOutBy(anomalies);
  const weakest = (model: Model): boolean =>
    [...closure([model], implied)].every(
      (other) => other === model || !isModel(other) || !out.has(other),
    );
  const not = [...out].filter(weakest).toSorted();
  return { not, alsoNot: [...out].filter((model) => !not.includes(model)).toSorted() };
}

const WEAKEST: Model = "read-uncommitted";
const IMPLIED_BY = turned(IMPLIES);

function isModel(name: string): name is Model {
  return Object.hasOwn(IMPLIES, name);
}

function implied(name: string): readonly string[] {
  return isModel(name) ? IMPLIES[name] : [];
}

function forbids(model: Model): readonly string[] {
  return FORBIDS[model] ?? [];
}

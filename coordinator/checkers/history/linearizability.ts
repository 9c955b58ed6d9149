/**
 * Linearizability: every operation took effect at one moment between its invocation and its completion,
 * as if one object had done them one by one. Histories of several keys are judged key by key, which is
 * as good (Herlihy and Wing 1990: linearizability is local).
 *
 * @module
 */
import { type HistoryEvent, type Json, operationsOf, type Verdict, worst } from "./history.ts";
import type { Operation } from "./history.ts";
import { canonical, isList } from "./json_values.ts";
import { Machine, type Model } from "./linearizability_model.ts";
import { nameOf, type Nonlinearizable, noteOf, reportOf } from "./linearizability_report.ts";
import { type Found, search, type SearchLimits } from "./linearizability_search.ts";

/**
 * Configurations that a search may keep for one key, at up to 100 bytes each. Sound histories need about
 * one for each operation.
 */
export const CONFIGURATIONS_MAX = 2_000_000;

/** Steps of a search for one key: some ten seconds. */
export const STEPS_MAX = 200_000_000;

/** How to judge a history. */
export interface LinearizabilityOptions {
  readonly model: Model;
  /** Whether every value is `[key, value]`, and each key an object of its own. @default false */
  readonly keyed?: boolean;
  /** @default {@linkcode CONFIGURATIONS_MAX} and {@linkcode STEPS_MAX} */
  readonly limits?: Partial<SearchLimits>;
}

/** What is known of one key. */
export interface KeyResult {
  /** Null when the history has no keys. */
  readonly key: Json;
  readonly valid: Verdict;
  /** Those that happened or may have: failed ones do not count. */
  readonly operations: number;
  readonly configurations: number;
  readonly steps: number;
  /** When invalid. */
  readonly failure?: Nonlinearizable;
  /** When unknown: what was given up, and how far it came. */
  readonly reason?: string;
}

/** What is known of a history. */
export interface LinearizabilityResult {
  readonly valid: Verdict;
  /** The keys that are invalid. */
  readonly failures: readonly Json[];
  /** In the order of the keys' first operations. */
  readonly results: readonly KeyResult[];
}

/**
 * Judges a history. Failed operations did not happen; what is `info`, or never completed, may have taken
 * effect at any time after its invocation, or never.
 *
 * @throws RangeError when the history or the model does not allow an operation, or, with `keyed`, when a
 * value has no key.
 *
 * @example
 * ```ts
 * import { checkLinearizability } from "./linearizability.ts";
 * import { casRegister } from "./register_model.ts";
 * const { valid, results } = checkLinearizability(
 *   [
 *     { process: 0, type: "invoke", f: "write", value: 1 },
 *     { process: 0, type: "ok", f: "write", value: 1 },
 *     { process: 1, type: "invoke", f: "read", value: null },
 *     { process: 1, type: "ok", f: "read", value: 2 },
 *   ],
 *   { model: casRegister() },
 * );
 * console.log(valid, results[0]?.failure?.states.map(({ state }) => state)); // false [ 1 ]
 * ```
 */
export function checkLinearizability(
  history: readonly HistoryEvent[],
  { model, keyed = false, limits = {} }: LinearizabilityOptions,
): LinearizabilityResult {
  const bounds = { configurationsMax: CONFIGURATIONS_MAX, stepsMax: STEPS_MAX, ...limits };
  const operations = operationsOf(history).filter(({ type }) => type !== "fail");
  const results = [...objectsOf(operations, keyed)].map((object) => judge(object, model, bounds));
  return {
    valid: worst(results.map(({ valid }) => valid)),
    failures: results.filter(({ valid }) => valid === false).map(({ key }) => key),
    results,
  };
}

/** The operations of one key, without it. */
interface Part {
  readonly key: Json;
  readonly operations: Operation[];
}

function objectsOf(operations: Operation[], keyed: boolean): Iterable<Part> {
  if (!keyed) return [{ key: null, operations }];
  const parts = new Map<string, Part>();
  for (const operation of operations) {
    const [key, argument] = keyAndValue(operation, operation.argument);
    const [, value] = keyAndValue(operation, operation.value);
    const name = canonical(key);
    let part = parts.get(name);
    if (part === undefined) parts.set(name, (part = { key, operations: [] }));
    part.operations.push({ ...operation, argument, value });
  }
  return parts.values();
}

function keyAndValue({ invokedAt }: Operation, pair: Json): readonly [Json, Json] {
  if (!isList(pair) || pair.length !== 2) {
    throw new RangeError(
      `cannot split the history as values must be [key, value]: event ${invokedAt} has ${JSON.stringify(pair)}`,
    );
  }
  return [pair[0]!, pair[1]!];
}

function judge({ key, operations }: Part, model: Model, limits: SearchLimits): KeyResult {
  const machine = new Machine(model);
  const actions = operations.map(({ f, type, argument, value, invokedAt, completedAt }) => {
    const known = type === "ok";
    const action = machine.actionOf({ f, value: known ? value : argument, known });
    return { action, invokedAt, completedAt: known ? completedAt : Infinity };
  });
  const found = search(machine, actions, limits);
  const { kind, configurations, steps } = found;
  const counts = { operations: operations.length, configurations, steps };
  if (kind === "linearized") return { key, valid: true, ...counts };
  if (kind === "stuck") {
    return { key, valid: false, ...counts, failure: reportOf(machine, operations, actions, found) };
  }
  return { key, valid: "unknown", ...counts, reason: reasonOf(found, operations) };
}

function reasonOf(
  { kind, longest, front, configurations, steps }: Found,
  operations: readonly Operation[],
): string {
  let limit = `${configurations} configurations`;
  if (kind === "steps") limit = `${steps} steps`;
  if (kind === "memory")
    limit += ", for which there is no room as many operations are open at once";
  const begun = `gave up after ${limit}: an order is known for ${longest.order.length} of ${operations.length} operations`;
  return front === undefined
    ? begun
    : `${begun}, before ${nameOf(noteOf(operations[front]!))} completes`;
}

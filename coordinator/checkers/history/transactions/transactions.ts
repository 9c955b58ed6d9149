/**
 * A history of transactions as flat arrays: every micro-operation has a number, and so has every key and
 * every version, which is a value of a key that somebody wrote or read.
 *
 * @module
 */
import { operationsOf } from "../history.ts";
import type { HistoryEvent, Json, Operation } from "../history.ts";

/** What takes the place of a number where there is none. */
export const NOBODY = -1;

/** How a transaction ended, as numbers. */
export const OK = 0;
export const INFO = 1;
export const FAIL = 2;

/** Micro-operations of transaction `t` are those from `start[t]` up to, without, `start[t + 1]`. */
export interface Transactions {
  readonly operations: readonly Operation[];
  readonly count: number;
  readonly outcome: Uint8Array;
  /** Where each was completed in the history; those that never were count as after its end. */
  readonly places: Float64Array;
  readonly start: Int32Array;
  /** For each micro-operation 1 when it writes. */
  readonly writes: Uint8Array;
  readonly key: Int32Array;
  /** The version that was written; of a register also the one that was read. */
  readonly version: Int32Array;
  /** What a read of a list returned. */
  readonly lists: readonly (readonly Json[] | null)[];
  readonly keys: readonly Json[];
  readonly versions: Versions;
  /** Which transaction wrote a version, and whether it wrote another one of the key afterwards. */
  readonly writer: Int32Array;
  readonly overwritten: Uint8Array;
  /** Versions that were written more than once: a fault of the test. */
  readonly writtenTwice: readonly (readonly [version: number, first: number, second: number])[];
}

/** What values the versions stand for. */
export class Versions {
  readonly #byKey: Map<Json, number>[] = [];
  readonly keyOf: number[] = [];
  readonly values: Json[] = [];

  get count(): number {
    return this.values.length;
  }

  /** The number of this value of this key, a new one if it was never seen. */
  of(key: number, value: Json): number {
    const ofKey = (this.#byKey[key] ??= new Map());
    const name = identity(value);
    const known = ofKey.get(name);
    if (known !== undefined) return known;
    const version = this.values.length;
    ofKey.set(name, version);
    this.values.push(value);
    this.keyOf.push(key);
    return version;
  }

  /** The number of this value of this key, {@linkcode NOBODY} if it was never seen. */
  known(key: number, value: Json): number {
    return this.#byKey[key]?.get(identity(value)) ?? NOBODY;
  }
}

/** Something that is the same for equal values and for no others. */
export function identity(value: Json): null | boolean | number | string {
  if (typeof value === "object" && value !== null) return `\0${JSON.stringify(value)}`;
  return typeof value === "string" && value.startsWith("\0") ? `\0${JSON.stringify(value)}` : value;
}

/**
 * Reads a history in which every operation is a transaction: a list of `[f, key, value]`, where `f` is
 * `r` or `writeName`. Of a transaction that is not ok the reads count for nothing.
 *
 * @throws RangeError when a transaction has another form, as the node's answers must be checked before.
 */
export function transactionsOf(
  history: readonly HistoryEvent[],
  writeName: "append" | "w",
): Transactions {
  const operations = operationsOf(history);
  const count = operations.length;
  const micros = operations.reduce((sum, operation) => sum + microsOf(operation).length, 0);
  const lists: (readonly Json[] | null)[] = [];
  const writes = new Uint8Array(micros);
  const key = new Int32Array(micros);
  const version = new Int32Array(micros).fill(NOBODY);
  let m = 0;
  const versions = new Versions();
  const keys: Json[] = [];
  const keyNumbers = new Map<Json, number>();
  const start = new Int32Array(count + 1);
  const outcome = new Uint8Array(count);
  const places = new Float64Array(count);
  for (const [t, operation] of operations.entries()) {
    const ok = operation.type === "ok";
    outcome[t] = ok ? OK : operation.type === "info" ? INFO : FAIL;
    places[t] = Math.min(operation.completedAt, history.length + t);
    for (const micro of microsOf(operation)) {
      if (!isList(micro) || micro.length < 2) {
        throw misfit(operation, "a micro-operation is [f, key, value]");
      }
      const f = micro[0]!;
      const value = micro[2] ?? null;
      const isWrite = f === writeName;
      if (!isWrite && f !== "r") throw misfit(operation, `micro-operations are r or ${writeName}`);
      const name = identity(micro[1]!);
      let number = keyNumbers.get(name);
      if (number === undefined) {
        number = keys.length;
        keyNumbers.set(name, number);
        keys.push(micro[1]!);
      }
      key[m] = number;
      writes[m] = isWrite ? 1 : 0;
      const isElement = isWrite || (ok && writeName === "w");
      if (isElement) version[m] = versions.of(number, value);
      if (writeName === "append") lists.push(ok && !isWrite ? listOf(value, operation) : null);
      m++;
    }
    start[t + 1] = m;
  }
  const table = {
    operations,
    count,
    outcome,
    places,
    start,
    writes,
    key,
    version,
    lists,
    keys,
    versions,
  };
  return { ...table, ...writersOf(table) };
}

function writersOf(
  table: Pick<Transactions, "count" | "start" | "writes" | "key" | "keys" | "version" | "versions">,
): Pick<Transactions, "writer" | "overwritten" | "writtenTwice"> {
  const { count, start, writes, key, keys, version, versions } = table;
  // Which transaction wrote a key last, and what.
  const lastWriter = new Int32Array(keys.length).fill(NOBODY);
  const lastVersion = new Int32Array(keys.length);
  const writer = new Int32Array(versions.count).fill(NOBODY);
  const overwritten = new Uint8Array(versions.count);
  const writtenTwice: [number, number, number][] = [];
  for (let t = 0; t < count; t++) {
    for (let m = start[t]!; m < start[t + 1]!; m++) {
      if (writes[m] === 0) continue;
      const written = version[m]!;
      const before = writer[written]!;
      if (before !== NOBODY) writtenTwice.push([written, before, t]);
      writer[written] = t;
      if (lastWriter[key[m]!] === t) overwritten[lastVersion[key[m]!]!] = 1;
      lastWriter[key[m]!] = t;
      lastVersion[key[m]!] = written;
    }
  }
  return { writer, overwritten, writtenTwice };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The micro-operations as they happened, or if nobody knows that, as they were asked for. */
function microsOf(operation: Operation): readonly Json[] {
  const value = operation.type === "ok" ? operation.value : operation.argument;
  if (!isList(value)) throw misfit(operation, "a transaction is a list of micro-operations");
  return value;
}

function listOf(value: Json, operation: Operation): readonly Json[] | null {
  if (value !== null && !isList(value)) throw misfit(operation, "a read returns a list or null");
  return value;
}

function misfit(operation: Operation, rule: string): RangeError {
  const { invokedAt, value } = operation;
  return new RangeError(
    `cannot judge the transaction of process ${operation.process}, invoked at ${invokedAt}, as ${rule}: ` +
      `got ${JSON.stringify(value)}`,
  );
}

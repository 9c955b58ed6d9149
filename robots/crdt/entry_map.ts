/**
 * A map from keys to values of a join-semilattice, joined key by key: the base of every type whose
 * entries do not depend on each other.
 *
 * @module
 */
import { ByteReader, ByteWriter, equalBytes } from "./bytes.ts";
import type { Entries, EntryWatcher, JoinOutcome } from "./entries.ts";

/**
 * What a join of two values came to, or why there is none. The value is `undefined` when nothing was
 * there and nothing is needed: what came has been dealt with before.
 */
export type Joined<V> =
  | { readonly value: V | undefined }
  | { readonly refused: "ahead" | "conflict" };

interface Weighed<V> {
  readonly outcome: JoinOutcome;
  readonly key?: string;
  readonly theirs?: V;
  /** Theirs and what was here, joined. */
  readonly value?: V | undefined;
}

/** @typeParam V A value: never changed in place. */
export abstract class EntryMap<V> implements Entries {
  readonly #values = new Map<string, V>();
  #watcher: EntryWatcher | undefined;

  /**
   * The least upper bound of two values, or of nothing and `theirs`. It must answer `mine` itself, the
   * same object, when `theirs` adds nothing to it.
   */
  protected abstract joinValues(
    mine: V | undefined,
    theirs: V,
    nowMs: number,
    key: string,
  ): Joined<V>;
  protected abstract writeValue(writer: ByteWriter, value: V): void;
  /** Reads what {@linkcode writeValue} wrote and calls `reader.fail()` for what it never writes. */
  protected abstract readValue(reader: ByteReader, key: string): V;

  get size(): number {
    return this.#values.size;
  }

  keys(): Iterable<string> {
    return [...this.#values.keys()].sort();
  }

  entry(key: string): Uint8Array | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : this.#encode(key, value);
  }

  keyOf(entry: Uint8Array): string | undefined {
    return this.#decode(entry)?.key;
  }

  check(entry: Uint8Array, nowMs: number): JoinOutcome {
    return this.#weigh(entry, nowMs).outcome;
  }

  join(entry: Uint8Array, nowMs: number): JoinOutcome {
    const { outcome, key, theirs, value } = this.#weigh(entry, nowMs);
    if (outcome === "added") this.put(key!, value!);
    if (outcome === "added" || outcome === "known") this.heard(key!, theirs!);
    return outcome;
  }

  watch(watcher: EntryWatcher): void {
    this.#watcher = watcher;
  }

  /** The value at `key`. */
  protected valueAt(key: string): V | undefined {
    return this.#values.get(key.toWellFormed());
  }

  /** Called after every join that did not refuse `theirs`: for types that note what they have seen. */
  protected heard(_key: string, _theirs: V): void {}

  /** All values, in no order that means anything. */
  protected values(): Iterable<readonly [key: string, value: V]> {
    return this.#values;
  }

  /** Sets the value at `anyKey`, which must not be below the one that was there. */
  protected put(anyKey: string, value: V): void {
    // As it will be when it was read: two keys that are written alike are one.
    const key = anyKey.toWellFormed();
    const before = this.#values.get(key);
    this.#values.set(key, value);
    if (this.#watcher === undefined) return;
    const was = before === undefined ? undefined : this.#encode(key, before);
    const after = this.#encode(key, value);
    if (was === undefined || !equalBytes(was, after)) this.#watcher.changed(key, was, after);
  }

  /** Forgets `key`, for types that may collect what is of no use any more. */
  protected drop(key: string): void {
    const before = this.#values.get(key);
    if (before === undefined) return;
    this.#values.delete(key);
    this.#watcher?.changed(key, this.#encode(key, before), undefined);
  }

  #weigh(entry: Uint8Array, nowMs: number): Weighed<V> {
    const decoded = this.#decode(entry);
    if (decoded === undefined) return { outcome: "malformed" };
    const { key, value } = decoded;
    const mine = this.#values.get(key);
    const joined = this.joinValues(mine, value, nowMs, key);
    if ("refused" in joined) return { outcome: joined.refused };
    if (joined.value === mine) return { outcome: "known", key, theirs: value };
    return { outcome: "added", key, theirs: value, value: joined.value };
  }

  #encode(key: string, value: V): Uint8Array {
    const writer = new ByteWriter().text(key);
    this.writeValue(writer, value);
    return writer.finish();
  }

  #decode(entry: Uint8Array): { key: string; value: V } | undefined {
    const reader = new ByteReader(entry);
    const key = reader.text();
    const value = this.readValue(reader, key);
    return reader.end ? { key, value } : undefined;
  }
}

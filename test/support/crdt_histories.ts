/**
 * What replicas of a data type can go through: local operations at any time of day, and entries that
 * reach others in part. While it happens their watchers and their version vectors are held to account.
 *
 * @module
 */
import * as fc from "fast-check";
import { ByteWriter, equalBytes } from "../../robots/crdt/bytes.ts";
import {
  type Entries,
  type EntryWatcher,
  encodeState,
  joinState,
} from "../../robots/crdt/entries.ts";
import { exceedsVersions, type VersionVector } from "../../robots/crdt/version_vector.ts";
import { seededRandom, shuffle } from "../../robots/engine/random.ts";

/** One local operation on a replica at `nowMs`. */
export type Operation<S> = (state: S, nowMs: number) => void;

export interface TypeUnderTest<S extends Entries> {
  readonly name: string;
  /** An empty replica of the node with this name. */
  make(node: string): S;
  /** One local operation, drawn by fast-check: applied to a replica at nowMs. */
  readonly operation: fc.Arbitrary<Operation<S>>;
  /** A few operations whose every combination is tried: 3 to 5. */
  readonly few: readonly Operation<S>[];
}

/** One thing that happens. Replicas are numbers, taken modulo how many there are. */
type Step<S> =
  | { readonly at: number; readonly operation: Operation<S>; readonly nowMs: number }
  | { readonly from: number; readonly to: number; readonly parts: number; readonly nowMs: number };

export interface History<S> {
  readonly replicas: number;
  readonly steps: readonly Step<S>[];
}

/** Later than every stamp of a history: here nothing is ahead. */
export const LATE_MS = 2 ** 40;

/** Two replicas are enough for most mistakes; the fifth finds hardly any more. */
const NODES = ["a", "b", "c", "d", "e"] as const;

/** A replica that only hears. */
export const OBSERVER = "z";

/** Bits of {@linkcode Step.parts}. */
const PARTS = 16;

/** Few enough that times are often equal, far enough apart that some stamps are ahead; in any order. */
const times = fc.oneof(fc.constantFrom(0, 1_000, 1_001), fc.integer({ min: 0, max: 200_000 }));

/** Histories of 2 to 5 replicas of `type`. */
export function histories<S extends Entries>(
  type: TypeUnderTest<S>,
  stepsMax = 25,
): fc.Arbitrary<History<S>> {
  const replica = fc.nat(NODES.length - 1);
  const step: fc.Arbitrary<Step<S>> = fc.oneof(
    { weight: 2, arbitrary: fc.record({ at: replica, operation: type.operation, nowMs: times }) },
    {
      weight: 1,
      arbitrary: fc.record({
        from: replica,
        to: replica,
        parts: fc.nat(2 ** PARTS - 1),
        nowMs: times,
      }),
    },
  );
  return fc.record({
    replicas: fc.integer({ min: 2, max: NODES.length }),
    steps: fc.array(step, { maxLength: stepsMax }),
  });
}

/** Replicas of one type, and everything that any of them ever held. */
export class Group<S extends Entries> {
  readonly states: readonly S[];
  readonly #mirrors: readonly Mirror[];
  readonly #seen: (VersionVector | undefined)[];

  constructor(type: TypeUnderTest<S>, replicas: number) {
    this.states = NODES.slice(0, replicas).map((node) => type.make(node));
    this.#mirrors = this.states.map((state) => new Mirror(state));
    this.#seen = this.states.map((state) => state.versions?.seen());
  }

  /** The replicas after all of `history`. */
  static after<S extends Entries>(type: TypeUnderTest<S>, history: History<S>): Group<S> {
    const group = new Group(type, history.replicas);
    for (const step of history.steps) {
      if ("at" in step) group.operate(step.at, step.operation, step.nowMs);
      else group.pass(step.from, step.to, step.nowMs, step.parts);
    }
    return group;
  }

  /** Every entry that any replica ever held, also those that others have replaced. */
  everHeld(): Uint8Array[] {
    const entries = new Map<string, Uint8Array>();
    for (const mirror of this.#mirrors) {
      for (const entry of mirror.everHeld) entries.set(hex(entry), entry);
    }
    return [...entries.values()];
  }

  operate(at: number, operation: Operation<S>, nowMs: number): void {
    operation(this.#at(at), nowMs);
    this.#hold(at % this.states.length);
  }

  /** Hands the entries of one replica that `parts` says to another. */
  pass(from: number, to: number, nowMs: number, parts = 2 ** PARTS - 1): void {
    const source = this.#at(from);
    const target = this.#at(to);
    let at = 0;
    for (const key of source.keys()) {
      if (((parts >> (at++ % PARTS)) & 1) === 0) continue;
      const outcome = target.join(source.entry(key)!, nowMs);
      must(
        outcome === "added" || outcome === "known" || outcome === "ahead",
        `an entry of an honest replica was ${outcome}`,
      );
    }
    this.#hold(to % this.states.length);
  }

  #at(replica: number): S {
    return this.states[replica % this.states.length]!;
  }

  #hold(at: number): void {
    const state = this.states[at]!;
    mustEqual(encodeState(state), this.#mirrors[at]!.encoded(), "the watcher was told otherwise");
    for (const key of state.keys()) {
      must(state.keyOf(state.entry(key)!) === key, `the entry at "${key}" has another key`);
    }
    const seen = state.versions?.seen();
    if (seen === undefined) return;
    must(!exceedsVersions(this.#seen[at]!, seen), "what was seen was forgotten");
    this.#seen[at] = seen;
  }
}

/** Follows a state by what its watcher is told, and by nothing else. */
export class Mirror implements EntryWatcher {
  readonly everHeld: Uint8Array[] = [];
  readonly #entries = new Map<string, Uint8Array>();

  constructor(state: Entries) {
    for (const key of state.keys()) this.#entries.set(key, state.entry(key)!);
    this.everHeld.push(...this.#entries.values());
    state.watch(this);
  }

  changed(key: string, before: Uint8Array | undefined, after: Uint8Array | undefined): void {
    must(
      sameBytes(this.#entries.get(key), before),
      `the watcher was told a wrong past of "${key}"`,
    );
    must(!sameBytes(before, after), `the watcher was told of no change of "${key}"`);
    if (after === undefined) this.#entries.delete(key);
    else {
      this.#entries.set(key, after);
      this.everHeld.push(after);
    }
  }

  /** The encoding of a state of the entries that were told of. */
  encoded(): Uint8Array {
    const writer = new ByteWriter().number(this.#entries.size);
    for (const key of [...this.#entries.keys()].sort()) writer.bytes(this.#entries.get(key)!);
    return writer.finish();
  }
}

/** A new replica into which `encoded` states were joined, one after the other. */
export function joined<S extends Entries>(
  type: TypeUnderTest<S>,
  ...encoded: readonly Uint8Array[]
): S {
  const state = type.make(OBSERVER);
  for (const bytes of encoded) {
    const outcome = joinState(state, bytes, LATE_MS);
    must(outcome === "added" || outcome === "known", `a state of an honest replica was ${outcome}`);
  }
  return state;
}

/** The bytes of a new replica into which `encoded` states were joined, one after the other. */
export function joinedBytes<S extends Entries>(
  type: TypeUnderTest<S>,
  ...encoded: readonly Uint8Array[]
): Uint8Array {
  return encodeState(joined(type, ...encoded));
}

/** Much faster than `expect`, which would be most of the work of these tests. */
export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

export function mustEqual(a: Uint8Array, b: Uint8Array, otherwise: string): void {
  if (!equalBytes(a, b)) throw new Error(`${otherwise}: ${hex(a)} and ${hex(b)}`);
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  return shuffle([...items], seededRandom(`${seed}`));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** The bytes of `digits`, between which there may be spaces. */
export function fromHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replaceAll(" ", ""), "hex"));
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

/**
 * The laws that every data type keeps, whatever it is for: a state is a join-semilattice made of
 * entries, has one encoding, tells its watcher everything, and is afraid of no bytes.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalBytes } from "../../robots/crdt/bytes.ts";
import { type Entries, encodeState, joinState } from "../../robots/crdt/entries.ts";
import { stateDigest } from "../../robots/crdt/entry_id.ts";
import { type Random, randomBelow, seededRandom } from "../../robots/engine/random.ts";
import {
  Group,
  hex,
  histories,
  joinedBytes,
  LATE_MS,
  Mirror,
  must,
  mustEqual,
  OBSERVER,
  type Operation,
  shuffled,
  type TypeUnderTest,
} from "./crdt_histories.ts";
import { holdsTheLawsOfVersions } from "./crdt_version_laws.ts";

export type { TypeUnderTest } from "./crdt_histories.ts";

/** No stamp that a reader accepts lies after it. */
const END_MS = Math.floor(Number.MAX_SAFE_INTEGER / 2);

/** Up to here every order of entries is tried, beyond it some. */
const PERMUTED_MAX = 4;

const NOTHING = new Uint8Array(0);

/** Trying every change of every byte takes thousands of joins for each entry. */
const RUNS_OF_MANY_BYTES = 10;

/** Declares the tests of every law for a type. */
export function holdsTheLaws<S extends Entries>(type: TypeUnderTest<S>): void {
  describe(`${type.name} keeps the laws`, () => {
    const seeds = fc.integer();

    test("a join is commutative, associative and idempotent", () => {
      fc.assert(
        fc.property(histories(type), (history) => {
          const { states } = Group.after(type, history);
          const [a, b, c = a] = states.map(encodeState) as [Uint8Array, Uint8Array, Uint8Array?];
          const join = (...encoded: Uint8Array[]): Uint8Array => joinedBytes(type, ...encoded);
          expect(join(a, b), "commutative").toEqual(join(b, a));
          expect(join(join(a, b), c), "associative").toEqual(join(a, join(b, c)));
          expect(join(a, a), "idempotent").toEqual(a);
        }),
      );
    });

    test("replicas that hear all of each other are the same, whatever they went through", () => {
      fc.assert(
        fc.property(histories(type), seeds, (history, seed) => {
          const group = Group.after(type, history);
          const entries = group.everHeld();
          const encoded = group.states.map(encodeState);
          const all = joinedBytes(type, ...encoded);
          for (const state of group.states) {
            for (const bytes of shuffled(encoded, seed)) joinState(state, bytes, LATE_MS);
            expect(encodeState(state)).toEqual(all);
            for (const entry of entries) {
              must(state.join(entry, LATE_MS) === "known", `an old entry was news: ${hex(entry)}`);
            }
          }
        }),
      );
    });

    test("entries give the same bytes and digest in any order and any number of times", () => {
      fc.assert(
        fc.property(histories(type), seeds, (history, seed) => {
          const group = Group.after(type, history);
          const entries = group.everHeld();
          const all = joinedBytes(type, ...group.states.map(encodeState));
          const digests = new Set<string>();
          for (const order of [0, 1, 2]) {
            const state = type.make(OBSERVER);
            for (const entry of shuffled([...entries, ...entries], seed + order)) {
              state.join(entry, LATE_MS);
            }
            expect(encodeState(state)).toEqual(all);
            digests.add(stateDigest(state));
          }
          expect(digests.size).toBe(1);
        }),
      );
    });

    test("check says what join does, only what is added changes anything, and it stays", () => {
      fc.assert(
        fc.property(histories(type), histories(type, 10), seeds, (history, other, seed) => {
          const group = Group.after(type, history);
          const random = seededRandom(`${seed}`);
          const joined: Uint8Array[] = [];
          for (const entry of shuffled(group.everHeld(), seed)) {
            const at = randomBelow(random, group.states.length);
            const state = group.states[at]!;
            const nowMs = random() < 0.5 ? LATE_MS : randomBelow(random, 200_000);
            const outcome = mustJoinAsChecked(state, entry, nowMs);
            if (at !== 0 || (outcome !== "added" && outcome !== "known")) continue;
            joined.push(entry);
            for (const old of joined) {
              // Whatever the time: what was believed once is not doubted again.
              expect(mustJoinAsChecked(state, old, 0), hex(old)).toBe("known");
            }
          }
          // Those of another history with the same names: anything may come of it but a surprise.
          for (const entry of Group.after(type, other).everHeld()) {
            mustJoinAsChecked(group.states[0]!, entry, LATE_MS);
          }
        }),
      );
    });

    test("a state comes back from its bytes to the byte", () => {
      fc.assert(
        fc.property(histories(type), (history) => {
          for (const state of Group.after(type, history).states) {
            const encoded = encodeState(state);
            const copy = type.make(OBSERVER);
            expect(joinState(copy, encoded, LATE_MS)).toBe(state.size > 0 ? "added" : "known");
            expect(encodeState(copy)).toEqual(encoded);
            expect(stateDigest(copy)).toBe(stateDigest(state));
            expect(joinState(copy, encoded, LATE_MS)).toBe("known");
          }
        }),
      );
    });

    test("a watcher that begins late hears exactly what changes from then on", () => {
      fc.assert(
        fc.property(histories(type), seeds, (history, seed) => {
          const group = Group.after(type, history);
          const state = group.states[0]!;
          const mirror = new Mirror(state);
          for (const entry of shuffled(group.everHeld(), seed)) {
            state.join(entry, LATE_MS);
            expect(mirror.encoded()).toEqual(encodeState(state));
          }
          for (const operation of type.few) {
            operation(state, LATE_MS);
            expect(mirror.encoded()).toEqual(encodeState(state));
          }
        }),
      );
    });

    test("a change of one byte and a cut give another entry in its one encoding, or none", () => {
      fc.assert(
        fc.property(histories(type, 8), seeds, (history, seed) => {
          const entries = shuffled(Group.after(type, history).everHeld(), seed).slice(0, 2);
          for (const entry of entries) {
            const wrong = [...mangled(entry)].filter((bytes) => !isNoneOrCanonical(type, bytes));
            expect(wrong.map(hex)).toEqual([]);
          }
        }),
        { numRuns: RUNS_OF_MANY_BYTES },
      );
    });

    test("random bytes are an entry in its one encoding, or none", () => {
      const bytes = fc.uint8Array({ maxLength: 40 });
      fc.assert(
        fc.property(bytes, (entry) => {
          expect(isNoneOrCanonical(type, entry)).toBe(true);
        }),
        { numRuns: 1_000 },
      );
    });

    test("a state that bad bytes reach stays one, and can be written to", () => {
      fc.assert(
        fc.property(histories(type, 10), seeds, (history, seed) => {
          const group = Group.after(type, history);
          const state = group.states[0]!;
          const mirror = new Mirror(state);
          const nowMs = seed % 2 === 0 ? LATE_MS : 1_000;
          const random = seededRandom(`${seed}`);
          for (const entry of group.everHeld()) {
            for (let i = 0; i < 10; i++)
              mustJoinAsChecked(state, mangledOnce(entry, random), nowMs);
          }
          for (const operation of type.few) mustWriteOrRefuse(state, operation, nowMs);
          const encoded = encodeState(state);
          expect(mirror.encoded()).toEqual(encoded);
          const copy = type.make(OBSERVER);
          joinState(copy, encoded, END_MS);
          expect(encodeState(copy)).toEqual(encoded);
        }),
      );
    });

    test("every sequence of three operations on two replicas gives one state in every order", () => {
      let tried = 0;
      for (const sequence of sequences(type.few)) {
        mustAgreeInEveryOrder(type, sequence);
        tried += 1;
      }
      const first = 2 * type.few.length;
      const later = 4 * type.few.length;
      expect(tried).toBe(1 + first + first * later + first * later ** 2);
    });

    if (type.make(OBSERVER).versions !== undefined) holdsTheLawsOfVersions(type);
  });
}

function mustJoinAsChecked(state: Entries, entry: Uint8Array, nowMs: number): string {
  const before = encodeState(state);
  const key = state.keyOf(entry);
  const checked = state.check(entry, nowMs);
  mustEqual(encodeState(state), before, "check changed the state");
  const lent = entry.slice();
  const outcome = state.join(lent, nowMs);
  lent.fill(0xff);
  must(outcome === checked, `check said ${checked} and join ${outcome}: ${hex(entry)}`);
  must(
    (outcome === "malformed") === (key === undefined),
    `it was ${outcome}, but its key "${key}"`,
  );
  const after = encodeState(state);
  if (outcome === "added") {
    must(hex(after) !== hex(before), "something was added that is nowhere");
    must(state.join(entry, nowMs) === "known", `it was added and is not known: ${hex(entry)}`);
  }
  mustEqual(
    encodeState(state),
    outcome === "added" ? after : before,
    `an entry that was ${outcome} changed the state`,
  );
  return outcome;
}

/** Every proper prefix, one byte too many, and every other value of every byte. */
function* mangled(entry: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < entry.length; length++) yield entry.slice(0, length);
  yield Uint8Array.of(...entry, 0);
  for (let at = 0; at < entry.length; at++) {
    for (let change = 1; change < 256; change++) {
      const changed = entry.slice();
      changed[at]! ^= change;
      yield changed;
    }
  }
}

/** Another value of one byte. */
function mangledOnce(entry: Uint8Array, random: Random): Uint8Array {
  const changed = entry.slice();
  changed[randomBelow(random, entry.length)]! ^= 1 + randomBelow(random, 255);
  return changed;
}

/** Whether `bytes` are malformed, or an entry that a state gives back as it came. */
function isNoneOrCanonical<S extends Entries>(type: TypeUnderTest<S>, bytes: Uint8Array): boolean {
  const state = type.make(OBSERVER);
  const outcome = state.join(bytes, END_MS);
  const key = state.keyOf(bytes);
  if (outcome === "malformed") return key === undefined && state.size === 0;
  if (outcome !== "added" || key === undefined || state.size !== 1) return false;
  return equalBytes(state.entry(key) ?? NOTHING, bytes);
}

/** A write is done, or refused with a RangeError and then nothing has changed. */
function mustWriteOrRefuse<S extends Entries>(
  state: S,
  operation: Operation<S>,
  nowMs: number,
): void {
  const before = encodeState(state);
  try {
    operation(state, nowMs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    mustEqual(encodeState(state), before, "a refused operation changed the state");
  }
}

type Turn<S> = { readonly at: number; readonly operation: Operation<S>; readonly hears: boolean };

/** Up to three operations, each on either replica, after it has or has not heard all of the other. */
function* sequences<S>(few: readonly Operation<S>[], length = 3): Generator<readonly Turn<S>[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const rest of sequences(few, length - 1)) {
    yield rest;
    if (rest.length < length - 1) continue;
    for (const operation of few) {
      for (const at of [0, 1]) {
        yield [...rest, { at, operation, hears: false }];
        if (rest.length > 0) yield [...rest, { at, operation, hears: true }];
      }
    }
  }
}

function mustAgreeInEveryOrder<S extends Entries>(
  type: TypeUnderTest<S>,
  sequence: readonly Turn<S>[],
): void {
  const nowMs = 1_000;
  const group = new Group(type, 2);
  for (const { at, operation, hears } of sequence) {
    if (hears) group.pass(1 - at, at, nowMs);
    group.operate(at, operation, nowMs);
  }
  const [a, b] = group.states.map(encodeState) as [Uint8Array, Uint8Array];
  const all = joinedBytes(type, a, b);
  mustEqual(joinedBytes(type, b, a), all, "not commutative");
  for (const order of orders(group.everHeld())) {
    const state = type.make(OBSERVER);
    for (const entry of order) state.join(entry, nowMs);
    mustEqual(encodeState(state), all, "the order decided");
  }
  group.pass(0, 1, nowMs);
  group.pass(1, 0, nowMs);
  for (const state of group.states) mustEqual(encodeState(state), all, "replicas differ");
}

/** All orders of a few items; of more, each turned so that every item is the first once. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length > PERMUTED_MAX) {
    const turned = items.map((_, at) => [...items.slice(at), ...items.slice(0, at)]);
    return [...turned, [...items].reverse()];
  }
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, at) =>
    orders(items.toSpliced(at, 1)).map((others) => [first, ...others]),
  );
}

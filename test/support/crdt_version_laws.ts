/**
 * The laws of data types that number their updates: a version vector says what a replica lacks, and
 * what it lacks brings it level.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entries, encodeState, type Versioned } from "../../robots/crdt/entries.ts";
import { type VersionVector, versionOf } from "../../robots/crdt/version_vector.ts";
import {
  Group,
  histories,
  joinedBytes,
  LATE_MS,
  must,
  shuffled,
  type TypeUnderTest,
} from "./crdt_histories.ts";

/** Declares the tests of every law of `versions` for a type that has them. */
export function holdsTheLawsOfVersions<S extends Entries>(type: TypeUnderTest<S>): void {
  describe("of versions", () => {
    test("newer gives what was not seen, ascending, each once", () => {
      fc.assert(
        fc.property(histories(type), fc.nat(3), (history, less) => {
          const { states } = Group.after(type, history);
          for (const state of states) {
            mustHaveSeenOrHold(state);
            for (const other of states) {
              const seen = other.versions!.seen();
              for (const theirs of [seen, lowered(seen, less)]) {
                expect(ascending(state.versions!.newer(theirs))).toEqual(notIn(theirs, state));
              }
            }
          }
        }),
      );
    });

    test("replicas that give each other what is newer are the same", () => {
      fc.assert(
        fc.property(histories(type), fc.integer(), (history, seed) => {
          const { states } = Group.after(type, history);
          const all = joinedBytes(type, ...states.map(encodeState));
          const pairs = states.flatMap((a) => states.map((b) => [a, b] as const));
          // Twice: what one has heard in the first round reaches all in the second.
          for (const [a, b] of [...shuffled(pairs, seed), ...shuffled(pairs, seed + 1)]) {
            pull(a, b);
            pull(b, a);
            expect(encodeState(a)).toEqual(encodeState(b));
          }
          for (const state of states) {
            expect(encodeState(state)).toEqual(all);
            expect([...newer(state, states[0]!)]).toEqual([]);
          }
        }),
      );
    });
  });
}

function newer(from: Entries, to: Entries): Iterable<Versioned> {
  return from.versions!.newer(to.versions!.seen());
}

function pull(to: Entries, from: Entries): void {
  for (const { key } of newer(from, to)) {
    const outcome = to.join(from.entry(key)!, LATE_MS);
    must(outcome === "added" || outcome === "known", `what is newer was ${outcome}`);
  }
  to.versions!.adopt(from.versions!.seen());
}

/** Versions are seen without a gap, or held beyond one; every entry has one. */
function mustHaveSeenOrHold(state: Entries): void {
  const seen = state.versions!.seen();
  const runs = state.versions!.beyond();
  const last = new Map<string, number>();
  for (const { origin, from, to } of runs) {
    const before = last.get(origin) ?? versionOf(seen, origin);
    must(from > before + 1 && to >= from, `no gap before ${from} to ${to} of ${origin}`);
    last.set(origin, to);
  }
  const keys: string[] = [];
  for (const { origin, version, key } of state.versions!.newer(new Map())) {
    keys.push(key);
    const held = runs.some(
      (run) => run.origin === origin && run.from <= version && version <= run.to,
    );
    must(version <= versionOf(seen, origin) || held, `${version} of ${origin} was not seen`);
  }
  must(
    JSON.stringify([...state.keys()]) === JSON.stringify(keys.sort()),
    "not every entry is newer than nothing",
  );
}

/** What `state` holds above `theirs`, when it is asked for all. */
function notIn(theirs: VersionVector, state: Entries): Versioned[] {
  return [...state.versions!.newer(new Map())]
    .filter(({ origin, version }) => version > versionOf(theirs, origin))
    .map(({ origin, version, key }) => ({ origin, version, key }));
}

/** The same entries, of which each must come behind the one before it. */
function ascending(entries: Iterable<Versioned>): Versioned[] {
  const list = [...entries].map(({ origin, version, key }) => ({ origin, version, key }));
  for (const [at, { origin, version }] of list.entries()) {
    const before = list[at - 1];
    const ascends =
      before === undefined ||
      before.origin < origin ||
      (before.origin === origin && before.version < version);
    must(ascends, `${version} of ${origin} is out of order`);
  }
  return list;
}

function lowered(vector: VersionVector, less: number): VersionVector {
  return new Map([...vector].map(([origin, version]) => [origin, Math.max(0, version - less)]));
}

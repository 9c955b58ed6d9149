/**
 * All checkers together, with real robots: they let a sound run pass and see a broken one.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { secretCheckers } from "../../../coordinator/checkers/checkers.ts";
import { Watch } from "../../../coordinator/checkers/watch.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { EXCHANGES } from "../../../robots/engine/robot.ts";
import { entriesOf, linesOf, said, wordAt } from "./stage.ts";
import { Troupe, type TroupeOptions } from "./troupe.ts";

const GOSSIP_MS = 10;

/** The indexes of so many words. */
function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Three shares that are the whole together, some words twice; and perhaps a fourth that is the whole. */
function shares(words: number, whole = false): number[][] {
  const three = [0, 1, 2].map((robot) =>
    indexes(words).filter((word) => word % 3 === robot || word % 5 === robot),
  );
  return whole ? [...three, indexes(words)] : three;
}

function cast(count: number, of: number[][]) {
  return { words: indexes(count).map(wordAt), shares: of };
}

/** Words, and who has which: in one block of a bitset, in several, and different in the last only. */
const CASTS = [
  cast(12, shares(12)),
  cast(12, shares(12, true)),
  cast(100, shares(100)),
  cast(100, shares(100, true)),
  cast(
    100,
    [70, 80, 99].map((missing) => indexes(100).filter((word) => word !== missing)),
  ),
];

/** Three robots that know the whole together, watched by everybody. */
function begun(options: Partial<TroupeOptions> = {}) {
  const troupe = new Troupe({ ...CASTS[0]!, ...options });
  const { all, honesty } = secretCheckers(troupe.truth);
  const watch = new Watch(all);
  troupe.begin([watch], seededRandom("7"));
  /** Each robot ticks once and everything arrives. */
  const round = () => {
    troupe.nowMs += GOSSIP_MS;
    for (const { index } of troupe.players) troupe.tick(index);
    troupe.settle();
  };
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) round();
  };
  return { troupe, watch, honesty, rounds };
}

/** The robot that is first has won and writes what it reads. */
function write({ troupe, watch }: ReturnType<typeof begun>) {
  const winner = troupe.players[0]!;
  watch.claimed(winner, "won", troupe.nowMs);
  watch.wrote(winner, winner.replica.read(), troupe.nowMs);
}

test("nobody objects to a run with deaths, a lost share and a channel that forgets", () => {
  const run = begun();
  const { troupe, watch, honesty, rounds } = run;
  const [a, b, c] = troupe.players;
  rounds(2);
  troupe.die(1);
  rounds(0);
  troupe.live(1);
  watch.refused(b!, troupe.nowMs);
  rounds(20);
  write(run);
  watch.claimed(b!, "lost", troupe.nowMs);
  watch.storeForgot(troupe.nowMs);
  watch.claimed(a!, "won", troupe.nowMs);
  troupe.die(0);
  troupe.live(0);
  watch.healed(troupe.nowMs);
  rounds(20);
  watch.claimed(a!, "resumed", troupe.nowMs);
  watch.claimed(c!, "lost", troupe.nowMs);
  watch.wrote(a!, a!.replica.read(), troupe.nowMs);
  watch.ended(troupe.players, troupe.nowMs);
  expect(watch.violations).toEqual([]);
  expect(watch.failed).toBe(false);
  expect(honesty).toMatchObject({ doneCount: 4 });
});

test("nobody objects to real robots, whatever happens to them", () => {
  // Deaths and clocks that jump are rare, so that robots come to be done.
  const anyKind = fc.oneof(
    { weight: 40, arbitrary: fc.nat(8) },
    { weight: 1, arbitrary: fc.constantFrom(9, 10, 11) },
  );
  const anyRun = fc.record({
    exchange: fc.constantFrom(...EXCHANGES),
    fanout: fc.integer({ min: 1, max: 3 }),
    quietMs: fc.nat(200),
    players: fc.constantFrom(...CASTS),
    acts: fc.array(fc.record({ kind: anyKind, which: fc.nat(99) }), {
      size: "max",
      maxLength: 400,
    }),
  });
  let done = 0;
  fc.assert(
    fc.property(anyRun, ({ acts, players, ...options }) => {
      const { troupe, watch, honesty } = begun({ ...players, ...options });
      for (const { kind, which } of acts) troupe.act(kind, which);
      expect(watch.violations).toEqual([]);
      done += honesty.doneCount;
    }),
    { numRuns: 200 },
  );
  // Otherwise nothing was seen of the quiet period.
  expect(done).toBeGreaterThan(50);
});

/** What could go wrong in a run, and who has to see it. */
const BREAKS: Record<string, (run: ReturnType<typeof begun>) => void> = {
  monotone: ({ troupe }) => {
    troupe.players[1]!.replica.merge(entriesOf(0), said(0));
  },
  immutable: ({ troupe, watch }) => watch.lifeEnded(troupe.players[1]!, true, troupe.nowMs),
  exchange: ({ troupe }) => (troupe.tamper = () => undefined),
  lamport_order: ({ troupe }) => (troupe.tamper = (message) => ({ ...message, lamport: 1 })),
  message_ids: ({ troupe }) =>
    (troupe.tamper = (message) => ({ ...message, seq: message.seq + 1 })),
  premature_winner: ({ troupe, watch }) => watch.claimed(troupe.players[1]!, "lost", 0),
  single_winner: ({ troupe, watch }) => watch.wrote(troupe.players[1]!, new Uint8Array(), 0),
  right_file: ({ troupe, watch }) => watch.wrote(troupe.players[1]!, new Uint8Array(), 0),
  no_lost_word: ({ troupe, watch }) => {
    watch.forgot(1, 0);
    troupe.die(1);
  },
  bounded_inbox: ({ watch }) => watch.queued(1, 1001, 0),
  supervision: ({ watch }) => watch.ended([], 0),
  quiescence_honesty: ({ troupe, watch }) => watch.done(troupe.players[1]!, 0),
  convergence: ({ watch }) => watch.ended([], 0),
};

test("everybody who is there sees what is its own to see", () => {
  const { all } = secretCheckers(begun().troupe.truth);
  expect(all.map(({ name }) => name).toSorted()).toEqual(Object.keys(BREAKS).toSorted());
});

test.each(Object.entries(BREAKS))("%s objects when its rule is broken", (name, breakRule) => {
  const run = begun();
  expect(run.watch.failed).toBe(false);
  breakRule(run);
  run.rounds(2);
  if (name === "supervision" || name === "convergence") run.troupe.die(1);
  run.watch.ended(run.troupe.players.slice(0, 1), run.troupe.nowMs);
  expect(run.watch.failed).toBe(true);
  expect(run.watch.violations.map(({ checker }) => checker)).toContain(name);
  expect(linesOf(run.watch).join()).not.toMatch(/undefined|NaN|object/);
});

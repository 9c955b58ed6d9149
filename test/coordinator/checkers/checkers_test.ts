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
import { linesOf, wordAt } from "./stage.ts";
import { Troupe, type TroupeOptions } from "./troupe.ts";

const GOSSIP_MS = 10;

/** Three robots that know the whole together, watched by everybody. */
function begun(options: Partial<TroupeOptions> = {}) {
  const words = Array.from({ length: 12 }, (_, index) => wordAt(index));
  const shares = [
    [0, 1, 2, 3, 4, 5],
    [4, 5, 6, 7, 8, 9],
    [8, 9, 10, 11, 0, 1],
  ];
  const troupe = new Troupe({ words, shares, ...options });
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
    { weight: 1, arbitrary: fc.constantFrom(9, 10) },
  );
  const anyRun = fc.record({
    exchange: fc.constantFrom(...EXCHANGES),
    fanout: fc.integer({ min: 1, max: 3 }),
    quietMs: fc.nat(200),
    acts: fc.array(fc.record({ kind: anyKind, which: fc.nat(99) }), {
      size: "max",
      maxLength: 400,
    }),
  });
  let done = 0;
  fc.assert(
    fc.property(anyRun, ({ acts, ...options }) => {
      const { troupe, watch, honesty } = begun(options);
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
  monotone: ({ troupe }) => troupe.players[1]!.known.add(0),
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

/**
 * Whom a robot writes to and whom it answers: everybody in its roster but itself.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";
import { samplePeers } from "../../../robots/engine/peer_sampling.ts";
import { type Random, seededRandom } from "../../../robots/engine/random.ts";
import { Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { effectsOf, receivers, ticked } from "../../support/effects.ts";
import { GSet } from "../../support/g_set.ts";

const NAMES = ["a", "b", "c", "d", "e"].map(robotId);
const [A, B] = NAMES as [RobotId, RobotId];

function robotOf(id: RobotId, fanout = 1, items: readonly number[] = []) {
  return new Robot({ id, boot: 1, replica: new GSet(items), fanout, quietMs: 100, nowMs: 0 });
}

/** The middle of the `nth` of `count` equal parts of [0, 1). */
function always(nth: number, count: number): Random {
  return () => (nth + 0.5) / count;
}

describe.each(NAMES.map((_, position) => position))("at position %d of its roster", (position) => {
  const self = NAMES[position]!;
  const others = NAMES.filter((name) => name !== self);

  test("each draw is one of the others, in their order", () => {
    const robot = robotOf(self);
    robot.setPeers(new Roster(NAMES));
    const drawn = others.flatMap((_, nth) =>
      receivers(ticked(robot, 0, always(nth, others.length))),
    );
    expect(drawn).toEqual(others);
  });

  test("draws as many different others as the fanout says and there are", () => {
    fc.assert(
      fc.property(fc.nat(7), fc.string(), (fanout, seed) => {
        const robot = robotOf(self, fanout);
        robot.setPeers(new Roster(NAMES));
        const drawn = receivers(ticked(robot, 0, seededRandom(seed)));
        expect(drawn).toHaveLength(Math.min(fanout, others.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(others).toEqual(expect.arrayContaining(drawn));
      }),
    );
  });

  test("draws each of the others equally often", () => {
    const robot = robotOf(self);
    robot.setPeers(new Roster(NAMES));
    const random = seededRandom(self);
    const draws = 4000;
    const drawn = Array.from({ length: draws }, () => receivers(ticked(robot, 0, random))).flat();
    for (const other of others) {
      const times = drawn.filter((name) => name === other).length;
      // Five standard deviations of a binomial count.
      expect(Math.abs(times - draws / 4)).toBeLessThan(5 * Math.sqrt((draws / 4) * 0.75));
    }
  });
});

test("a draw costs one random number, and one robot is drawn as many are", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 4 }), (seed, fanout) => {
      const robot = robotOf(NAMES[2]!, fanout);
      robot.setPeers(new Roster(NAMES));
      const others = NAMES.filter((name) => name !== robot.id);
      const [random, same] = [seededRandom(seed), seededRandom(seed)];
      const drawn = receivers(ticked(robot, 0, random));
      expect(drawn).toEqual(samplePeers(4, fanout, same).map((position) => others[position]));
      expect(random()).toBe(same());
    }),
  );
});

test("a robot that is not in its roster draws from all of it", () => {
  const outside = robotOf(robotId("z"));
  outside.setPeers(new Roster(NAMES));
  const drawn = NAMES.flatMap((_, nth) => receivers(ticked(outside, 0, always(nth, NAMES.length))));
  expect(drawn).toEqual(NAMES);
});

test.each([
  ["before it has heard of a roster", undefined],
  ["of an empty roster", []],
  ["of a roster with only itself", [A]],
])("%s a robot writes to nobody", (_name, ids) => {
  for (const fanout of [0, 1, 3]) {
    const robot = robotOf(A, fanout);
    if (ids !== undefined) robot.setPeers(new Roster(ids));
    expect(ticked(robot, 0, always(0, 1))).toEqual([]);
  }
});

test("a new roster, in which it stands elsewhere or not at all, holds from the next tick", () => {
  const robot = robotOf(A, 9);
  const drawn = (...names: RobotId[]) => {
    robot.setPeers(new Roster(names));
    return receivers(ticked(robot, 0, seededRandom("7"))).sort();
  };
  expect(drawn(A, ...NAMES.slice(1, 3))).toEqual(["b", "c"]);
  expect(drawn(...NAMES.slice(1), A)).toEqual(["b", "c", "d", "e"]);
  expect(drawn(...NAMES.slice(3))).toEqual(["d", "e"]);
  expect(drawn(A)).toEqual([]);
});

test("one roster serves many robots", () => {
  const roster = new Roster(NAMES);
  const robots = NAMES.map((name) => robotOf(name, 9));
  for (const robot of robots) robot.setPeers(roster);
  for (const robot of robots) {
    const drawn = receivers(ticked(robot, 0, seededRandom("7"))).sort();
    expect(drawn).toEqual(NAMES.filter((name) => name !== robot.id));
  }
});

/** Asks a robot that is in `roster` or not; to whom it writes then, and what it holds. */
function asked(from: RobotId, roster: readonly RobotId[], sender?: number) {
  const robot = robotOf(A, 1, [1]);
  robot.setPeers(new Roster(roster));
  const content = { summary: new Set([2]), update: [3], wantsUpdate: true, offersUpdate: true };
  const message = { from, boot: 1, seq: 1, lamport: 1, ...content };
  const effects = effectsOf<ReadonlySet<number>, readonly number[]>((performed) =>
    robot.receive(message, 0, performed, sender),
  );
  const to = receivers(effects);
  return { to, held: [...robot.replica.summarize()] };
}

describe("a question", () => {
  test("of a peer is answered, wherever either stands", () => {
    for (const roster of [[A, B], [B, A], [B], [...NAMES].reverse()]) {
      expect(asked(B, roster).to).toEqual([B]);
    }
  });

  test("of a sender whom the caller knows is answered to that one, without a look at the roster", () => {
    expect(asked(robotId("stranger"), [A, B], 1).to).toEqual([B]);
    expect(asked(robotId("stranger"), [A, B], 0).to, "but never to itself").toEqual([]);
  });

  test("of a stranger, or in its own name, is not answered, but its update is taken", () => {
    for (const from of [robotId("stranger"), A]) {
      for (const roster of [[A, B], [B], [A], []]) {
        expect(asked(from, roster)).toEqual({ to: [], held: [1, 3] });
      }
    }
  });
});

/**
 * Goal: robots come to know all that any of them knows, after any mix of loss, duplication and
 * reordering. Method: a few robots on a small, bad medium, ticked by hand; every case is drawn by
 * fast-check, whose seed is in each failure.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId, type RobotId, robotId } from "../../../robots/engine/ids.ts";
import type { Message } from "../../../robots/engine/message.ts";
import { type Random, randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import { EXCHANGES, type Exchange, Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { type Effect, kinds, received, sends, ticked } from "../../support/effects.ts";
import { GSet } from "../../support/g_set.ts";

type Summary = ReadonlySet<number>;
type Update = readonly number[];

/** Ticks after which 6 robots that lose half of their messages have long agreed. */
const TICKS_MAX = 400;

interface Medium {
  readonly seed: string;
  readonly robotCount: number;
  readonly lossRate: number;
  readonly duplicateRate: number;
}

const anyMedium: fc.Arbitrary<Medium> = fc.record({
  seed: fc.string(),
  robotCount: fc.integer({ min: 2, max: 6 }),
  lossRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
  duplicateRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
});

/** Robots of which each knows its own number, and the messages between them. */
class World {
  readonly robots: Robot<Summary, Update>[];
  /** Every effect of every robot, in order. */
  readonly trace: [RobotId, Effect<Summary, Update>][] = [];
  readonly #medium: Medium;
  readonly #random: Random;
  #under: { to: RobotId; message: Message<Summary, Update> }[] = [];
  #nowMs = 0;

  constructor(medium: Medium, exchange: Exchange) {
    this.#medium = medium;
    this.#random = seededRandom(medium.seed);
    const ids = Array.from({ length: medium.robotCount }, (_, i) => robotId(`r${i}`));
    this.robots = ids.map((id, i) => {
      const replica = new GSet([i], ids.length);
      return new Robot({ id, boot: 1, replica, exchange, quietMs: 50, nowMs: 0 });
    });
    const roster = new Roster(ids);
    for (const robot of this.robots) robot.setPeers(roster);
  }

  get agreed(): boolean {
    return this.robots.every((robot) => robot.complete);
  }

  /** Ticks everybody once, then delivers half of what is on its way, in any order. */
  step(): void {
    this.#nowMs += 10;
    for (const robot of this.robots) {
      this.#perform(robot.id, ticked(robot, this.#nowMs, this.#random));
    }
    for (let left = Math.ceil(this.#under.length / 2); left > 0; left--) {
      const [envelope] = this.#under.splice(randomBelow(this.#random, this.#under.length), 1);
      const robot = this.robots.find(({ id }) => id === envelope!.to)!;
      this.#perform(robot.id, received(robot, envelope!.message, this.#nowMs));
    }
  }

  #perform(id: RobotId, effects: Effect<Summary, Update>[]): void {
    for (const effect of effects) {
      this.trace.push([id, effect]);
      if (effect.kind !== "send" || this.#random() < this.#medium.lossRate) continue;
      const copies = this.#random() < this.#medium.duplicateRate ? 2 : 1;
      for (let i = 0; i < copies; i++) this.#under.push(effect);
    }
  }
}

describe.each(EXCHANGES)("by %s", (exchange) => {
  test("robots agree despite loss, duplication and reordering", () => {
    fc.assert(
      fc.property(anyMedium, (medium) => {
        const world = new World(medium, exchange);
        let ticks = 0;
        for (; ticks < TICKS_MAX && !world.agreed; ticks++) world.step();
        expect(ticks).toBeLessThan(TICKS_MAX);
      }),
    );
  });

  test("the same inputs give the same effects, to the last message", () => {
    fc.assert(
      fc.property(anyMedium, (medium) => {
        const [one, two] = [new World(medium, exchange), new World(medium, exchange)];
        for (let i = 0; i < 20; i++) {
          one.step();
          two.step();
        }
        expect(one.trace.length).toBeGreaterThan(0);
        expect(two.trace).toEqual(one.trace);
      }),
      { numRuns: 20 },
    );
  });

  test("every message has an id of its own and a stamp above all before it, robot by robot", () => {
    fc.assert(
      fc.property(anyMedium, (medium) => {
        const world = new World(medium, exchange);
        for (let i = 0; i < 30; i++) world.step();
        const messages = sends(world.trace.map(([, effect]) => effect));
        expect(new Set(messages.map(messageId)).size).toBe(messages.length);
        for (const { id } of world.robots) {
          const stamps = messages.filter(({ from }) => from === id).map(({ lamport }) => lamport);
          expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("each robot converges once and is done once", () => {
    fc.assert(
      fc.property(anyMedium, (medium) => {
        const world = new World(medium, exchange);
        for (let i = 0; i < TICKS_MAX && !world.agreed; i++) world.step();
        // Five more ticks are the quiet period, and more bring no second time.
        for (let i = 0; i < 20; i++) world.step();
        const of = (robot: RobotId, kind: string) =>
          world.trace.filter(([id, effect]) => id === robot && kinds([effect])[0] === kind).length;
        for (const { id } of world.robots) {
          expect([of(id, "converged"), of(id, "quiescent"), of(id, "done")]).toEqual([1, 1, 1]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

/**
 * Goal: replicas of every type agree to the byte under every strategy that the type allows, though
 * messages are lost, doubled and overtake each other. Method: each seed draws how many replicas there
 * are, what they do meanwhile, and how bad their link is. Then nobody writes any more, the link stays as
 * bad as it was, and they must agree within a number of rounds.
 */
import { describe, expect, test } from "vitest";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { type Random, randomBelow, seededRandom, shuffle } from "../../../robots/engine/random.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { strategyOf } from "../../../robots/reconcile/strategies.ts";
import {
  type Side,
  STRATEGY_NAMES,
  type StrategyName,
} from "../../../robots/reconcile/strategy.ts";
import { ANY_TYPE, type AnyType } from "../../support/any_type.ts";
import { type Link, talk } from "../../support/talk.ts";

const SEEDS = Number(process.env["HEARSAY_SEEDS"] ?? 12);

/** With half of all messages lost and a dozen needed in a row, one conversation in 4096 succeeds. */
const ROUNDS_MAX = 5000;

const LIMITS = { messageBytesMax: 512, burstMessagesMax: 4 };

class World {
  readonly replicas: { state: Reconcilable; act: (random: Random, nowMs: number) => void }[];
  readonly random: Random;
  readonly #link: Link;
  readonly #sides: Side[][];
  #nowMs = 1_000_000;
  readonly refusals: string[] = [];
  largestBytes = 0;

  constructor(type: AnyType, strategy: StrategyName, seed: number) {
    this.random = seededRandom(`${type.name} ${strategy} ${seed}`);
    const count = 2 + randomBelow(this.random, 4);
    this.replicas = Array.from({ length: count }, (_, i) => {
      const { state, act } = type.make(`n${i}`);
      return { state: new Reconcilable(state), act };
    });
    this.#link = {
      random: this.random,
      loss: this.random() * 0.5,
      duplicate: this.random() * 0.5,
      reorder: this.random() * 0.5,
    };
    this.#sides = this.replicas.map(({ state }) =>
      this.replicas.map(() => strategyOf(strategy).side(state, LIMITS)),
    );
  }

  get bytes(): string[] {
    return this.replicas.map(({ state }) =>
      Buffer.from(encodeState(state.entries)).toString("hex"),
    );
  }

  /** Everybody does a few things, perhaps with a wrong clock. */
  write(): void {
    this.#nowMs += randomBelow(this.random, 50);
    for (const { act } of this.replicas) {
      for (let times = randomBelow(this.random, 12); times > 0; times--) {
        act(this.random, this.#nowMs + randomBelow(this.random, 20_000) - 10_000);
      }
    }
  }

  /** Everybody talks to somebody. */
  gossip(): void {
    const order = shuffle([...this.replicas.keys()], this.random);
    for (const a of order) {
      const b = (a + 1 + randomBelow(this.random, this.replicas.length - 1)) % this.replicas.length;
      const talked = talk(this.#sides[a]![b]!, this.#sides[b]![a]!, this.#link, this.#nowMs);
      this.largestBytes = Math.max(this.largestBytes, talked.largestBytes);
      this.refusals.push(...talked.refusals);
    }
  }
}

for (const type of ANY_TYPE) {
  describe(`a ${type.name}`, () => {
    const allowed = STRATEGY_NAMES.filter((name) => {
      return strategyOf(name).refuses(new Reconcilable(type.make("n").state)) === undefined;
    });

    test.each(allowed)("converges with %s", (strategy) => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const world = new World(type, strategy, seed);
        for (let round = 0; round < 6; round++) {
          world.write();
          if (world.random() < 0.7) world.gossip();
        }
        let rounds = 0;
        while (new Set(world.bytes).size > 1 && rounds < ROUNDS_MAX) {
          world.gossip();
          rounds += 1;
        }
        expect(new Set(world.bytes).size, `seed ${seed}, ${rounds} rounds`).toBe(1);
        const digests = world.replicas.map(({ state }) => stateDigest(state.entries));
        expect(new Set(digests).size).toBe(1);
        expect(world.largestBytes).toBeLessThanOrEqual(LIMITS.messageBytesMax);
        // An honest peer is never refused, whatever the link does.
        expect(world.refusals, `seed ${seed}`).toEqual([]);
      }
    });
  });
}

test("only types that number their updates allow delta", () => {
  const allow = ANY_TYPE.filter((type) => {
    return strategyOf("delta").refuses(new Reconcilable(type.make("n").state)) === undefined;
  });
  expect(allow.map(({ name }) => name)).toEqual([
    "g_counter",
    "pn_counter",
    "kv_map",
    "event_log",
    "append_log",
    "txn_register",
  ]);
});

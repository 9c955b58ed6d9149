/**
 * What every strategy keeps that narrows a difference down by hashes of ids and remembers nothing of
 * a conversation.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalBytes } from "../../robots/crdt/bytes.ts";
import { encodeState, equalStates } from "../../robots/crdt/entries.ts";
import { GSet } from "../../robots/crdt/g_set.ts";
import { seededRandom } from "../../robots/engine/random.ts";
import type { IdRange } from "../../robots/reconcile/id_range.ts";
import { type IdSum, IdTrie } from "../../robots/reconcile/id_trie.ts";
import { Reconcilable } from "../../robots/reconcile/reconcilable.ts";
import {
  type Heard,
  type Limits,
  type Side,
  type Strategy,
  STRATEGY_CODES,
} from "../../robots/reconcile/strategy.ts";
import { OWN_KINDS } from "../../robots/reconcile/trade.ts";
import { Highest } from "./highest.ts";
import { type Link, talk } from "./talk.ts";

const WIDE: Limits = { messageBytesMax: 128 * 1024, burstMessagesMax: 64 };
export const NARROW: Limits = { messageBytesMax: 512, burstMessagesMax: 16 };

/** Elements of this state only, and of both. */
export interface Sizes {
  readonly both: number;
  readonly a: number;
  readonly b: number;
}

export function setOf(...names: readonly (readonly [name: string, count: number])[]): Reconcilable {
  const set = new GSet();
  for (const [name, count] of names) for (let i = 0; i < count; i++) set.add(`${name}${i}`);
  return new Reconcilable(set);
}

export function pairOf({ both, a, b }: Sizes): [Reconcilable, Reconcilable] {
  return [setOf(["both", both], ["a", a]), setOf(["both", both], ["b", b])];
}

const agree = (a: Reconcilable, b: Reconcilable): boolean => equalStates(a.entries, b.entries);

/** A replica whose hashes are wrong, though it names its ids and entries as they are. */
class Liar extends Reconcilable {
  readonly #lies = new LyingTrie(this.index);

  override get trie(): IdTrie {
    return this.#lies;
  }
}

class LyingTrie extends IdTrie {
  override sum(range: IdRange): IdSum {
    const sum = super.sum(range);
    return { ...sum, high: ~sum.high };
  }
}

/** `side`, and `heard` is told of every message to it and of what it made of that. */
function overheard(side: Side, heard: (message: Uint8Array, made: Heard) => void): Side {
  return {
    begin: (nowMs) => side.begin(nowMs),
    receive: (message, nowMs) => {
      const made = side.receive(message, nowMs);
      heard(message, made);
      return made;
    },
  };
}

/** What must hold of every answer. */
function mustBeBounded(heard: Heard, limits: Limits): void {
  if (heard.kind !== "heard") return;
  expect(heard.replies.length).toBeLessThanOrEqual(limits.burstMessagesMax);
  const largest = Math.max(0, ...heard.replies.map(({ length }) => length));
  expect(largest).toBeLessThanOrEqual(limits.messageBytesMax);
}

/** Hears `message` and checks what must hold whatever it is. */
function tell(state: Reconcilable, side: Side, message: Uint8Array): Heard["kind"] {
  const before = encodeState(state.entries);
  const heard = side.receive(message, 0);
  mustBeBounded(heard, NARROW);
  const changes = heard.kind === "heard" && heard.items > 0;
  if (!changes) expect(equalBytes(encodeState(state.entries), before)).toBe(true);
  return heard.kind;
}

/**
 * Defines the tests.
 *
 * @param legsMax Most legs of a conversation of 10,000 ids, with as many that are missing.
 */
export function narrowsDown(strategy: Strategy, legsMax: number): void {
  /** A side that must keep its limits. */
  function sideOf(state: Reconcilable, limits: Limits): Side {
    return overheard(strategy.side(state, limits), (_, made) => mustBeBounded(made, limits));
  }

  /** How many conversations, alternately begun, it takes until they agree; `most` if they do not. */
  function untilEqual(
    [a, b]: readonly [Reconcilable, Reconcilable],
    limits: Limits,
    most: number,
    link: Link = {},
  ): number {
    const sides = [sideOf(a, limits), sideOf(b, limits)] as const;
    for (let times = 0; times < most; times++) {
      if (agree(a, b)) return times;
      const [begins, answers] = times % 2 === 0 ? sides : [sides[1], sides[0]];
      const once = talk(begins, answers, link);
      expect(once.refusals).toEqual([]);
      expect(once.legs).toBeLessThanOrEqual(legsMax);
    }
    return most;
  }

  /** What a conversation says, message by message. */
  function saidBetween(sizes: Sizes): Uint8Array[] {
    const said: Uint8Array[] = [];
    const [a, b] = pairOf(sizes).map((state) =>
      overheard(strategy.side(state, NARROW), (message) => said.push(message)),
    );
    talk(a!, b!);
    return said;
  }

  describe("states that are equal", () => {
    test.each([0, 1, 20, 1000])("say so in one small message: %i entries", (both) => {
      const [a, b] = pairOf({ both, a: 0, b: 0 });
      const idle = talk(strategy.side(a, NARROW), strategy.side(b, NARROW));
      expect(idle.messages).toBe(1);
      expect(idle.bytes).toBeLessThan(16);
    });
  });

  describe("states that differ", () => {
    test("agree after one conversation when there is room for it", () => {
      const few = fc.nat(40);
      const many = fc.nat(500);
      const anySizes = fc.record({ both: fc.oneof(few, fc.nat(3000)), a: many, b: many });
      fc.assert(
        fc.property(anySizes, fc.boolean(), (sizes, aBegins) => {
          const [a, b] = pairOf(sizes);
          const sides = [strategy.side(a, WIDE), strategy.side(b, WIDE)] as const;
          const once = aBegins ? talk(sides[0], sides[1]) : talk(sides[1], sides[0]);
          expect(agree(a, b)).toBe(true);
          expect(once.legs).toBeLessThanOrEqual(legsMax);
          expect(once.refusals).toEqual([]);
          expect(talk(sides[0], sides[1]).messages).toBe(1);
        }),
        { numRuns: 30 },
      );
    });

    test.each([1, 2, 10, 100, 500])("cost about the same legs for each difference: %i", (d) => {
      const [a, b] = pairOf({ both: 10_000 - d, a: d - Math.floor(d / 2), b: Math.floor(d / 2) });
      const once = talk(strategy.side(a, WIDE), strategy.side(b, WIDE));
      expect(agree(a, b)).toBe(true);
      expect(once.legs).toBeLessThanOrEqual(legsMax);
    });

    test("are not compared where one has nothing", () => {
      const [nothing, all] = pairOf({ both: 0, a: 0, b: 5000 });
      const given = talk(sideOf(nothing, WIDE), sideOf(all, WIDE));
      expect(given.legs).toBe(2);
      expect(agree(nothing, all)).toBe(true);
      const [everything, none] = pairOf({ both: 0, a: 5000, b: 0 });
      const asked = talk(sideOf(everything, WIDE), sideOf(none, WIDE));
      expect(asked.legs).toBe(3);
      expect(agree(everything, none)).toBe(true);
    });

    test.each([
      ["nothing and all", { both: 0, a: 0, b: 10_000 }],
      ["all and nothing", { both: 0, a: 10_000, b: 0 }],
      ["few and many", { both: 5, a: 3, b: 2000 }],
      ["nothing in common", { both: 0, a: 700, b: 900 }],
    ])("go on where they stopped, in small messages: %s", (_, sizes) => {
      expect(untilEqual(pairOf(sizes), NARROW, 40)).toBeLessThan(40);
    });

    test("agree though messages are lost, doubled and overtaken", () => {
      const anyLink = fc.record({ seed: fc.nat(), loss: fc.nat(30), other: fc.nat(40) });
      const anyLimits = fc.record({
        messageBytesMax: fc.integer({ min: 512, max: 3000 }),
        burstMessagesMax: fc.integer({ min: 1, max: 16 }),
      });
      const anySizes = fc.record({ both: fc.nat(1000), a: fc.nat(100), b: fc.nat(100) });
      fc.assert(
        fc.property(anyLink, anyLimits, anySizes, ({ seed, loss, other }, limits, sizes) => {
          const random = seededRandom(`${seed}`);
          const chance = other / 100;
          const link = { random, loss: loss / 100, duplicate: chance, reorder: chance };
          expect(untilEqual(pairOf(sizes), limits, 1000, link)).toBeLessThan(1000);
        }),
        { numRuns: 15 },
      );
    });

    test("agree one message at a time, though much is given in vain", () => {
      // What a has is older for half of the keys, and b does not want it.
      const [a, b] = [new Highest(), new Highest()];
      const random = seededRandom("in vain");
      for (let i = 0; i < 600; i++) {
        a.raise(`${i}`, 1);
        b.raise(`${i}`, random() < 0.9 ? 2 : 0);
      }
      const limits = { messageBytesMax: 512, burstMessagesMax: 1 };
      const states = [new Reconcilable(a), new Reconcilable(b)] as const;
      expect(untilEqual(states, limits, 3000)).toBeLessThan(3000);
    });

    test("do not wait for an entry that no message can carry", () => {
      const [a, b] = pairOf({ both: 50, a: 100, b: 100 });
      const large = new GSet();
      large.add("x".repeat(NARROW.messageBytesMax));
      a.merge([large.entry([...large.keys()][0]!)!], 0);
      const sides = [strategy.side(a, NARROW), strategy.side(b, NARROW)] as const;
      for (let times = 0; times < 4; times++) talk(sides[0], sides[1]);
      expect(b.index.count).toBe(250);
      expect(a.index.count).toBe(251);
    });
  });

  describe("a peer that", () => {
    const sizes = { both: 400, a: 40, b: 50 };

    test("sends anything is heard or refused", () => {
      const [a] = pairOf(sizes);
      const side = strategy.side(a, NARROW);
      const anyKind = fc.nat({ max: OWN_KINDS + 4 });
      const anyMessage = fc
        .tuple(anyKind, fc.uint8Array({ maxLength: NARROW.messageBytesMax + 1 }))
        .map(([kind, rest]) => Uint8Array.from([STRATEGY_CODES[strategy.name], kind, ...rest]));
      fc.assert(
        fc.property(fc.oneof(anyMessage, fc.uint8Array()), (message) => {
          expect(["heard", "refused"]).toContain(tell(a, side, message));
        }),
        { numRuns: 1000 },
      );
    });

    test("cuts messages short or makes them longer is refused, or gets answers", () => {
      const said = saidBetween(sizes);
      expect(said.length).toBeGreaterThan(8);
      let refusals = 0;
      for (const message of said) {
        const [a] = pairOf(sizes);
        const side = strategy.side(a, NARROW);
        for (let length = 0; length < message.length; length += 1 + (length >> 4)) {
          if (tell(a, side, message.slice(0, length)) === "refused") refusals += 1;
        }
        if (tell(a, side, Uint8Array.from([...message, 0])) === "refused") refusals += 1;
      }
      expect(refusals).toBeGreaterThan(said.length);
    });

    test("flips bits is heard or refused", () => {
      const said = saidBetween(sizes);
      fc.assert(
        fc.property(fc.nat(said.length - 1), fc.nat(4095), (which, bit) => {
          const [a] = pairOf(sizes);
          const flipped = Uint8Array.from(said[which]!);
          flipped[(bit >> 3) % flipped.length]! ^= 1 << (bit & 7);
          expect(["heard", "refused"]).toContain(tell(a, strategy.side(a, NARROW), flipped));
        }),
        { numRuns: 200 },
      );
    });

    test("sends more than a message may have is refused", () => {
      const [a] = pairOf(sizes);
      const message = new Uint8Array(NARROW.messageBytesMax + 1).fill(
        STRATEGY_CODES[strategy.name],
      );
      const heard = strategy.side(a, NARROW).receive(message, 0);
      expect(heard).toEqual({ kind: "refused", reason: "oversized" });
    });

    test.each([
      [1, 3],
      [500, 500],
      [5000, 5000],
      [0, 3000],
      [3000, 0],
    ])("hashes falsely is told what it lacks, and comes to an end: %i and %i", (a, b) => {
      const honest = setOf(["both", a]);
      const liar = new Liar(setOf(["both", b], ["more", 1]).entries);
      // Whoever hears the first message sees that they differ, and later ones differ for ever.
      for (const [begins, answers] of [
        [honest, liar],
        [liar, honest],
        [honest, liar],
      ] as const) {
        const once = talk(strategy.side(begins, WIDE), strategy.side(answers, WIDE));
        expect(once.legs).toBeLessThanOrEqual(legsMax);
        expect(once.refusals).toEqual([]);
        expect(agree(honest, liar)).toBe(true);
      }
    });
  });
}

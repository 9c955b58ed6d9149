/**
 * Goal: whatever a peer says, a side answers or refuses: it never throws, never writes what no honest peer
 * would have it write, and its answers are bounded. Method: real conversations whose messages are cut,
 * flipped, joined and made up; every failure names its seed.
 */
import { describe, expect, test } from "vitest";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { type Random, randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { strategyOf } from "../../../robots/reconcile/strategies.ts";
import {
  type Heard,
  type Side,
  STRATEGY_CODES,
  STRATEGY_NAMES,
  type StrategyName,
} from "../../../robots/reconcile/strategy.ts";
import { ANY_TYPE, type AnyType } from "../../support/any_type.ts";

const SEEDS = Number(process.env["HEARSAY_SEEDS"] ?? 4);
const MESSAGES = 150;
const LIMITS = { messageBytesMax: 1024, burstMessagesMax: 8 };
const NOW_MS = 1_000_000;

/** A state in which something was done `times` times. */
function stateOf(type: AnyType, node: string, times: number, random: Random): Reconcilable {
  const { state, act } = type.make(node);
  for (let i = 0; i < times; i++) act(random, NOW_MS);
  return new Reconcilable(state);
}

/** Real messages of both sides of some conversations. */
function harvest(type: AnyType, strategy: StrategyName, random: Random): Uint8Array[] {
  const sides = ["x", "y"].map((node) => {
    return strategyOf(strategy).side(stateOf(type, node, 40, random), LIMITS);
  });
  const all: Uint8Array[] = [];
  let waiting: { to: number; bytes: Uint8Array }[] = sides[0]!
    .begin(NOW_MS)
    .map((bytes) => ({ to: 1, bytes }));
  while (waiting.length > 0 && all.length < MESSAGES) {
    const next: typeof waiting = [];
    for (const { to, bytes } of waiting) {
      all.push(bytes);
      const heard = sides[to]!.receive(bytes, NOW_MS);
      if (heard.kind === "refused") continue;
      next.push(...heard.replies.map((reply) => ({ to: 1 - to, bytes: reply })));
    }
    waiting = next;
  }
  return all;
}

function spoiled(messages: readonly Uint8Array[], random: Random): Uint8Array {
  const message = Uint8Array.from(messages[randomBelow(random, messages.length)]!);
  const other = messages[randomBelow(random, messages.length)]!;
  const at = randomBelow(random, message.length);
  switch (randomBelow(random, 6)) {
    case 0:
      return message.subarray(0, at);
    case 1:
      message[at] = randomBelow(random, 256);
      return message;
    case 2:
      message[at]! ^= 1 << randomBelow(random, 8);
      return message;
    case 3:
      return Uint8Array.from([...message.subarray(0, at), ...other.subarray(at)]);
    case 4:
      // A number as large as there can be.
      return Uint8Array.from([
        ...message.subarray(0, at),
        255,
        255,
        255,
        255,
        255,
        255,
        255,
        15,
        ...message.subarray(at),
      ]);
    default:
      return Uint8Array.from([
        ...message.subarray(0, 2),
        ...Array.from({ length: randomBelow(random, 200) }, () => randomBelow(random, 256)),
      ]);
  }
}

function expectBounded(heard: Heard): void {
  if (heard.kind === "refused") return;
  expect(heard.replies.length).toBeLessThanOrEqual(LIMITS.burstMessagesMax);
  for (const reply of heard.replies) {
    expect(reply.length).toBeLessThanOrEqual(LIMITS.messageBytesMax);
  }
}

function bytesOf(state: Reconcilable): string {
  return Buffer.from(encodeState(state.entries)).toString("hex");
}

/** The side hears `message`; what it refuses must not have changed anything. */
function hearUnshaken(side: Side, state: Reconcilable, message: Uint8Array): Heard {
  const before = bytesOf(state);
  const heard = side.receive(message, NOW_MS);
  expectBounded(heard);
  if (heard.kind === "refused") expect(bytesOf(state)).toBe(before);
  else if (heard.items === 0) expect(bytesOf(state)).toBe(before);
  return heard;
}

describe.each(STRATEGY_NAMES)("%s", (strategy) => {
  const types = ANY_TYPE.filter((type) => {
    return strategyOf(strategy).refuses(new Reconcilable(type.make("n").state)) === undefined;
  });

  test.each(types.map((type) => [type.name, type] as const))(
    "of a %s hears spoiled messages without harm",
    (name, type) => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = seededRandom(`hostile ${strategy} ${name} ${seed}`);
        const messages = harvest(type, strategy, random);
        const state = stateOf(type, "n", 30, random);
        const side = strategyOf(strategy).side(state, LIMITS);
        for (let i = 0; i < MESSAGES; i++) {
          if (random() < 0.2) side.begin(NOW_MS);
          hearUnshaken(side, state, spoiled(messages, random));
        }
        // It still answers an honest peer.
        expect(side.begin(NOW_MS).length).toBeGreaterThan(0);
      }
    },
  );

  test("refuses what is too large, empty, or of nobody, at once", () => {
    const state = stateOf(types[0]!, "n", 30, seededRandom("1"));
    const side = strategyOf(strategy).side(state, LIMITS);
    const code = STRATEGY_CODES[strategy];
    const huge = new Uint8Array(LIMITS.messageBytesMax + 1).fill(code);
    for (const message of [huge, new Uint8Array(0), Uint8Array.of(code), Uint8Array.of(200, 3)]) {
      expect(hearUnshaken(side, state, message).kind).toBe("refused");
    }
  });
});

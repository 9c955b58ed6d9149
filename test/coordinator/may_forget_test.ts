/**
 * A share may be destroyed only while others have all its words.
 *
 * @module
 */
import { expect, test } from "vitest";
import { mayForget } from "../../coordinator/may_forget.ts";
import { encodeUpdate } from "../../robots/secret/codec.ts";

const WORDS = 4;

function share(hand: readonly number[]): Uint8Array {
  return encodeUpdate(hand.map((index) => ({ index, value: Uint8Array.of(index) })));
}

function shares(hands: Record<string, number[]>): Map<string, Uint8Array> {
  return new Map(Object.entries(hands).map(([robot, hand]) => [robot, share(hand)]));
}

test("may be forgotten when every word is in another share, whoever has it", () => {
  expect(mayForget(shares({ r1: [0, 1], r2: [0, 2], r3: [1, 3] }), "r1", WORDS)).toBe(true);
});

test("must not be forgotten when a single word is nowhere else", () => {
  expect(mayForget(shares({ r1: [0, 1], r2: [0, 2], r3: [2, 3] }), "r1", WORDS)).toBe(false);
  expect(mayForget(shares({ r1: [3] }), "r1", WORDS)).toBe(false);
});

test("who has no share has nothing to lose", () => {
  expect(mayForget(shares({ r2: [0, 1, 2, 3] }), "r1", WORDS)).toBe(true);
  expect(mayForget(shares({ r1: [], r2: [0] }), "r1", WORDS)).toBe(true);
});

/**
 * What tests of single strategies have in common: two sides that talk again and again, and are held to
 * their limits meanwhile.
 *
 * @module
 */
import { expect } from "vitest";
import { equalBytes } from "../../robots/crdt/bytes.ts";
import { encodeState, equalStates } from "../../robots/crdt/entries.ts";
import { randomBelow, type Random } from "../../robots/engine/random.ts";
import type { Reconcilable } from "../../robots/reconcile/reconcilable.ts";
import type { StateMark } from "../../robots/reconcile/state_mark.ts";
import type { Heard, Limits, Side, Strategy } from "../../robots/reconcile/strategy.ts";
import { type Link, type Talk, talk } from "./talk.ts";

export const WIDE: Limits = { messageBytesMax: 64 * 1024, burstMessagesMax: 16 };
export const NARROW: Limits = { messageBytesMax: 512, burstMessagesMax: 16 };

/** A side whose every answer must be within its limits; `overheard` gets all that it is told. */
export function heldTo(limits: Limits, side: Side, overheard: Uint8Array[] = []): Side {
  const must = (messages: readonly Uint8Array[]): void => {
    expect(messages.length).toBeLessThanOrEqual(limits.burstMessagesMax);
    for (const { length } of messages) expect(length).toBeLessThanOrEqual(limits.messageBytesMax);
  };
  return {
    begin(nowMs) {
      const messages = side.begin(nowMs);
      must(messages);
      return messages;
    },
    receive(message, nowMs) {
      overheard.push(message);
      const heard = side.receive(message, nowMs);
      if (heard.kind === "heard") must(heard.replies);
      return heard;
    },
  };
}

/** Two sides of one strategy. */
export function sidesOf(
  strategy: Strategy,
  a: Reconcilable,
  b: Reconcilable,
  limits: Limits,
  overheard: Uint8Array[] = [],
): [Side, Side] {
  const side = (state: Reconcilable): Side =>
    heldTo(limits, strategy.side(state, limits), overheard);
  return [side(a), side(b)];
}

export function areEqual(a: Reconcilable, b: Reconcilable): boolean {
  return equalStates(a.entries, b.entries);
}

/** How many conversations it takes until both are equal; they must be after `conversationsMax`. */
export function conversationsUntilEqual(
  [a, b]: readonly [Reconcilable, Reconcilable],
  [left, right]: readonly [Side, Side],
  link: Link,
  conversationsMax: number,
): number {
  for (let times = 0; times <= conversationsMax; times++) {
    if (a.index.count === b.index.count && areEqual(a, b)) return times;
    talk(left, right, link);
  }
  throw new Error(`still different after ${conversationsMax} conversations`);
}

/** One conversation of equal states: it must be one message. Returns its bytes. */
export function idleBytes(strategy: Strategy, a: Reconcilable, b: Reconcilable): number {
  const [left, right] = sidesOf(strategy, a, b, WIDE);
  const idle: Talk = talk(left, right);
  expect(idle).toMatchObject({ messages: 1, legs: 1, refusals: [] });
  return idle.bytes;
}

/** Tells a side things it should not be told: it must answer or refuse, and be as it was if it refuses. */
export function mustWithstand(
  strategy: Strategy,
  state: Reconcilable,
  messages: Iterable<Uint8Array>,
  limits: Limits,
): Heard["kind"][] {
  const side = heldTo(limits, strategy.side(state, limits));
  const { index } = state;
  let before = encodeState(state.entries);
  const kinds = Array.from(messages, (message) => {
    const { count, digest } = index;
    const heard = side.receive(message, 0);
    if (heard.kind === "refused") expect({ count, digest }).toEqual(markOf(index));
    else if (heard.items > 0) before = encodeState(state.entries);
    return heard.kind;
  });
  // The index says so; and it does not miss anything.
  expect(equalBytes(encodeState(state.entries), before)).toBe(true);
  return kinds;
}

function markOf({ count, digest }: StateMark): StateMark {
  return { count, digest };
}

/** Random bytes, and what real messages become when they are cut, or have a bit flipped. */
export function* spoiledOf(
  messages: readonly Uint8Array[],
  code: number,
  random: Random,
  times: number,
): Generator<Uint8Array> {
  for (let i = 0; i < times; i++) {
    const bytes = Array.from({ length: randomBelow(random, 60) }, () => randomBelow(random, 256));
    yield Uint8Array.from([code, 1 + randomBelow(random, 9), ...bytes]);
    const real = messages[randomBelow(random, messages.length)]!;
    yield real.slice(0, randomBelow(random, real.length));
    const flipped = real.slice();
    flipped[randomBelow(random, real.length)]! ^= 1 << randomBelow(random, 8);
    yield flipped;
  }
}

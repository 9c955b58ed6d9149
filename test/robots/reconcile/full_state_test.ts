/**
 * Sending everything, page by page.
 *
 * @module
 */
import { expect, test } from "vitest";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { fullState } from "../../../robots/reconcile/full_state.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { STRATEGY_CODES } from "../../../robots/reconcile/strategy.ts";
import { message, OWN_KINDS } from "../../../robots/reconcile/trade.ts";
import {
  areEqual,
  conversationsUntilEqual,
  idleBytes,
  mustWithstand,
  NARROW,
  sidesOf,
  spoiledOf,
  WIDE,
} from "../../support/converse.ts";
import { talk } from "../../support/talk.ts";

const CODE = STRATEGY_CODES.full_state;

/** Elements from `from` up to `to`. */
function setOf(from: number, to: number): Reconcilable {
  const set = new GSet();
  for (let i = from; i < to; i++) set.add(`element ${String(i).padStart(6, "0")}`);
  return new Reconcilable(set);
}

test("equal states are told by one small message", () => {
  expect(idleBytes(fullState, setOf(0, 1000), setOf(0, 1000))).toBe(2 + 2 + 8 + 1 + 1);
  expect(idleBytes(fullState, setOf(0, 0), setOf(0, 0))).toBe(2 + 1 + 8 + 1 + 1);
});

test("one conversation brings everything to both sides, however many bursts it takes", () => {
  for (const limits of [WIDE, NARROW, { messageBytesMax: 512, burstMessagesMax: 2 }]) {
    const [a, b] = [setOf(0, 2000), setOf(1000, 3000)];
    const talked = talk(...sidesOf(fullState, a, b, limits));
    expect(areEqual(a, b)).toBe(true);
    expect(a.index.count).toBe(3000);
    // Everything is sent once in each direction, and little besides; B has the new ones of A by then.
    const all = a.index.bytesTotal;
    expect(talked.bytes).toBeLessThan((5 / 3) * all * 1.15);
  }
});

test("an empty replica gets everything, and gives nothing", () => {
  const [a, b] = [setOf(0, 0), setOf(0, 500)];
  talk(...sidesOf(fullState, a, b, NARROW));
  expect(areEqual(a, b)).toBe(true);
});

test("with a burst of one message each side gets its turn", () => {
  const [a, b] = [setOf(0, 100), setOf(50, 150)];
  const limits = { messageBytesMax: 512, burstMessagesMax: 1 };
  const [left, right] = sidesOf(fullState, a, b, limits);
  for (let i = 0; i < 5; i++) {
    talk(left, right);
    talk(right, left);
  }
  expect(areEqual(a, b)).toBe(true);
});

test("10,000 entries get through a link that loses half of all messages", () => {
  const pair = [setOf(0, 10_000), setOf(5_000, 12_000)] as const;
  const link = { random: seededRandom("half"), loss: 0.5 };
  const conversations = conversationsUntilEqual(
    pair,
    sidesOf(fullState, ...pair, NARROW),
    link,
    1500,
  );
  expect(conversations).toBeGreaterThan(10);
});

test("converges though messages are lost, doubled and overtake each other", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = seededRandom(`full ${seed}`);
    const pair = [setOf(0, 300), setOf(200, 450)] as const;
    const link = { random, loss: 0.3, duplicate: 0.3, reorder: 0.3 };
    expect(
      conversationsUntilEqual(pair, sidesOf(fullState, ...pair, NARROW), link, 60),
    ).toBeGreaterThan(0);
  }
});

test("doubled messages do not multiply the conversation", () => {
  const alone = talk(...sidesOf(fullState, setOf(0, 2000), setOf(0, 0), NARROW));
  const link = { random: seededRandom("twice"), duplicate: 1 };
  const doubled = talk(...sidesOf(fullState, setOf(0, 2000), setOf(0, 0), NARROW), link);
  expect(doubled.messages).toBeLessThan(3 * alone.messages);
});

test("entries that change their place while they are sent are not missed", () => {
  const set = new GSet();
  const [a, b] = [new Reconcilable(set), setOf(0, 400)];
  const [left, right] = sidesOf(fullState, a, b, NARROW);
  const random = seededRandom("moving");
  expect(conversationsUntilEqual([a, b], [left, right], { random, loss: 0.2 }, 40)).toBeGreaterThan(
    0,
  );
  set.add("late");
  expect(conversationsUntilEqual([a, b], [left, right], { random, loss: 0.2 }, 40)).toBeGreaterThan(
    0,
  );
});

test("an entry that no message can carry does not keep others back", () => {
  const set = new GSet();
  // Before all others.
  set.add("!".repeat(600));
  for (let i = 0; i < 100; i++) set.add(`${i}`);
  const [a, b] = [new Reconcilable(set), setOf(0, 0)];
  talk(...sidesOf(fullState, a, b, NARROW));
  expect(b.index.count).toBe(100);
});

test("a place beyond the end is the beginning", () => {
  const state = setOf(0, 10);
  const beyond = message(CODE, OWN_KINDS + 1)
    .number(0)
    .fixed(0)
    .fixed(0)
    .fixed(7, 1);
  const heard = fullState.side(state, NARROW).receive(beyond.number(2 ** 53 - 1).finish(), 0);
  expect(heard).toMatchObject({ kind: "heard", replies: [expect.any(Uint8Array)] });
});

test("withstands whatever it is told", () => {
  const overheard: Uint8Array[] = [];
  talk(...sidesOf(fullState, setOf(0, 100), setOf(50, 150), NARROW, overheard));
  const spoiled = spoiledOf(overheard, CODE, seededRandom("hostile"), 300);
  const outcomes = mustWithstand(fullState, setOf(0, 40), spoiled, NARROW);
  expect(new Set(outcomes)).toEqual(new Set(["heard", "refused"]));
});

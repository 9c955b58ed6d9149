/**
 * Goal: entries are asked for and given within the limits, and nothing else is taken for that.
 */
import { expect, test } from "vitest";
import { ByteReader } from "../../../robots/crdt/bytes.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import {
  giveMessages,
  hear,
  readEntries,
  refused,
  SILENCE,
  wantMessages,
} from "../../../robots/reconcile/trade.ts";

const CODE = 7;

function setOf(...elements: string[]): Reconcilable {
  const set = new GSet();
  for (const element of elements) set.add(element);
  return new Reconcilable(set);
}

function many(count: number, length: number): Reconcilable {
  return setOf(...Array.from({ length: count }, (_, i) => String(i).padEnd(length, "x")));
}

function entriesIn(message: Uint8Array): number {
  return readEntries(new ByteReader(message.subarray(2))).length;
}

function slotsOf(state: Reconcilable): number[] {
  return Array.from({ length: state.index.slotsEnd }, (_, slot) => slot);
}

test("gives entries in as few messages as fit, in order", () => {
  const state = many(100, 40);
  const limits = { messageBytesMax: 512, burstMessagesMax: 100 };
  const messages = giveMessages(state, CODE, slotsOf(state), limits);
  expect(messages.map(({ length }) => length).every((length) => length <= 512)).toBe(true);
  expect(messages.map(entriesIn).reduce((sum, each) => sum + each)).toBe(100);
  // Twelve of 42 bytes fit, and thirteen would not.
  expect(entriesIn(messages[0]!)).toBe(12);
  const other = setOf();
  for (const message of messages) {
    const heard = hear(other, CODE, message, limits, 0, () => refused("malformed"));
    expect(heard.kind).toBe("heard");
  }
  expect(other.index.digest).toEqual(state.index.digest);
});

test("stops at the most messages that a burst may have", () => {
  const state = many(100, 40);
  const limits = { messageBytesMax: 512, burstMessagesMax: 3 };
  expect(giveMessages(state, CODE, slotsOf(state), limits).map(entriesIn)).toEqual([12, 12, 12]);
});

test("leaves out an entry that no message can carry, and gives the others", () => {
  const state = setOf("a", "b".repeat(600), "c");
  const limits = { messageBytesMax: 512, burstMessagesMax: 3 };
  expect(giveMessages(state, CODE, slotsOf(state), limits).map(entriesIn)).toEqual([2]);
});

test("what is wanted by half an id is given", () => {
  const state = many(300, 10);
  const limits = { messageBytesMax: 512, burstMessagesMax: 50 };
  const wanted = slotsOf(state).filter((slot) => slot % 2 === 0);
  const wants = wantMessages(
    CODE,
    wanted.map((slot) => state.index.low[slot]!),
    limits,
  );
  expect(wants).toHaveLength(2);
  const other = setOf();
  for (const want of wants) {
    const heard = hear(state, CODE, want, limits, 0, () => refused("malformed"));
    if (heard.kind === "refused") throw new Error(heard.reason);
    for (const give of heard.replies) {
      hear(other, CODE, give, limits, 0, () => refused("malformed"));
    }
  }
  expect([...other.entries.keys()]).toEqual(
    wanted.map((slot) => state.index.keyAt(slot)!).sort((a, b) => (a < b ? -1 : 1)),
  );
});

test.each([
  ["nothing", [], "malformed"],
  ["another strategy", [6, 1, 0], "malformed"],
  ["no kind", [7], "malformed"],
  ["a kind that there is not", [7, 0], "malformed"],
  ["more entries than bytes", [7, 1, 200, 1], "malformed"],
  ["bytes behind the last entry", [7, 1, 0, 0], "malformed"],
  ["half a want", [7, 2, 1, 0, 0], "malformed"],
  ["more than a message may have", Array.from({ length: 600 }, () => 7), "oversized"],
] as const)("refuses %s", (_words, bytes, reason) => {
  const state = setOf("a");
  const limits = { messageBytesMax: 512, burstMessagesMax: 3 };
  const heard = hear(state, CODE, Uint8Array.from(bytes), limits, 0, () => SILENCE);
  expect(heard).toEqual({ kind: "refused", reason });
});

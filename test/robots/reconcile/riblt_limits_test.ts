/**
 * Goal: a riblt conversation keeps to its limits and comes to an end, also when answers hold both gifts
 * and wishes, and when the peer changes all the time.
 */
import { expect, test } from "vitest";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { riblt } from "../../../robots/reconcile/riblt.ts";
import type { Limits, Side } from "../../../robots/reconcile/strategy.ts";
import { talk } from "../../support/talk.ts";

function setOf(from: number, to: number): GSet {
  const set = new GSet();
  for (let i = from; i < to; i++) set.add(`element ${i}`.padEnd(40, "."));
  return set;
}

/** `side`, which tells the most messages that it answered one with. */
function counted(side: Side): Side & { most: number } {
  const watched = {
    most: 0,
    begin: (nowMs: number) => side.begin(nowMs),
    receive(message: Uint8Array, nowMs: number) {
      const heard = side.receive(message, nowMs);
      if (heard.kind === "heard") watched.most = Math.max(watched.most, heard.replies.length);
      return heard;
    },
  };
  return watched;
}

test.each([1, 2, 3])("no answer has more than %i messages, and all comes over", (most) => {
  const limits: Limits = { messageBytesMax: 512, burstMessagesMax: most };
  const states = [setOf(0, 400), setOf(100, 500)].map((set) => new Reconcilable(set)) as [
    Reconcilable,
    Reconcilable,
  ];
  const [a, b] = [counted(riblt.side(states[0], limits)), counted(riblt.side(states[1], limits))];
  for (let i = 0; i < 60; i++) talk(a, b);
  expect(states[0].index.count).toBe(500);
  expect(states[0].index.digest).toEqual(states[1].index.digest);
  expect(Math.max(a.most, b.most)).toBe(most);
});

test("a conversation ends though the peer changes at every message", () => {
  const limits: Limits = { messageBytesMax: 512, burstMessagesMax: 4 };
  const theirs = setOf(3000, 6000);
  const side = riblt.side(new Reconcilable(theirs), limits);
  let changes = 0;
  const restless: Side = {
    begin: (nowMs) => side.begin(nowMs),
    receive(message, nowMs) {
      theirs.add(`change ${changes++}`);
      return side.receive(message, nowMs);
    },
  };
  const mine = riblt.side(new Reconcilable(setOf(0, 3000)), limits);
  expect(talk(mine, restless).messages).toBeLessThan(200);
});

/**
 * Goal: whatever a robot begins with, others answer; auto chooses and says why; and no peer makes a
 * replica talk without an end or remember without a bound.
 */
import { describe, expect, test } from "vitest";
import { type Entries, encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { GCounter } from "../../../robots/crdt/g_counter.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import {
  type ConversationOptions,
  Conversations,
  MESSAGES_PER_SECOND_MAX,
  PEERS_MAX,
} from "../../../robots/reconcile/conversations.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { type Side, STRATEGY_CODES, STRATEGY_NAMES } from "../../../robots/reconcile/strategy.ts";
import { talk } from "../../support/talk.ts";

function setOf(from: number, to: number): GSet {
  const set = new GSet();
  for (let i = from; i < to; i++) set.add(`element ${i}`);
  return set;
}

function conversations(state: Entries, options: ConversationOptions = {}): Conversations {
  return new Conversations(new Reconcilable(state), options);
}

/** `mine` as it talks to `peer`. */
function sideOf(mine: Conversations, peer: string): Side {
  return {
    begin: (nowMs) => mine.begin(peer, nowMs),
    receive: (message, nowMs) => mine.receive(peer, message, nowMs),
  };
}

describe("every strategy", () => {
  const forSets = STRATEGY_NAMES.filter((name) => name !== "delta");

  test.each(forSets.flatMap((a) => forSets.map((b) => [a, b] as const)))(
    "with %s here and %s there they agree, whoever begins",
    (here, there) => {
      const [a, b] = [setOf(0, 300), setOf(200, 500)];
      const mine = sideOf(conversations(a, { strategy: here }), "b");
      const theirs = sideOf(conversations(b, { strategy: there }), "a");
      expect(talk(mine, theirs).refusals).toEqual([]);
      expect(encodeState(a)).toEqual(encodeState(b));
      a.add("one more");
      expect(talk(theirs, mine).refusals).toEqual([]);
      expect(encodeState(a)).toEqual(encodeState(b));
      // Now there is nothing to say.
      expect(talk(mine, theirs).messages).toBe(1);
    },
  );
});

describe("auto", () => {
  test("greets in a few bytes and has the other one choose, who says why", () => {
    const [a, b] = [setOf(0, 1000), setOf(3, 1003)];
    const [mine, theirs] = [conversations(a), conversations(b)];
    expect(mine.begin("b", 0).map(({ length }) => length)).toEqual([12]);
    talk(sideOf(mine, "b"), sideOf(theirs, "a"));
    expect(encodeState(a)).toEqual(encodeState(b));
    expect(mine.choiceWith("b")).toBeUndefined();
    expect(theirs.choiceWith("a")!.why).toMatch(/^riblt: symbols for about 1 differences take/);
  });

  test("expects as many differences as the last conversation brought", () => {
    const [a, b] = [setOf(0, 1000), setOf(0, 10)];
    const [mine, theirs] = [conversations(a), conversations(b)];
    talk(sideOf(mine, "b"), sideOf(theirs, "a"));
    a.add("one more");
    b.add("another");
    talk(sideOf(mine, "b"), sideOf(theirs, "a"));
    expect(theirs.choiceWith("a")!.why).toContain("ids");
  });

  test("uses versions where there are some", () => {
    const [a, b] = [new GCounter("a"), new GCounter("b")];
    a.increment(3);
    b.increment(4);
    const [mine, theirs] = [conversations(a), conversations(b)];
    talk(sideOf(mine, "b"), sideOf(theirs, "a"));
    expect([a.value, b.value]).toEqual([7, 7]);
  });
});

describe("a deletion that was forgotten", () => {
  const all = STRATEGY_NAMES.filter((name) => name !== "delta");
  test.each([1, 120].flatMap((count) => all.map((strategy) => [count, strategy] as const)))(
    "of %i keys reaches whoever comes back with the values, with %s",
    (count, strategy) => {
      const [away, here] = [new KvMap("a"), new KvMap("b")];
      for (let i = 0; i < 500; i++) away.set(`k${i}`, Uint8Array.of(i), 1000);
      joinState(here, encodeState(away), 1000);
      for (let i = 0; i < count; i++) here.delete(`k${i}`, 2000);
      // Taken for dead, as it does not hear of it.
      for (let i = 0; i < 2; i++) here.collect(new Map());
      expect([here.size, away.liveCount]).toEqual([500 - count, 500]);
      const options = { strategy };
      const [mine, theirs] = [conversations(away, options), conversations(here, options)];
      for (let i = 0; i < 6; i++) {
        talk(sideOf(mine, "b"), sideOf(theirs, "a"), {}, 3000);
        talk(sideOf(theirs, "a"), sideOf(mine, "b"), {}, 3000);
      }
      expect([here.liveCount, away.liveCount]).toEqual([500 - count, 500 - count]);
      expect(encodeState(away)).toEqual(encodeState(here));
    },
  );
});

test.each(["few", "many"])("full_state sends nothing back when the one with %s begins", (who) => {
  const [few, many] = [setOf(5000, 5001), setOf(0, 2000)];
  const options = { strategy: "full_state" } as const;
  const [mine, theirs] = who === "few" ? [few, many] : [many, few];
  const talked = talk(
    sideOf(conversations(mine, options), "b"),
    sideOf(conversations(theirs, options), "a"),
  );
  expect(encodeState(few)).toEqual(encodeState(many));
  expect(talked.bytes).toBeLessThan(1.05 * encodeState(many).length + 100);
});

describe("bounds", () => {
  test("a peer is not heard for the rest of a second in which it said too much", () => {
    const mine = conversations(setOf(0, 3));
    const hello = conversations(setOf(0, 3)).begin("a", 0)[0]!;
    const heard = (nowMs: number): string => {
      const outcome = mine.receive("b", hello, nowMs);
      return outcome.kind === "refused" ? outcome.reason : outcome.kind;
    };
    for (let i = 0; i < MESSAGES_PER_SECOND_MAX; i++) expect(heard(500)).toBe("heard");
    expect(heard(1499)).toBe("endless");
    expect(mine.receive("c", hello, 1499).kind).toBe("heard");
    expect(heard(1500)).toBe("heard");
    // A clock that goes back opens the next second, too.
    for (let i = 0; i < MESSAGES_PER_SECOND_MAX; i++) heard(1500);
    expect(heard(1501)).toBe("endless");
    expect(heard(10)).toBe("heard");
  });

  test("remembers so many peers and forgets who was silent longest", () => {
    const mine = conversations(setOf(0, 3));
    for (let i = 0; i < PEERS_MAX; i++) mine.begin(`p${i}`, 0);
    mine.begin("p0", 0);
    const talker = conversations(setOf(0, 9));
    mine.receive("p0", talker.begin("x", 0)[0]!, 0);
    mine.begin("new", 0);
    expect(mine.peers).toBe(PEERS_MAX);
    expect(mine.choiceWith("p0")).toBeDefined();
  });

  test.each([
    ["a code of nobody", 99],
    ["a strategy that the type does not allow", STRATEGY_CODES.delta],
  ])("refuses %s", (_words, code) => {
    const heard = conversations(setOf(0, 3)).receive("b", Uint8Array.from([code, 3, 0]), 0);
    expect(heard).toEqual({
      kind: "refused",
      reason: code === STRATEGY_CODES.delta ? "unsupported" : "malformed",
    });
  });

  test("refuses options that make no sense, in one line", () => {
    const set = setOf(0, 3);
    expect(() => conversations(set, { strategy: "delta" })).toThrow(/^cannot reconcile with delta/);
    expect(() => conversations(set, { messageBytesMax: 511 })).toThrow(
      "cannot hold conversations as messageBytesMax must be a whole number >= 512: got 511",
    );
    expect(() => conversations(set, { burstMessagesMax: 0.5 })).toThrow(RangeError);
    expect(() => conversations(set, { strategy: "telepathy" as "auto" })).toThrow(
      /^cannot hold conversations as strategy must be one of auto, .*: got telepathy$/,
    );
  });

  test("tells which entries no message can carry", () => {
    const set = setOf(0, 3);
    const large = "x".repeat(600);
    set.add(large);
    expect(conversations(set, { messageBytesMax: 512 }).stranded).toEqual([large]);
    expect(conversations(set).stranded).toEqual([]);
  });
});

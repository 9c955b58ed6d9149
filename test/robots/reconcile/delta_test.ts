/**
 * Version vectors: exactly what is missing, within a budget, and what counts as seen.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { EventLog } from "../../../robots/crdt/event_log.ts";
import { GCounter } from "../../../robots/crdt/g_counter.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { delta } from "../../../robots/reconcile/delta.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { type Limits, type Side, STRATEGY_CODES } from "../../../robots/reconcile/strategy.ts";
import { message, OWN_KINDS } from "../../../robots/reconcile/trade.ts";
import {
  areEqual,
  conversationsUntilEqual,
  mustWithstand,
  NARROW,
  sidesOf,
  spoiledOf,
  WIDE,
} from "../../support/converse.ts";
import { talk } from "../../support/talk.ts";
import { CONTENT, heardOf, holed, mapOf, ORIGINS, writers } from "../../support/version_states.ts";

const CODE = STRATEGY_CODES.delta;
const [ASK, PART, LAST, WHOLE] = [1, 2, 3, 4].map((kind) => OWN_KINDS + kind) as [
  number,
  number,
  number,
  number,
];

test("refuses types without versions, in words", () => {
  const set = new Reconcilable(new GSet());
  expect(delta.refuses(set)).toBe("its updates have no versions");
  expect(() => delta.side(set, WIDE)).toThrow(TypeError);
  expect(delta.refuses(new Reconcilable(new GCounter("a")))).toBe(undefined);
});

describe("in one conversation", () => {
  const limits: Limits[] = [WIDE, NARROW, { messageBytesMax: 512, burstMessagesMax: 2 }];
  test.each(limits)("both sides get everything, with $messageBytesMax bytes", (limit) => {
    const logs = writers(300);
    const a = heardOf("a", logs, [300, 0, 250, 0, 300, 10, 0, 299]);
    const b = heardOf("b", logs, [0, 300, 300, 0, 250, 290, 1, 0]);
    talk(...sidesOf(delta, a, b, limit));
    expect(areEqual(a, b)).toBe(true);
  });

  test("it takes one round trip when one side lacks something, and one leg more for both", () => {
    const logs = writers(9);
    const empty = ORIGINS.map(() => 0);
    const all = ORIGINS.map(() => 9);
    const [a, b] = [heardOf("a", logs, empty), heardOf("b", logs, all)];
    expect(talk(...sidesOf(delta, a, b, WIDE)).legs).toBe(2);
    const [c, d] = [heardOf("c", logs, [9]), heardOf("d", logs, [0, 9])];
    expect(talk(...sidesOf(delta, c, d, WIDE)).legs).toBe(3);
  });

  test("vectors that are longer than a message are asked about page by page", () => {
    const names = Array.from({ length: 300 }, (_, i) => `origin ${i}`);
    const logs = writers(1, names);
    const a = heardOf(
      "a",
      logs,
      names.map((_, i) => (i % 3 === 0 ? 1 : 0)),
    );
    const b = heardOf(
      "b",
      logs,
      names.map((_, i) => (i % 2 === 0 ? 1 : 0)),
    );
    talk(...sidesOf(delta, a, b, NARROW));
    talk(...sidesOf(delta, b, a, NARROW));
    expect(areEqual(a, b)).toBe(true);
  });
});

test("entries of any size up to the limit are sent or left out, and no message is too long", () => {
  for (let size = 370; size < 520; size++) {
    const map = new KvMap("a node with a long name");
    map.set("small", CONTENT, 1000);
    // Its first write is a hole before the large one, so there is a claim beside that.
    map.set("twice", CONTENT, 1000);
    map.set("large", new Uint8Array(size), 1000);
    map.set("twice", CONTENT, 1000);
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(map)];
    talk(...sidesOf(delta, a, b, NARROW), {}, 1e6);
    expect(a.index.count).toBeGreaterThan(1);
    if (size < 390) expect(areEqual(a, b)).toBe(true);
  }
});

/** What `side` answers to the first of `messages`. */
function answerOf(side: Side, [first]: readonly Uint8Array[]): readonly Uint8Array[] {
  const heard = side.receive(first!, 0);
  return heard.kind === "heard" ? heard.replies : [];
}

/** Of a question: the scope, and behind which origin the page begins. */
function pageOf([question]: readonly Uint8Array[]): Uint8Array {
  return question!.slice(3, 20);
}

test("a conversation about long vectors that broke off goes on with the same page", () => {
  const names = Array.from({ length: 300 }, (_, i) => `origin ${i}`);
  const counts = names.map(() => 1);
  const a = heardOf("a", writers(1, names), counts);
  const b = heardOf("b", writers(1, names), counts);
  const [left, right] = sidesOf(delta, a, b, NARROW);
  const first = left.begin(0);
  const second = answerOf(left, answerOf(right, first));
  // The answer to the second question is lost.
  expect(pageOf(left.begin(0))).toEqual(pageOf(second));
  expect(pageOf(second)).not.toEqual(pageOf(first));
});

test("a huge backlog of one origin leaves room for all others in the first burst", () => {
  const names = ["busy", "calm", "zeal"];
  const [busy, calm, zeal] = writers(2000, names) as [EventLog, EventLog, EventLog];
  const full = heardOf("b", [busy, calm, zeal], [2000, 3, 3]);
  const empty = heardOf("a", [], []);
  const [question] = delta.side(empty, NARROW).begin(0);
  const heard = delta.side(full, NARROW).receive(question!, 0);
  const replies = heard.kind === "heard" ? heard.replies : [];
  const side = delta.side(empty, NARROW);
  for (const reply of replies) side.receive(reply, 0);
  const seen = empty.entries.versions!.seen();
  expect(seen.get("calm")).toBe(3);
  expect(seen.get("zeal")).toBe(3);
  expect(seen.get("busy")).toBeGreaterThan(20);
  expect(replies.length).toBeGreaterThan(NARROW.burstMessagesMax / 3);
});

describe("converges through small messages that are lost, doubled and overtake each other", () => {
  const limits: Limits[] = [
    NARROW,
    { messageBytesMax: 512, burstMessagesMax: 1 },
    { messageBytesMax: 700, burstMessagesMax: 5 },
  ];
  test.each(limits)("with bursts of $burstMessagesMax", (limit) => {
    for (let seed = 0; seed < 4; seed++) {
      const random = seededRandom(`delta ${seed}`);
      const link = { random, loss: 0.3, duplicate: 0.3, reorder: 0.3 };
      const logs = writers(100);
      const pair = [
        heardOf("a", logs, [100, 0, 70, 0, 100, 10, 0, 99]),
        heardOf("b", logs, [0, 100, 100, 0, 50, 90, 1, 0]),
      ] as const;
      expect(
        conversationsUntilEqual(pair, sidesOf(delta, ...pair, limit), link, 800),
      ).toBeGreaterThan(0);
      const maps = [new Reconcilable(mapOf("a", 100)), new Reconcilable(mapOf("b", 60))] as const;
      expect(
        conversationsUntilEqual(maps, sidesOf(delta, ...maps, limit), link, 800),
      ).toBeGreaterThan(0);
    }
  });

  test("10,000 entries get through a link that loses half of all messages", () => {
    const logs = writers(2500, ["r1", "r2", "r3", "r4"]);
    const pair = [
      heardOf("a", logs, [2500, 2500, 0, 0]),
      heardOf("b", logs, [0, 0, 2500, 2500]),
    ] as const;
    const link = { random: seededRandom("half"), loss: 0.5 };
    const conversations = conversationsUntilEqual(
      pair,
      sidesOf(delta, ...pair, NARROW),
      link,
      1000,
    );
    expect(conversations).toBeGreaterThan(10);
  });

  test("a map with a hole before every entry gets through as well", () => {
    const pair = [new Reconcilable(new KvMap("a")), new Reconcilable(holed("b", 1500))] as const;
    const link = { random: seededRandom("holes"), loss: 0.5 };
    expect(
      conversationsUntilEqual(pair, sidesOf(delta, ...pair, NARROW), link, 1500),
    ).toBeGreaterThan(0);
  });
});

test("doubled messages do not multiply the conversation", () => {
  const logs = writers(1000, ORIGINS.slice(0, 3));
  const [alone, doubled] = [0, 1].map((duplicate) => {
    const pair = [heardOf("a", logs, [1000]), heardOf("b", logs, [0, 1000, 1000])] as const;
    const link = { random: seededRandom("twice"), duplicate };
    return talk(...sidesOf(delta, ...pair, NARROW), link).messages;
  });
  expect(doubled).toBeLessThan(3 * alone!);
});

function anyLog(): Reconcilable {
  return heardOf("me", writers(20), [20, 10, 5]);
}

describe("hostile peers", () => {
  test("withstands whatever it is told", () => {
    const overheard: Uint8Array[] = [];
    talk(
      ...sidesOf(delta, anyLog(), heardOf("b", writers(60), [60, 60, 60, 60]), NARROW, overheard),
    );
    talk(
      ...sidesOf(
        delta,
        new Reconcilable(new KvMap("b")),
        new Reconcilable(holed("m", 100)),
        NARROW,
        overheard,
      ),
      {},
      1e6,
    );
    for (const state of [anyLog(), new Reconcilable(holed("m", 100))]) {
      const spoiled = spoiledOf(overheard, CODE, seededRandom("hostile"), 300);
      const outcomes = mustWithstand(delta, state, spoiled, NARROW);
      expect(new Set(outcomes)).toEqual(new Set(["heard", "refused"]));
    }
  });

  const ask = (): ByteWriter => message(CODE, ASK).fixed(1, 1);
  const MAX = 2 ** 53 - 1;

  test("who claims to have seen everything is given nothing, and asked for what there is", () => {
    const all = message(CODE, OWN_KINDS).fixed(1, 1).fixed(0, 1).number(ORIGINS.length);
    for (const origin of ORIGINS) all.text(origin).number(MAX);
    const heard = delta.side(anyLog(), NARROW).receive(all.number(0).finish(), 0);
    expect(heard).toMatchObject({ kind: "heard", replies: [{ 1: ASK }] });
  });

  const malformed: [string, ByteWriter][] = [
    ["no origin", ask().fixed(0, 1).number(1).text("").number(1).number(0)],
    ["origins that do not ascend", ask().fixed(0, 1).number(2).raw(twice("a")).number(0)],
    [
      "an origin before the page",
      ask().fixed(2, 1).text("m").number(1).text("a").number(1).number(0),
    ],
    ["a page of nothing", ask().fixed(1, 1).text("m").number(0).number(0)],
    ["an unknown scope", ask().fixed(5, 1).number(0).number(0)],
    [
      "more origins than follow",
      ask()
        .fixed(0, 1)
        .number(2 ** 40)
        .number(0),
    ],
    ["runs of nobody", ask().fixed(0, 1).number(0).number(1).number(0).number(1).number(0)],
    [
      "runs above all numbers",
      ask().fixed(0, 1).number(1).text("a").number(MAX).number(1).raw(run()),
    ],
    [
      "a claim above all numbers",
      message(CODE, PART).number(1).text("a").number(MAX).number(1).number(0),
    ],
    ["a claim of nothing", message(CODE, PART).number(1).text("a").number(1).number(0).number(0)],
    ["a claim of nobody", message(CODE, PART).number(1).text("").number(0).number(1).number(0)],
    [
      "more claims than follow",
      message(CODE, WHOLE)
        .fixed(1, 1)
        .number(2 ** 40)
        .number(0),
    ],
    ["no entries at all", message(CODE, LAST).text("").number(0)],
    ["a kind that there is not", message(CODE, 9).number(0)],
  ];
  test.each(malformed)("%s: malformed", (_name, writer) => {
    const heard = delta.side(anyLog(), NARROW).receive(writer.finish(), 0);
    expect(heard).toEqual({ kind: "refused", reason: "malformed" });
  });

  test("of a message with an entry that conflicts the others are taken in, and then it is contradictory", () => {
    const forged = new EventLog(ORIGINS[0]!);
    const honest = new EventLog("else");
    honest.append(Uint8Array.of(7));
    forged.append(Uint8Array.of(6, 6, 6));
    const part = message(CODE, PART).number(0).number(2);
    for (const liar of [honest, forged]) part.bytes(liar.entry([...liar.keys()][0]!)!);
    const state = anyLog();
    const side = delta.side(state, NARROW);
    expect(side.receive(part.finish(), 0)).toMatchObject({ kind: "heard", items: 1 });
    const { digest } = state.index;
    expect(side.receive(part.finish(), 0)).toEqual({ kind: "refused", reason: "contradictory" });
    expect(state.index.digest).toEqual(digest);
  });

  test("who always has more to say is asked again only when something was learned", () => {
    const side = delta.side(anyLog(), NARROW);
    side.begin(0);
    const last = message(CODE, LAST).text("").number(0).number(0).finish();
    expect(side.receive(last, 0)).toEqual({ kind: "heard", replies: [], items: 0 });
    const far = message(CODE, LAST).text("x").number(0).number(0).finish();
    expect(side.receive(far, 0)).toMatchObject({ replies: [{ 1: ASK }] });
    expect(side.receive(far, 0)).toMatchObject({ replies: [] });
  });
});

function twice(origin: string): Uint8Array {
  return message(1, origin.charCodeAt(0)).fixed(1, 1).text(origin).fixed(1, 1).finish();
}

function run(): Uint8Array {
  return Uint8Array.of(0, 1, 0);
}

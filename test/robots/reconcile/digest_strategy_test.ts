/**
 * Naming every entry: by the first bytes of ids, and by origin and version.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { ByteReader, type ByteWriter } from "../../../robots/crdt/bytes.ts";
import { EventLog } from "../../../robots/crdt/event_log.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { digest } from "../../../robots/reconcile/digest.ts";
import { DotNaming } from "../../../robots/reconcile/digest_dots.ts";
import { IdNaming, nameBytes } from "../../../robots/reconcile/digest_ids.ts";
import { NO_CURSOR } from "../../../robots/reconcile/digest_names.ts";
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

const CODE = STRATEGY_CODES.digest;

function setOf(from: number, to: number): Reconcilable {
  const set = new GSet();
  for (let i = from; i < to; i++) set.add(`element ${String(i).padStart(6, "0")}`);
  return new Reconcilable(set);
}

const CONTENT = new Uint8Array(20);

/** The log of `node` with so many events of its own. */
function logOf(node: string, events: number): Reconcilable {
  const log = new EventLog(node);
  for (let i = 0; i < events; i++) log.append(CONTENT);
  return new Reconcilable(log);
}

/** A map of `node` in which `keys` keys were set, every other one twice. */
function mapOf(node: string, keys: number): Reconcilable {
  const map = new KvMap(node);
  for (let i = 0; i < keys; i++) map.set(`${node} ${i}`, CONTENT, 1000);
  for (let i = 0; i < keys; i += 2) map.set(`${node} ${i}`, CONTENT, 1000);
  return new Reconcilable(map);
}

const PAIRS: readonly [string, (sizeOfB: number) => readonly [Reconcilable, Reconcilable]][] = [
  ["ids", (b) => [setOf(0, 400), setOf(400 - b, 400 + b)]],
  ["a log", (b) => [logOf("r001", 400), logOf("r002", b)]],
  ["a map", (b) => [mapOf("r001", 400), mapOf("r002", b)]],
];

describe.each(PAIRS)("%s", (_name, pairOf) => {
  test("equal states are told by one small message", () => {
    const [a, b] = pairOf(100);
    expect(conversationsUntilEqual([a, b], sidesOf(digest, a, b, WIDE), {}, 1)).toBeGreaterThan(0);
    expect(idleBytes(digest, a, b)).toBe(2 + 2 + 8 + 1 + 1 + 1);
  });

  test("both sides have everything after three round trips at most", () => {
    for (const size of [0, 3, 100]) {
      const [a, b] = pairOf(size);
      const talked = talk(...sidesOf(digest, a, b, WIDE));
      expect(areEqual(a, b)).toBe(true);
      expect(talked.legs).toBeLessThanOrEqual(4);
    }
  });

  test("converges through small messages that are lost, doubled and overtake each other", () => {
    for (const limits of [NARROW, { messageBytesMax: 512, burstMessagesMax: 1 }]) {
      for (let seed = 0; seed < 4; seed++) {
        const link = {
          random: seededRandom(`digest ${seed}`),
          loss: 0.3,
          duplicate: 0.3,
          reorder: 0.3,
        };
        const pair = pairOf(150);
        expect(
          conversationsUntilEqual(pair, sidesOf(digest, ...pair, limits), link, 600),
        ).toBeGreaterThan(0);
      }
    }
  });

  test("withstands whatever it is told", () => {
    const overheard: Uint8Array[] = [];
    const pair = pairOf(100);
    talk(...sidesOf(digest, ...pair, NARROW, overheard));
    const spoiled = spoiledOf(overheard, CODE, seededRandom("hostile"), 200);
    const outcomes = mustWithstand(digest, pairOf(30)[1], spoiled, NARROW);
    expect(new Set(outcomes)).toEqual(new Set(["heard", "refused"]));
  });
});

test("10,000 entries get through a link that loses half of all messages", () => {
  const pair = [setOf(0, 10_000), setOf(5_000, 12_000)] as const;
  const link = { random: seededRandom("half"), loss: 0.5 };
  expect(
    conversationsUntilEqual(pair, sidesOf(digest, ...pair, NARROW), link, 2000),
  ).toBeGreaterThan(0);
});

test("names are as long as it takes for less than one false match in a thousand pairs", () => {
  expect(nameBytes(0, 0)).toBe(4);
  expect(nameBytes(2000, 2000)).toBe(4);
  expect(nameBytes(2100, 2100)).toBe(5);
  expect(nameBytes(10_000, 10_000)).toBe(5);
  expect(nameBytes(1e6, 1e6)).toBe(7);
  expect(nameBytes(1e9, 1e9)).toBe(8);
});

test("a name costs four bytes when there are 10,000 entries", () => {
  const [a, b] = [setOf(0, 10_000), setOf(0, 10_001)];
  const { bytes } = talk(...sidesOf(digest, a, b, WIDE));
  expect(areEqual(a, b)).toBe(true);
  expect(bytes / 10_000).toBeLessThan(4.1);
});

test("a log without gaps costs a few bytes, however long it is", () => {
  const a = new EventLog("r001");
  const b = new EventLog("r001");
  for (let i = 0; i < 5000; i++) {
    a.append(CONTENT);
    if (i < 4999) b.append(CONTENT);
  }
  const [mine, theirs] = [new Reconcilable(a), new Reconcilable(b)];
  const { bytes } = talk(...sidesOf(digest, mine, theirs, WIDE));
  expect(areEqual(mine, theirs)).toBe(true);
  expect(bytes).toBeLessThan(100);
});

test("every other version costs a bit", () => {
  const writer = new EventLog("r001");
  for (let i = 0; i < 6000; i++) writer.append(CONTENT);
  const keys = [...writer.keys()];
  const everyOther = (from: number): Reconcilable => {
    const log = new EventLog("n");
    for (let i = from; i < keys.length; i += 2) log.join(writer.entry(keys[i]!)!, 0);
    return new Reconcilable(log);
  };
  const [a, b] = [everyOther(1), everyOther(3)];
  const overheard: Uint8Array[] = [];
  talk(...sidesOf(digest, a, b, WIDE, overheard));
  // The answer to the first message names what B has: 6,000 versions.
  expect(overheard[1]!.length).toBeLessThan(6000 / 8 + 50);
});

test("two entries that share a short name are told apart in the next conversations", () => {
  const [first, second] = namesakes();
  const [a, b] = [new GSet(), new GSet()];
  a.add(first);
  b.add(second);
  const pair = [new Reconcilable(a), new Reconcilable(b)] as const;
  const sides = sidesOf(digest, ...pair, WIDE);
  talk(...sides);
  expect(areEqual(...pair)).toBe(false);
  expect(conversationsUntilEqual(pair, sides, {}, 3)).toBeLessThanOrEqual(3);
});

test("entries of one side that share a short name both get through", () => {
  const [a, b] = [new GSet(), new GSet()];
  for (const element of namesakes()) b.add(element);
  const pair = [new Reconcilable(a), new Reconcilable(b)] as const;
  talk(...sidesOf(digest, ...pair, WIDE));
  expect(areEqual(...pair)).toBe(true);
});

describe("pages", () => {
  // So small that ids fill them unevenly.
  const room = { bytesMax: 60, pagesMax: 1000 };

  test("of ids name everything, each once", () => {
    const state = setOf(0, 300);
    const naming = new IdNaming(state);
    const { pages, next } = naming.names(NO_CURSOR, 0, 0, room);
    expect(next).toEqual(NO_CURSOR);
    const found = pages.flatMap((page) => {
      expect(page.length).toBeLessThanOrEqual(room.bytesMax);
      const { lack } = new IdNaming(setOf(0, 0)).compare(new ByteReader(page), room)!;
      return lack.flatMap((names) => [...naming.find(new ByteReader(names))!]);
    });
    expect(found.sort((x, y) => x - y)).toEqual(Array.from({ length: 300 }, (_, slot) => slot));
  });

  test("of versions name everything, and what they do not name is not in their range", () => {
    const state = mapOf("r001", 2000);
    const naming = new DotNaming(state, state.entries.versions!);
    const { pages } = naming.names(NO_CURSOR, 0, 0, { bytesMax: 240, pagesMax: 1000 });
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) {
      const { give, lack } = naming.compare(new ByteReader(page), room)!;
      expect([...give, ...lack]).toEqual([]);
    }
  });
});

test("what is given or asked for in vain does not keep the rest back", () => {
  const b = new KvMap("b");
  b.set("key", CONTENT, 1000);
  const a = new KvMap("a");
  a.join(b.entry("key")!, 1000);
  a.set("key", CONTENT, 2000);
  const pair = [new Reconcilable(a), new Reconcilable(b)] as const;
  const sides = sidesOf(digest, ...pair, { messageBytesMax: 512, burstMessagesMax: 1 });
  expect(conversationsUntilEqual(pair, sides, {}, 20)).toBeGreaterThan(0);
});

/** Two elements whose ids begin with the same four bytes: of 200,000 some five pairs do. */
function namesakes(): [string, string] {
  const set = new GSet();
  const { index } = new Reconcilable(set);
  const seen = new Map<number, number>();
  for (let i = 0; i < 400_000; i++) {
    set.add(`${i}`);
    const high = index.high[i]!;
    const other = seen.get(high);
    if (other !== undefined) return [`${other}`, `${i}`];
    seen.set(high, i);
  }
  throw new Error("no two ids begin alike");
}

function pageOf(): ByteWriter {
  return message(CODE, OWN_KINDS + 1);
}

function text(origin: string): ByteWriter {
  return pageOf().text("").number(0).fixed(0, 1).text(origin);
}

describe("impossible pages are refused", () => {
  test.each([
    ["a range that ends before it begins", setOf(0, 9), pageOf().fixed(9).fixed(8).fixed(4, 1)],
    ["names outside the range", setOf(0, 9), pageOf().fixed(8).fixed(9).fixed(4, 1).number(9)],
    ["names of nine bytes", setOf(0, 9), pageOf().fixed(0).fixed(0).fixed(9, 1)],
    ["names that do not ascend", setOf(0, 9), pageOf().fixed(0).fixed(0).fixed(4, 1).raw(zeros(2))],
    ["no origin", logOf("a", 9), text("").number(1).number(1).number(0)],
    ["version 0", logOf("a", 9), text("a").number(1).number(0).number(0)],
    [
      "a version above all numbers",
      logOf("a", 9),
      text("a")
        .number(1)
        .number(9)
        .number(2 ** 53 - 1),
    ],
    ["no runs", logOf("a", 9), text("a").number(0).number(1).bytes(zeros(1))],
    ["nothing that it is up to", logOf("a", 9), pageOf().text("").number(0).fixed(0, 1)],
    [
      "more runs than follow",
      logOf("a", 9),
      text("a")
        .number(2 ** 40)
        .number(1)
        .number(0),
    ],
  ])("%s", (_name, state, writer) => {
    const heard = digest.side(state, NARROW).receive(writer.finish(), 0);
    expect(heard).toEqual({ kind: "refused", reason: "malformed" });
  });

  test("all versions that there can be are lacking, which is one run", () => {
    const all = text("b")
      .number(1)
      .number(1)
      .number(2 ** 53 - 2);
    const heard = digest.side(logOf("a", 9), NARROW).receive(all.finish(), 0);
    expect(heard).toMatchObject({ kind: "heard", items: 0 });
    const replies = heard.kind === "heard" ? heard.replies : [];
    // Besides, what was not named before it is given.
    expect(replies.length).toBe(2);
    const reader = new ByteReader(replies[0]!.subarray(2));
    expect([reader.text(), reader.number(), reader.number(), reader.number()]).toEqual([
      "b",
      1,
      1,
      2 ** 53 - 2,
    ]);
  });
});

function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

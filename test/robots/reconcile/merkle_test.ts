/**
 * Hash trees, compared from the root down.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { type EntryId, entryId } from "../../../robots/crdt/entry_id.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { merkle } from "../../../robots/reconcile/merkle.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { type Heard, STRATEGY_CODES } from "../../../robots/reconcile/strategy.ts";
import { NARROW, narrowsDown, pairOf, setOf } from "../../support/narrowing.ts";
import { talk } from "../../support/talk.ts";

/** Root, three levels of hashes, ids, want, give. */
narrowsDown(merkle, 7);

const ROOT = 3;
const HASHES = 4;
const IDS = 5;

function own(kind: number): ByteWriter {
  return new ByteWriter().fixed(STRATEGY_CODES.merkle, 1).fixed(kind, 1);
}

function holding(names: readonly string[]): Reconcilable {
  const set = new GSet();
  for (const name of names) set.add(name);
  return new Reconcilable(set);
}

/** The id of an element: its entry is its text. */
function idOf(name: string): EntryId {
  return entryId(new ByteWriter().text(name).finish());
}

/** So many names with ids of a kind. */
function namesWhere(count: number, fits: (id: EntryId) => boolean): string[] {
  const names: string[] = [];
  for (let i = 0; names.length < count; i++) if (fits(idOf(`${i}`))) names.push(`${i}`);
  return names;
}

function repliesOf(heard: Heard): readonly Uint8Array[] {
  if (heard.kind === "refused") throw new Error(heard.reason);
  return heard.replies;
}

/** Appends hashes of 16 children that no node has. */
function hashes(writer: ByteWriter): ByteWriter {
  return writer.raw(new Uint8Array(16 * 8).fill(7));
}

test("asks all that differs on a level at once", () => {
  const [a, b] = pairOf({ both: 3000, a: 30, b: 30 });
  const limits = { messageBytesMax: 128 * 1024, burstMessagesMax: 16 };
  const once = talk(merkle.side(a, limits), merkle.side(b, limits));
  expect(once.messages).toBeLessThanOrEqual(once.legs + 1);
});

test("asks for all of a node that it has nothing of", () => {
  const names = namesWhere(2000, () => true);
  const some = names.filter((name) => idOf(name).high >>> 28 !== 0xf);
  const [a, b] = [holding(some), holding(names)];
  const [one, other] = [merkle.side(a, NARROW), merkle.side(b, NARROW)];
  const [root] = one.begin(0);
  const hashesOfAll = repliesOf(other.receive(root!, 0))[0]!;
  const wish = repliesOf(one.receive(hashesOfAll, 0));
  const place = 0xf0;
  const none = 0;
  expect(a.trie.depth).toBe(2);
  expect(wish.map((message) => [...message])).toEqual([
    [STRATEGY_CODES.merkle, IDS, 1, place, none],
  ]);
  for (const entries of repliesOf(other.receive(wish[0]!, 0))) one.receive(entries, 0);
  expect(a.index.digest).toEqual(b.index.digest);
});

test("finds ids that share many digits, below the depth of the tree", () => {
  // Whoever writes entries can choose their ids: here more in one bucket than a message can list.
  const names = namesWhere(150, ({ high }) => high >>> 24 === 0xab);
  const [a, b] = [holding(names.slice(0, 100)), holding(names.slice(50))];
  const once = talk(merkle.side(a, NARROW), merkle.side(b, NARROW));
  expect(once.largestBytes).toBeLessThanOrEqual(NARROW.messageBytesMax);
  expect([a.index.count, b.index.count]).toEqual([150, 150]);
  expect(a.trie.depth).toBe(1);
});

describe("a message is refused", () => {
  test.each([
    ["with an unknown kind", own(IDS + 1)],
    ["with half a hash", own(ROOT).fixed(1)],
    ["with hashes of no node", own(HASHES).fixed(0, 1)],
    ["with ids of no node", own(IDS).fixed(0, 1)],
    ["with hashes below the last level", hashes(own(HASHES).fixed(16, 1).raw(new Uint8Array(8)))],
    ["with ids below the last level", own(IDS).fixed(17, 1).raw(new Uint8Array(9)).number(0)],
    ["with a digit too many", hashes(own(HASHES).fixed(1, 1).fixed(0x11, 1))],
    ["with the root twice", hashes(hashes(own(HASHES).fixed(0, 1)))],
    ["with places that descend", hashes(hashes(own(HASHES).fixed(2, 1).fixed(2, 1)).fixed(1, 1))],
    ["with half the hashes of a node", own(HASHES).fixed(0, 1).raw(new Uint8Array(64))],
    ["with ids twice", own(IDS).fixed(0, 1).number(2).fixed(1).fixed(1).fixed(1).fixed(1)],
  ])("%s", (_, writer) => {
    const state = setOf(["x", 100]);
    const heard = merkle.side(state, NARROW).receive(writer.finish(), 0);
    expect(heard).toEqual({ kind: "refused", reason: "malformed" });
  });

  test("and the same is heard when it is right", () => {
    const state = setOf(["x", 100]);
    const right = [
      own(ROOT).fixed(1).fixed(2),
      hashes(own(HASHES).fixed(0, 1)),
      hashes(own(HASHES).fixed(1, 1).fixed(0x10, 1)),
      hashes(hashes(own(HASHES).fixed(2, 1).fixed(1, 1)).fixed(2, 1)),
      hashes(own(HASHES).fixed(15, 1).raw(new Uint8Array(8))),
      own(IDS).fixed(16, 1).raw(new Uint8Array(8)).number(1).fixed(0, 1),
      own(IDS).fixed(0, 1).number(2).fixed(1).fixed(1).fixed(1).fixed(2),
    ];
    for (const writer of right) {
      expect(merkle.side(state, NARROW).receive(writer.finish(), 0).kind).toBe("heard");
    }
  });
});

/**
 * What counts as seen though it was never sent.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { exceedsVersions } from "../../../robots/crdt/version_vector.ts";
import { delta } from "../../../robots/reconcile/delta.ts";
import { type Claim, writePart } from "../../../robots/reconcile/delta_part.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { STRATEGY_CODES } from "../../../robots/reconcile/strategy.ts";
import { message, OWN_KINDS } from "../../../robots/reconcile/trade.ts";
import { areEqual, idleBytes, NARROW, sidesOf, WIDE } from "../../support/converse.ts";
import { talk } from "../../support/talk.ts";
import { CONTENT, holed, mapOf } from "../../support/version_states.ts";

/** Kinds of message that carry claims: see delta.ts. */
const PART = OWN_KINDS + 2;
const WHOLE = OWN_KINDS + 4;

/** Whether `a` has seen all that `b` has. */
function isLevel(a: Reconcilable, b: Reconcilable): boolean {
  return !exceedsVersions(b.entries.versions!.seen(), a.entries.versions!.seen());
}

describe("what was replaced counts as seen", () => {
  test("at once, when all that was missing came in one message", () => {
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(mapOf("b", 50, 3))];
    talk(...sidesOf(delta, a, b, WIDE));
    expect(isLevel(a, b)).toBe(true);
    expect(idleBytes(delta, a, b)).toBe(2 + 2 + 1 + (2 + 2) + 1);
  });

  test("for the side that asked back, when it begins a conversation", () => {
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(mapOf("b", 50, 3))];
    const [left, right] = sidesOf(delta, a, b, WIDE);
    talk(right, left);
    expect(areEqual(a, b)).toBe(true);
    expect(isLevel(a, b)).toBe(false);
    expect(talk(right, left).messages).toBe(1);
    expect(talk(left, right).messages).toBe(2);
    expect(isLevel(a, b)).toBe(true);
  });

  test("in the next conversation, when it took more of them", () => {
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(holed("b", 100))];
    const [left, right] = sidesOf(delta, a, b, NARROW);
    talk(left, right);
    expect(areEqual(a, b)).toBe(true);
    expect(isLevel(a, b)).toBe(false);
    expect(talk(left, right).messages).toBe(2);
    expect(isLevel(a, b)).toBe(true);
    expect(talk(left, right).messages).toBe(1);
  });

  test("not while the replacement, of another origin, is missing", () => {
    // B holds c's write to the key, which came in the place of its own.
    const b = new KvMap("b");
    b.set("key", CONTENT, 1000);
    for (let i = 0; i < 40; i++) b.set(`${i}`, CONTENT, 1000);
    const c = new KvMap("c");
    c.join(b.entry("key")!, 1000);
    c.set("key", Uint8Array.of(7), 2000);
    b.join(c.entry("key")!, 2000);
    const [a, full] = [new Reconcilable(new KvMap("a")), new Reconcilable(b)];
    const side = delta.side(a, NARROW);
    const heard = delta.side(full, NARROW).receive(side.begin(0)[0]!, 0);
    const replies = heard.kind === "heard" ? heard.replies : [];
    expect(replies.length).toBeGreaterThan(2);
    for (const reply of replies.slice(0, -1)) side.receive(reply, 1e6);
    expect(a.index.count).toBeGreaterThan(10);
    expect(a.entries.versions!.seen().get("b")).toBe(undefined);
  });

  test("not while an entry is left out as its stamp lies in the future", () => {
    const b = new KvMap("b");
    b.set("key", CONTENT, 1000);
    b.set("key", CONTENT, 1e9);
    const [a, ahead] = [new Reconcilable(new KvMap("a")), new Reconcilable(b)];
    const [left, right] = sidesOf(delta, a, ahead, WIDE);
    talk(left, right, {}, 1000);
    expect(a.index.count).toBe(0);
    expect(a.entries.versions!.seen().size).toBe(0);
    talk(left, right, {}, 1e9);
    expect(areEqual(a, ahead)).toBe(true);
  });

  test("not when an entry was left out that no message can carry", () => {
    const b = new KvMap("b");
    b.set("first", CONTENT, 1000);
    b.set("large", new Uint8Array(600), 1000);
    for (let i = 0; i < 5; i++) b.set("last", CONTENT, 1000);
    const [a, full] = [new Reconcilable(new KvMap("a")), new Reconcilable(b)];
    const [left, right] = sidesOf(delta, a, full, NARROW);
    for (let i = 0; i < 3; i++) talk(left, right, {}, 1e6);
    expect([...a.entries.keys()]).toEqual(["first", "last"]);
    expect(a.entries.versions!.seen()).toEqual(new Map([["b", 1]]));
  });

  test("not when that entry has replaced one of another origin", () => {
    const c = new KvMap("c");
    c.set("key", CONTENT, 1000);
    const b = new KvMap("b");
    b.join(c.entry("key")!, 1000);
    b.set("key", new Uint8Array(600), 2000);
    const [a, full] = [new Reconcilable(new KvMap("a")), new Reconcilable(b)];
    const [left, right] = sidesOf(delta, a, full, NARROW);
    for (let i = 0; i < 3; i++) talk(left, right, {}, 1e6);
    expect(a.entries.versions!.seen().size).toBe(0);
  });

  test("not what comes after a message that was lost: that is sent again", () => {
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(holed("b", 100))];
    const [left, right] = sidesOf(delta, a, b, NARROW);
    const heard = right.receive(left.begin(0)[0]!, 0);
    const replies = heard.kind === "heard" ? heard.replies : [];
    for (const reply of replies.slice(1)) left.receive(reply, 1e6);
    expect(areEqual(a, b)).toBe(false);
    talk(left, right, {}, 1e6);
    expect(areEqual(a, b)).toBe(true);
  });

  test("not by an answer to an earlier question", () => {
    const [a, b] = [new Reconcilable(new KvMap("a")), new Reconcilable(mapOf("b", 3, 3))];
    const side = delta.side(a, WIDE);
    const heard = delta.side(b, WIDE).receive(side.begin(0)[0]!, 0);
    const [whole] = heard.kind === "heard" ? heard.replies : [];
    side.begin(0);
    side.receive(whole!, 1e6);
    expect(areEqual(a, b)).toBe(true);
    expect(isLevel(a, b)).toBe(false);
  });
});

describe("a claim that no entry bears out", () => {
  /** A message of somebody who makes such claims in answer to `question`. */
  function claiming(kind: number, question: Uint8Array, claims: readonly Claim[]): Uint8Array {
    const writer = message(STRATEGY_CODES.delta, kind);
    if (kind === WHOLE) writer.fixed(question[2]!, 1);
    writePart(writer, { claims, entries: [] });
    return writer.finish();
  }

  test.each([PART, WHOLE])("does not keep away what its origin writes (message %i)", (kind) => {
    const b = mapOf("b", 2, 1);
    const a = new Reconcilable(new KvMap("a"));
    talk(...sidesOf(delta, a, new Reconcilable(b), WIDE), {}, 1e6);
    expect(a.index.count).toBe(2);
    const side = delta.side(a, WIDE);
    const claim = { origin: "b", from: 0, to: Number.MAX_SAFE_INTEGER };
    side.receive(claiming(kind, side.begin(0)[0]!, [claim]), 1e6);
    expect(a.entries.versions!.seen()).toEqual(new Map([["b", 2]]));
    b.set("new", CONTENT, 1e6);
    talk(side, delta.side(new Reconcilable(b), WIDE), {}, 1e6);
    expect(a.index.count).toBe(3);
  });

  test.each([PART, WHOLE])("takes no memory for invented origins (message %i)", (kind) => {
    const a = new Reconcilable(mapOf("a", 2, 1));
    const side = delta.side(a, WIDE);
    const question = side.begin(0)[0]!;
    const claims = Array.from({ length: 5000 }, (_, i) => ({ origin: `z${i}`, from: 0, to: 9 }));
    const heard = side.receive(claiming(kind, question, claims), 1e6);
    expect(heard.kind).toBe("heard");
    expect(a.entries.versions!.seen()).toEqual(new Map([["a", 2]]));
    expect(side.begin(0)[0]!.length).toBe(question.length);
  });
});

test("equal vectors end the conversation, whatever the entries are", () => {
  const [map, other] = [mapOf("a", 3, 1), new KvMap("b")];
  map.delete("a 0", 2000);
  const [a, b] = [new Reconcilable(map), new Reconcilable(other)];
  talk(...sidesOf(delta, b, a, WIDE), {}, 1e6);
  const seenBy = new Map([["b", other.versions.seen()]]);
  // Two looks find what everybody has seen (stable_cut.ts).
  expect([map.collect(seenBy), map.collect(seenBy)]).toContain(1);
  expect(map.size).toBe(2);
  expect(other.size).toBe(3);
  expect(talk(...sidesOf(delta, a, b, WIDE), {}, 1e6).messages).toBe(1);
  expect(talk(...sidesOf(delta, b, a, WIDE), {}, 1e6).messages).toBe(1);
});

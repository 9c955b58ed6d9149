/**
 * Goal: of the entries of others all come in that can, and only those whose time has come; and none
 * of a message that no honest peer would send.
 */
import { expect, test } from "vitest";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { EventLog } from "../../../robots/crdt/event_log.ts";
import { FUTURE_MS_MAX } from "../../../robots/crdt/hybrid_logical_clock.ts";
import { LwwMap } from "../../../robots/crdt/lww_map.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";

const ONE = new Uint8Array([1]);

function entriesOf(state: LwwMap | EventLog): Uint8Array[] {
  return [...state.keys()].map((key) => state.entry(key)!);
}

test("counts what was new", () => {
  const theirs = new LwwMap("b");
  theirs.set("x", ONE, 1);
  theirs.set("y", ONE, 2);
  const mine = new Reconcilable(new LwwMap("a"));
  expect(mine.merge(entriesOf(theirs), 10)).toMatchObject({ kind: "merged", items: 2 });
  expect(mine.merge(entriesOf(theirs), 10)).toMatchObject({ kind: "merged", items: 0 });
  expect(encodeState(mine.entries)).toEqual(encodeState(theirs));
});

test("leaves out what lies in the future until its time comes", () => {
  const theirs = new LwwMap("b");
  theirs.set("now", ONE, 1000);
  theirs.set("soon", ONE, 1001 + FUTURE_MS_MAX);
  const mine = new Reconcilable(new LwwMap("a"));
  expect(mine.merge(entriesOf(theirs), 1000)).toMatchObject({ items: 1, ahead: 1 });
  expect([...mine.entries.keys()]).toEqual(["now"]);
  expect(mine.merge(entriesOf(theirs), 1001)).toMatchObject({ items: 1, ahead: 0 });
});

test.each([
  ["bytes that are no entry", (entries: Uint8Array[]) => [...entries, ONE]],
  ["one entry twice", (entries: Uint8Array[]) => [...entries, entries[0]!] as Uint8Array[]],
])("refuses everything for %s", (_words, spoil) => {
  const theirs = new LwwMap("b");
  theirs.set("x", ONE, 1);
  const mine = new Reconcilable(new LwwMap("a"));
  expect(mine.merge(spoil(entriesOf(theirs)), 10)).toEqual({ kind: "malformed" });
  expect(mine.entries.size).toBe(0);
});

test("leaves out an entry that contradicts what is known, and takes in its neighbours", () => {
  const [honest, liar] = [new EventLog("b"), new EventLog("b")];
  honest.append(ONE);
  liar.append(new Uint8Array([2]));
  liar.append(new Uint8Array([3]));
  const mine = new Reconcilable(new EventLog("a"));
  mine.merge(entriesOf(honest), 0);
  const [known] = entriesOf(mine.entries as EventLog);
  expect(mine.merge(entriesOf(liar), 0)).toMatchObject({ items: 1, contradictions: 1 });
  expect(entriesOf(mine.entries as EventLog)[0]).toEqual(known);
  const before = encodeState(mine.entries);
  expect(mine.merge(entriesOf(liar), 0)).toMatchObject({ items: 0, contradictions: 1 });
  expect(encodeState(mine.entries)).toEqual(before);
});

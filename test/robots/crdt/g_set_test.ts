/**
 * The grow-only set, and its bytes worked out by hand.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

/** Short texts over few letters, halves of surrogate pairs and a character of two units among them. */
const texts = fc.string({
  unit: fc.constantFrom("a", "b", "é", "\ud83d\ude00", "\ud83d", "\ude00", "\uffff", "\0"),
  maxLength: 3,
});

function setOf(elements: Iterable<string>): GSet {
  const set = new GSet();
  for (const element of elements) set.add(element);
  return set;
}

holdsTheLaws<GSet>({
  name: "g_set",
  make: () => new GSet(),
  operation: texts.map((element) => (set: GSet) => void set.add(element)),
  few: ["", "a", "é", "aa"].map((element) => (set) => void set.add(element)),
});

test("has what was added, each once, in order", () => {
  fc.assert(
    fc.property(fc.array(texts), (elements) => {
      const set = new GSet();
      const model = new Set<string>();
      for (const element of elements) {
        const wellFormed = element.toWellFormed();
        expect(set.has(element)).toBe(model.has(wellFormed));
        expect(set.add(element)).toBe(!model.has(wellFormed));
        model.add(wellFormed);
        expect(set.has(element)).toBe(true);
      }
      expect([...set.elements()]).toEqual([...model].sort());
      expect(set.size).toBe(model.size);
    }),
  );
});

test("has the union of what two have", () => {
  fc.assert(
    fc.property(fc.array(texts), fc.array(texts), (ours, theirs) => {
      const set = setOf(ours);
      joinState(set, encodeState(setOf(theirs)), 0);
      expect([...set.elements()]).toEqual([...setOf([...ours, ...theirs]).elements()]);
    }),
  );
});

test("is written in these bytes, now and for ever", () => {
  // Two entries: of 2 bytes, a text of 1, "a"; of 3 bytes, a text of 2, "é".
  expect(encodeState(setOf(["é", "a"]))).toEqual(fromHex("02 02 0161 03 02c3a9"));
  expect(stateDigest(setOf(["é", "a"]))).toBe("d67ddd88090ba3e9");
  expect(hex(encodeState(new GSet()))).toBe("00");
});

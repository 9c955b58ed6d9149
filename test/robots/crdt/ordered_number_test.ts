/**
 * Numbers as texts for keys: they sort as numbers do, and there is one text for each.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  numberedKey,
  orderedNumber,
  parseNumberedKey,
  parseOrderedNumber,
} from "../../../robots/crdt/ordered_number.ts";

const numbers = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.nat(200));

test("texts sort as their numbers do, and come back as they were", () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      expect(orderedNumber(a) < orderedNumber(b)).toBe(a < b);
      expect(parseOrderedNumber(orderedNumber(a))).toBe(a);
    }),
  );
});

test.each([
  "",
  "a",
  "a10",
  "b7",
  "b07",
  "a-1",
  "a 1",
  "1",
  "a1.",
  "A1",
  "q99999999999999999",
  "a\u0661",
])("%j is no number", (text) => {
  expect(parseOrderedNumber(text)).toBeUndefined();
});

test("a key has any name, and one number", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constant("a/b1/")), numbers, (name, number) => {
      expect(parseNumberedKey(numberedKey(name, number))).toEqual({ name, number });
    }),
  );
  expect([parseNumberedKey("a1"), parseNumberedKey("x/")]).toEqual([undefined, undefined]);
});

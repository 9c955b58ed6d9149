/**
 * Summaries and updates on the wire: what was sent comes back, and nothing else is believed.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hearsay } from "../../../proto/gen/hearsay.js";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { encodeUpdate, secretCodec } from "../../../robots/secret/codec.ts";
import type { SecretUpdate } from "../../../robots/secret/secret_replica.ts";

const { Summary, Update } = hearsay.v1;

const WORDS = 100;
const codec = secretCodec(WORDS);

const indexes = fc.uniqueArray(fc.nat(WORDS - 1));
const updates: fc.Arbitrary<SecretUpdate> = fc
  .uniqueArray(fc.tuple(fc.nat(WORDS - 1), fc.uint8Array({ maxLength: 40 })), {
    selector: ([index]) => index,
  })
  .map((list) =>
    list.map(([index, value]) => ({ index, value })).sort((a, b) => a.index - b.index),
  );

function bitsetOf(list: Iterable<number>, size = WORDS): Bitset {
  const set = new Bitset(size);
  for (const index of list) set.add(index);
  return set;
}

/** In a form that can be compared. */
function plain(update: SecretUpdate | undefined): [number, string][] | undefined {
  return update?.map(({ index, value }) => [index, Buffer.from(value).toString("hex")]);
}

test("a summary comes back as it was", () => {
  fc.assert(
    fc.property(indexes, (list) => {
      const decoded = codec.decodeSummary(codec.encodeSummary(bitsetOf(list)));
      expect([...decoded!.values()]).toEqual([...list].sort((a, b) => a - b));
      expect(decoded!.size).toBe(WORDS);
    }),
  );
});

test("an update comes back as it was, empty words and an empty update included", () => {
  fc.assert(
    fc.property(updates, (update) => {
      expect(plain(codec.decodeUpdate(codec.encodeUpdate(update)))).toEqual(plain(update));
    }),
  );
});

test("equal summaries and equal updates have equal bytes", () => {
  fc.assert(
    fc.property(indexes, updates, (list, update) => {
      const summary = codec.encodeSummary(bitsetOf(list));
      expect(codec.encodeSummary(bitsetOf([...list].reverse()))).toEqual(summary);
      expect(codec.encodeSummary(codec.decodeSummary(summary)!)).toEqual(summary);
      const bytes = codec.encodeUpdate(update);
      expect(encodeUpdate(codec.decodeUpdate(bytes)!)).toEqual(bytes);
    }),
  );
});

test("a foreign decoder reads both", () => {
  const summary = Summary.decode(codec.encodeSummary(bitsetOf([0, 9])));
  expect(summary.wordCount).toBe(WORDS);
  expect([...summary.known]).toEqual([0b1, 0b10]);
  const { words } = Update.decode(codec.encodeUpdate([{ index: 7, value: Buffer.from("seven") }]));
  expect(words).toHaveLength(1);
  expect(words[0]!.index).toBe(7);
  expect(Buffer.from(words[0]!.value!).toString()).toBe("seven");
});

test("a summary costs one bit a word and at most 20 bytes more", () => {
  for (const size of [1, 8, 100, 1000, 65_536, 512 * 1024]) {
    const full = bitsetOf(Array(size).keys(), size);
    const bytes = secretCodec(size).encodeSummary(full);
    expect(bytes.length, `${size} words`).toBeLessThanOrEqual(size / 8 + 20);
  }
  expect(secretCodec(512 * 1024).encodeSummary(new Bitset(512 * 1024)).length).toBeLessThan(20);
});

test("refuses a summary of another secret", () => {
  fc.assert(
    fc.property(indexes, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (list, wordCount) => {
      fc.pre(wordCount !== WORDS);
      const bytes = Summary.encode({ wordCount, known: bitsetOf(list).toBytes() }).finish();
      expect(codec.decodeSummary(bytes)).toBeUndefined();
    }),
  );
});

/** Decodes a summary with these bytes as its bitset. */
function known(bytes: readonly number[]): Bitset | undefined {
  return codec.decodeSummary(
    Summary.encode({ wordCount: WORDS, known: Uint8Array.from(bytes) }).finish(),
  );
}

test("refuses a summary that knows more words than there are", () => {
  const twelve = Array<number>(12).fill(0xff);
  expect(known([...twelve, 0x0f])?.count).toBe(100);
  expect(known([...twelve, 0x1f])).toBeUndefined();
  expect(known([...twelve, 0, 0x01])).toBeUndefined();
  expect(known(Array<number>(1000).fill(0))).toBeUndefined();
});

test("refuses an index at or beyond the number of words", () => {
  for (const index of [WORDS, WORDS + 1, 2 ** 31, 2 ** 32 - 1]) {
    const bytes = Update.encode({ words: [{ index, value: Buffer.from("x") }] }).finish();
    expect(codec.decodeUpdate(bytes), `index ${index}`).toBeUndefined();
  }
});

test("refuses indexes that repeat or descend, whatever else is in the update", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(WORDS - 1), { minLength: 2, maxLength: 12 }), (list) => {
      const ascends = list.every((index, i) => i === 0 || index > list[i - 1]!);
      const words = list.map((index) => ({ index, value: Buffer.from("same") }));
      const decoded = codec.decodeUpdate(Update.encode({ words }).finish());
      expect(decoded !== undefined).toBe(ascends);
    }),
  );
});

test("bytes cut off, changed or made up never throw and never break the form", () => {
  const mutations = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(updates, fc.nat()).map(([update, cut]) => {
      const bytes = codec.encodeUpdate(update);
      return bytes.subarray(0, cut % (bytes.length + 1));
    }),
    fc.tuple(indexes, fc.nat()).map(([list, cut]) => {
      const bytes = codec.encodeSummary(bitsetOf(list));
      return bytes.subarray(0, cut % (bytes.length + 1));
    }),
    fc.tuple(updates, fc.nat(), fc.nat(255)).map(([update, at, value]) => {
      const bytes = codec.encodeUpdate(update).slice();
      if (bytes.length > 0) bytes[at % bytes.length] = value;
      return bytes;
    }),
  );
  fc.assert(
    fc.property(mutations, (bytes) => {
      const summary = codec.decodeSummary(bytes) ?? new Bitset(WORDS);
      expect(summary.size).toBe(WORDS);
      expect([...summary.values()].filter((index) => index >= WORDS)).toEqual([]);
      const update = codec.decodeUpdate(bytes);
      let last = -1;
      for (const { index, value } of update ?? []) {
        expect(index).toBeGreaterThan(last);
        expect(index).toBeLessThan(WORDS);
        expect(value).toBeInstanceOf(Uint8Array);
        last = index;
      }
    }),
    { numRuns: 1000 },
  );
});

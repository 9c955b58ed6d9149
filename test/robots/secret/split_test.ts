/**
 * Splitting and joining a secret: no byte is lost, whatever the bytes are.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splitChunks, splitWords, WORD_BYTES_MAX } from "../../../robots/secret/split.ts";

const SPACES = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d];

/** Any bytes, often with white space, now and then longer than the longest word. */
const secrets = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.array(fc.constantFrom(...SPACES, 0x61, 0xc3, 0xa4, 0x00, 0x1f, 0x0e, 0x85, 0xa0)).map(bytesOf),
  fc
    .array(fc.tuple(fc.constantFrom(0x61, ...SPACES), fc.integer({ min: 1, max: 9000 })), {
      maxLength: 4,
    })
    .map((runs) => Buffer.concat(runs.map(([byte, length]) => Buffer.alloc(length, byte)))),
);

function bytesOf(numbers: readonly number[]): Uint8Array {
  return Uint8Array.from(numbers);
}

function joined(words: readonly Uint8Array[]): Buffer {
  return Buffer.concat(words);
}

function texts(words: readonly Uint8Array[]): string[] {
  return words.map((word) => Buffer.from(word).toString());
}

const isSpace = (byte: number | undefined): boolean => SPACES.includes(byte ?? -1);

test("joining the words gives back every byte of any secret", () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      expect(joined(splitWords(secret)).equals(secret)).toBe(true);
    }),
  );
});

test("joining the chunks gives back every byte of any secret", () => {
  fc.assert(
    fc.property(secrets, fc.integer({ min: 1, max: 5000 }), (secret, chunkBytes) => {
      const chunks = splitChunks(secret, chunkBytes);
      expect(joined(chunks).equals(secret)).toBe(true);
      expect(chunks).toHaveLength(Math.ceil(secret.length / chunkBytes));
      for (const chunk of chunks.slice(0, -1)) expect(chunk).toHaveLength(chunkBytes);
    }),
  );
});

test("no word is empty or longer than the longest word", () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      for (const { length } of splitWords(secret)) {
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(WORD_BYTES_MAX);
      }
    }),
  );
});

test("a word ends where white space turns into text, or at the longest length, and nowhere else", () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const words = splitWords(secret);
      for (const [i, word] of words.entries()) {
        const inside = [...word.keys()].slice(1);
        const cuts = inside.filter((at) => isSpace(word[at - 1]) && !isSpace(word[at]));
        expect(cuts, "boundaries inside a word").toEqual([]);
        const next = words[i + 1];
        if (next === undefined || word.length === WORD_BYTES_MAX) continue;
        expect(isSpace(word.at(-1)) && !isSpace(next[0])).toBe(true);
      }
    }),
  );
});

test("a word keeps the white space that follows it", () => {
  const secret = Buffer.from("One,  two\r\n\tthree");
  expect(texts(splitWords(secret))).toEqual(["One,  ", "two\r\n\t", "three"]);
  expect(texts(splitWords(Buffer.from("  x y ")))).toEqual(["  ", "x ", "y "]);
});

test("cuts a run without white space at the longest length", () => {
  const secret = Buffer.alloc(2 * WORD_BYTES_MAX + 1, "x");
  const lengths = splitWords(secret).map((word) => word.length);
  expect(lengths).toEqual([WORD_BYTES_MAX, WORD_BYTES_MAX, 1]);
});

test("an empty secret has no words", () => {
  expect(splitWords(new Uint8Array())).toEqual([]);
  expect(splitChunks(new Uint8Array(), 10)).toEqual([]);
});

/**
 * Bugs in the set of what a robot knows.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

export const BITSET: readonly Mutant[] = inFile("robots/crdt/bitset.ts", [
  {
    name: "has-not-the-last",
    find: "return index < this.#size && (",
    replace: "return index < this.#size - 1 && (",
    why: "off by one: the last index never seems to be there",
  },
  {
    name: "has-sixteen-bits",
    find: ">>> (index & 31)) & 1) === 1",
    replace: ">>> (index & 15)) & 1) === 1",
    why: "the mask of a 16-bit word in a set of 32-bit words",
  },
  {
    name: "has-next-word",
    find: "((this.#word(index >>> 5) >>> (index",
    replace: "((this.#word((index + 1) >>> 5) >>> (index",
    why: "looks for bit 31 in the word after its own",
  },
  {
    name: "add-not-the-last",
    find: "index >= 0 && index < this.#size)",
    replace: "index >= 0 && index < this.#size - 1)",
    why: "off by one: the last index is refused",
  },
  {
    name: "add-even-bits-only",
    find: "const bit = 1 << (index & 31);",
    replace: "const bit = 1 << (index & 30);",
    why: "a wrong mask: odd indexes become their even neighbours",
  },
  {
    name: "add-sign-bit-again",
    find: "if ((word & bit) !== 0) return false;",
    replace: "if ((word & bit) > 0) return false;",
    why: "bit 31 is the sign: it is added and counted again and again",
  },
  {
    name: "add-forgets-to-part",
    find: "if (this.#shared) this.#part();",
    replace: "",
    why: "writes into words that a snapshot has, too: what was said changes afterwards",
  },
  {
    name: "add-does-not-count",
    find: "    this.#count += 1;\n",
    replace: "",
    why: "forgets to count what it adds",
  },
  {
    name: "add-counts-known",
    find: "if ((word & bit) !== 0) return false;",
    replace: "if ((word & bit) !== 0) this.#count += 1;",
    why: "an index that was there is counted as new",
  },
  {
    name: "add-replaces-word",
    find: "this.#setWord(index >>> 5, word | bit);",
    replace: "this.#setWord(index >>> 5, bit);",
    why: "forgets the 31 neighbours of what is added",
  },
  {
    name: "exceeds-sign-bit",
    find: "if ((this.#first & ~other.#first) !== 0 ||",
    replace: "if ((this.#first & ~other.#first) > 0 ||",
    why: "bit 31 is the sign: a set that has only that more does not seem to exceed",
  },
  {
    name: "exceeds-sign-bit-of-second",
    find: "(this.#second & ~other.#second) !== 0) return true;",
    replace: "(this.#second & ~other.#second) > 0) return true;",
    why: "the same for index 63",
  },
  {
    name: "exceeds-without-second",
    find: " || (this.#second & ~other.#second) !== 0) return true;",
    replace: ") return true;",
    why: "forgets indexes 32 to 63",
  },
  {
    name: "exceeds-not-the-last-word",
    find: "for (let i = 0; i < mine.length; i++) {",
    replace: "for (let i = 0; i < mine.length - 1; i++) {",
    why: "off by one: forgets the last 32 indexes",
  },
  {
    name: "exceeds-skips-word",
    find: "for (let i = 0; i < mine.length; i++) {",
    replace: "for (let i = 1; i < mine.length; i++) {",
    why: "off by one: forgets indexes 64 to 95",
  },
  {
    name: "exceeds-sign-bit-of-rest",
    find: "if ((mine[i]! & ~(theirs[i] ?? 0)) !== 0) return true;",
    replace: "if ((mine[i]! & ~(theirs[i] ?? 0)) > 0) return true;",
    why: "the sign again, for index 95",
  },
  {
    name: "exceeds-when-common",
    find: "if ((mine[i]! & ~(theirs[i] ?? 0)) !== 0) return true;",
    replace: "if ((mine[i]! & (theirs[i] ?? 0)) !== 0) return true;",
    why: "asks for what both have instead of what one lacks",
  },
  {
    name: "exceeds-when-different",
    find: "if ((this.#first & ~other.#first) !== 0 ||",
    replace: "if (this.#first !== other.#first ||",
    why: "also a set that has less seems to exceed",
  },
  {
    name: "next-skips-one",
    find: "let above = -1 << (from & 31);",
    replace: "let above = -2 << (from & 31);",
    why: "off by one: the index to begin with is left out",
  },
  {
    name: "next-keeps-mask",
    find: "      above = -1;\n",
    replace: "",
    why: "hides low bits also in the words after the first one",
  },
  {
    name: "next-not-the-last-word",
    find: "for (let i = from >>> 5; i < words; i++) {",
    replace: "for (let i = from >>> 5; i < words - 1; i++) {",
    why: "off by one: the last 32 indexes are never found",
  },
  {
    name: "next-inline-only",
    find: "const words = INLINE_WORDS + this.#rest.length;",
    replace: "const words = INLINE_WORDS;",
    why: "forgets that a large set has further words",
  },
  {
    name: "next-finds-highest",
    find: "(31 - Math.clz32(left & -left))",
    replace: "(31 - Math.clz32(left))",
    why: "the highest bit instead of the lowest: all between are left out",
  },
  {
    name: "next-one-too-high",
    find: "(31 - Math.clz32(left & -left))",
    replace: "(32 - Math.clz32(left & -left))",
    why: "off by one: every index found is one too high",
  },
  {
    name: "next-ignores-other",
    find: "const left = this.#word(i) & ~other.#word(i) & above;",
    replace: "const left = this.#word(i) & above;",
    why: "finds all that is there, also what the other has",
  },
  {
    name: "next-sign-bit",
    find: "if (left !== 0) return i",
    replace: "if (left > 0) return i",
    why: "bit 31 is the sign: its whole word is left out",
  },
  {
    name: "minus-skips-one",
    find: "i = this.nextBeyond(other, i + 1)) yield i;",
    replace: "i = this.nextBeyond(other, i + 2)) yield i;",
    why: "leaves out the neighbour of each index",
  },
  {
    name: "copy-without-count",
    find: "    set.#count = this.#count;\n",
    replace: "",
    why: "a snapshot that seems to be empty",
  },
  {
    name: "copy-without-second",
    find: "    set.#second = this.#second;\n",
    replace: "",
    why: "a snapshot forgets indexes 32 to 63",
  },
  {
    name: "snapshot-not-marked",
    find: "this.#shared = this.#rest !== NO_WORDS;",
    replace: "this.#shared = false;",
    why: "forgets that a snapshot has its words: what was said changes afterwards",
  },
  {
    name: "rest-too-short",
    find: "const words = Math.ceil(size / WORD_BITS) - INLINE_WORDS;",
    replace: "const words = Math.floor(size / WORD_BITS) - INLINE_WORDS;",
    why: "no room for the last indexes: sets of all robots write into the same empty list",
  },
  {
    name: "rest-written-beside",
    find: "else this.#rest[i - INLINE_WORDS] = word;",
    replace: "else this.#rest[i - 1] = word;",
    why: "off by one: words are written where nobody reads them",
  },
  {
    name: "second-written-as-first",
    find: "else if (i === 1) this.#second = word;",
    replace: "else if (i === 1) this.#first = word;",
    why: "a slip of the pen: indexes 32 to 63 overwrite the first ones",
  },
]);

export const BITSET_ON_THE_WIRE: readonly Mutant[] = inFile(
  "robots/crdt/bitset.ts",
  [
    {
      name: "bytes-of-wrong-word",
      find: "bytes[i] = this.#word(i >>> 2) >>> ((i & 3) * 8);",
      replace: "bytes[i] = this.#word(i >>> 2) >>> ((i & 1) * 8);",
      why: "bytes 2 and 3 of each word repeat bytes 0 and 1",
    },
    {
      name: "bytes-cut-too-short",
      find: "return bytes.subarray(0, end);",
      replace: "return bytes.subarray(0, end - 1);",
      why: "off by one: the last byte that says something is left out",
    },
    {
      name: "bytes-rounded-down",
      find: "new Uint8Array(Math.ceil(this.size / 8))",
      replace: "new Uint8Array(Math.floor(this.size / 8))",
      why: "the last indexes do not get on the wire",
    },
    {
      name: "bytes-not-zero-kept",
      find: "while (end > 0 && bytes[end - 1] === 0) end -= 1;",
      replace: "while (end > 0 && bytes[end - 1] !== 0) end -= 1;",
      why: "an inverted test: what says something is cut off",
    },
    {
      name: "read-refuses-last-byte",
      find: "if (bytes.length > Math.ceil(size / 8)) return undefined;",
      replace: "if (bytes.length > Math.floor(size / 8)) return undefined;",
      why: "off by one: a good summary is refused as too long",
    },
    {
      name: "read-does-not-count",
      find: "      set.#count += popcount32(word);\n",
      replace: "",
      why: "a summary off the wire seems to be empty",
    },
    {
      name: "read-three-bytes",
      find: " | ((bytes[at + 3] ?? 0) << 24);",
      replace: ";",
      why: "forgets the fourth byte of each word",
    },
    {
      name: "read-counts-wrong-mask",
      find: "((v >>> 2) & 0x33333333)",
      replace: "((v >>> 2) & 0x13333333)",
      why: "a slip in a magic number: some bits are not counted",
    },
    {
      name: "read-refuses-spare-one-too-early",
      find: "const spare = words * WORD_BITS - size;",
      replace: "const spare = words * WORD_BITS - size + 1;",
      why: "off by one: a summary that shows the last index is refused",
    },
  ],
  { wire: true },
);

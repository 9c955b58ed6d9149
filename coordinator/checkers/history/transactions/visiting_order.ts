/**
 * The order in which Elle comes past things: the transactions of a cycle, of which it names the first
 * that it meets, and reads of a list that are equally long. What a result is called depends on it, so
 * judging as Elle does takes the same order. It is that of hash tries over MurmurHash3 (Appleby 2011),
 * five bits of the hash a level: for transactions that of Bifurcan (Steindorfer and Vinju 2015), in
 * which what is alone in its slot comes before what shares one, for lists that of Clojure's sets
 * (Bagwell 2001), in which slots alone count.
 *
 * @module
 */
import type { Json } from "../history.ts";

const BITS_PER_LEVEL = 5;
const SLOTS = 1 << BITS_PER_LEVEL;
const HASH_BITS = 32;

/** `items` in Bifurcan's order. The hashes are {@linkcode placeHash}es. */
export function trieOrder<T>(items: readonly T[], hashOf: (item: T) => number, shift = 0): T[] {
  if (items.length < 2 || shift >= HASH_BITS) return [...items];
  const slots: T[][] = Array.from({ length: SLOTS }, () => []);
  for (const item of items) slots[(hashOf(item) >>> shift) & (SLOTS - 1)]!.push(item);
  const alone = slots.filter((slot) => slot.length === 1).flat();
  const shared = slots.filter((slot) => slot.length > 1);
  return [...alone, ...shared.flatMap((slot) => trieOrder(slot, hashOf, shift + BITS_PER_LEVEL))];
}

/** The hash of a transaction whose completion is at this place of the history, as Bifurcan spreads it. */
export function placeHash(place: number): number {
  const hash = longHash(place);
  // It comes as 64 bits with sign, whose halves are folded.
  const folded = hash < 0 ? ~hash : hash;
  const upper = folded ^ (folded >>> 20) ^ (folded >>> 12);
  return upper ^ (upper >>> 7) ^ (upper >>> 4);
}

/** Lists in the order of a set of Clojure's. */
export function setOrder(lists: readonly (readonly Json[])[]): (readonly Json[])[] {
  const hashed = lists.map((list) => ({ list, hash: listHash(list) }));
  return hashed.toSorted((a, b) => compareSlots(a.hash, b.hash)).map(({ list }) => list);
}

function compareSlots(a: number, b: number): number {
  for (let shift = 0; shift < HASH_BITS; shift += BITS_PER_LEVEL) {
    const difference = ((a >>> shift) & (SLOTS - 1)) - ((b >>> shift) & (SLOTS - 1));
    if (difference !== 0) return difference;
  }
  return 0;
}

function listHash(list: readonly Json[]): number {
  let hash = 1;
  for (const value of list) hash = (Math.imul(31, hash) + valueHash(value)) | 0;
  return finish(mixed(0, hash), list.length);
}

/** Numbers and strings are hashed as there; of what tests do not append, the text. */
function valueHash(value: Json): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return longHash(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0;
  return hash === 0 ? 0 : finish(mixed(0, hash), 4);
}

function longHash(value: number): number {
  if (value === 0) return 0;
  return finish(mixed(mixed(0, value | 0), Math.floor(value / 2 ** 32) | 0), 8);
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let end = hash ^ length;
  end = Math.imul(end ^ (end >>> 16), 0x85ebca6b);
  end = Math.imul(end ^ (end >>> 13), 0xc2b2ae35);
  return end ^ (end >>> 16);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (HASH_BITS - bits));
}

/**
 * What differs, found from symbols.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { SYMBOL_BYTES } from "../../../robots/reconcile/coded_symbols.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { type Difference, RibltDecoder } from "../../../robots/reconcile/riblt_decoder.ts";
import { checksum, isMapped } from "../../../robots/reconcile/symbol_mapping.ts";

function stateOf(elements: Iterable<number | string>): Reconcilable {
  const set = new GSet();
  for (const element of elements) set.add(`${element}`);
  return new Reconcilable(set);
}

function decoderOf(state: Reconcilable): RibltDecoder {
  return new RibltDecoder(state.index.digest, state.index.count);
}

function readerOf(state: Reconcilable, from: number, to: number): ByteReader {
  const writer = new ByteWriter();
  state.symbols.write(writer, from, to);
  return new ByteReader(writer.finish());
}

function add(decoder: RibltDecoder, theirs: Reconcilable, from: number, to: number): void {
  expect(decoder.read(readerOf(theirs, from, to), { from, to })).toBe(true);
}

/** The difference as elements. */
function elementsOf(mine: Reconcilable, theirs: Reconcilable, { give, want }: Difference) {
  return {
    give: give.map((slot) => mine.index.keyAt(slot)!).sort(),
    want: want
      .flatMap((low) => theirs.index.findByLow(low).map((slot) => theirs.index.keyAt(slot)!))
      .sort(),
  };
}

function only(these: readonly number[], those: readonly number[]): string[] {
  return these
    .filter((element) => !those.includes(element))
    .map(String)
    .sort();
}

const anySet = fc.uniqueArray(fc.nat(80), { maxLength: 60 });

test("finds exactly what differs, from symbols in any order, doubled or left out", () => {
  const anyPieces = fc.infiniteStream(fc.nat(399));
  fc.assert(
    fc.property(anySet, anySet, anyPieces, (a, b, pieces) => {
      const [mine, theirs] = [stateOf(a), stateOf(b)];
      const decoder = decoderOf(theirs);
      let difference: Difference | undefined;
      for (let piece = 0; piece < 3000 && difference === undefined; piece++) {
        const from = pieces.next().value!;
        add(decoder, theirs, from, from + 3);
        difference = decoder.decode(mine.symbols, mine.index);
      }
      expect(elementsOf(mine, theirs, difference!)).toEqual({ give: only(a, b), want: only(b, a) });
    }),
  );
});

test.each([
  [10, 3.5],
  [100, 1.9],
  [1000, 1.55],
  [10_000, 1.41],
])("%i differences need at most %f symbols each", (differences, symbolsEach) => {
  for (let seed = 0; seed < 10_000 / differences && seed < 50; seed++) {
    const names = Array.from({ length: differences }, (_, i) => `${seed}:${i}`);
    const half = differences / 2;
    const mine = stateOf([...names.slice(0, half), "both"]);
    const theirs = stateOf([...names.slice(half), "both"]);
    const decoder = decoderOf(theirs);
    add(decoder, theirs, 0, Math.floor(differences * symbolsEach));
    const difference = decoder.decode(mine.symbols, mine.index);
    expect([difference?.give.length, difference?.want.length]).toEqual([half, half]);
  }
});

test("too few symbols tell nothing, and what is missing is known", () => {
  const [mine, theirs] = [stateOf([]), stateOf([1, 2, 3, 4, 5, 6, 7, 8])];
  const decoder = decoderOf(theirs);
  add(decoder, theirs, 3, 5);
  add(decoder, theirs, 8, 9);
  add(decoder, theirs, 4, 5);
  expect(decoder.gaps(16)).toEqual([
    { from: 0, to: 3 },
    { from: 5, to: 8 },
  ]);
  expect(decoder.gaps(1)).toEqual([{ from: 0, to: 3 }]);
  expect([decoder.end, decoder.held, decoder.untried]).toEqual([9, 3, 3]);
  expect(decoder.decode(mine.symbols, mine.index)).toBe(undefined);
  expect([decoder.end, decoder.held, decoder.untried]).toEqual([9, 3, 0]);
});

test("symbols that contradict the digest are refused", () => {
  const [theirs, other] = [stateOf([1, 2]), stateOf([1, 3])];
  expect(decoderOf(theirs).read(readerOf(other, 0, 5), { from: 0, to: 5 })).toBe(false);
});

test("ids that look like a third one when mixed are found all the same", () => {
  const all = stateOf(Array.from({ length: 600 }, (_, i) => i));
  const { high, low, slotsEnd } = all.index;
  const alike: [string, string][] = [];
  for (let a = 0; a < slotsEnd; a++) {
    const sum = checksum(high[a]!, low[a]!);
    for (let b = 0; b < a; b++) {
      if (checksum(high[a]! ^ high[b]!, low[a]! ^ low[b]!) !== (sum ^ checksum(high[b]!, low[b]!)))
        continue;
      alike.push([all.index.keyAt(a)!, all.index.keyAt(b)!]);
    }
  }
  expect(alike.length).toBeGreaterThan(0);
  const mine = stateOf([]);
  for (const pair of alike) {
    const theirs = stateOf(pair);
    const decoder = decoderOf(theirs);
    add(decoder, theirs, 0, 20);
    const difference = decoder.decode(mine.symbols, mine.index)!;
    // The third one was found twice, and is asked for in vain.
    expect(difference.want.length).toBe(4);
    expect(elementsOf(mine, theirs, difference).want).toEqual(pair.toSorted());
  }
});

test("symbols of an enemy come to an end", () => {
  const mine = stateOf([]);
  const theirs = stateOf(["x"]);
  // Taken out of the symbols that it is not in, the id is found there again and again.
  const { high, low } = theirs.index;
  const indexes = [1, 2, 3, 4, 5, 6, 7, 8].filter((i) => isMapped(high[0]!, low[0]!, i));
  expect(indexes.length).toBeGreaterThan(0);
  for (const index of indexes) {
    const decoder = decoderOf(theirs);
    const bytes = new Uint8Array(500 * SYMBOL_BYTES);
    bytes.set(readerOf(theirs, index, index + 1).raw(SYMBOL_BYTES), index * SYMBOL_BYTES);
    bytes.set(readerOf(theirs, 0, 1).raw(SYMBOL_BYTES), 0);
    expect(decoder.read(new ByteReader(bytes), { from: 0, to: 500 })).toBe(true);
    expect(decoder.decode(mine.symbols, mine.index)).toBe(undefined);
  }
});

test("noise is no difference", () => {
  const mine = stateOf([1, 2, 3]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.boolean(), (noise, first) => {
      const to = Math.floor(noise.length / SYMBOL_BYTES) + 1;
      const decoder = new RibltDecoder({ high: 1, low: 2 }, 3);
      const agrees = decoder.read(new ByteReader(noise), { from: first ? 0 : 1, to });
      expect(decoder.decode(mine.symbols, mine.index)).toBe(undefined);
      expect(decoder.held).toBe(agrees ? to - (first ? 0 : 1) : 0);
    }),
  );
});

/**
 * Symbols of a state: the same whichever way they came about.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import {
  CodedSymbols,
  SYMBOL_BYTES,
  SYMBOLS_MAX,
} from "../../../robots/reconcile/coded_symbols.ts";
import { EntryIndex } from "../../../robots/reconcile/entry_index.ts";
import { checksum, isMapped } from "../../../robots/reconcile/symbol_mapping.ts";

/** An index of the entries of these numbers. */
function indexOf(numbers: Iterable<number>): EntryIndex {
  const index = new EntryIndex(new GSet());
  for (const number of numbers) index.changed(`${number}`, undefined, entryOf(number));
  return index;
}

function entryOf(number: number): Uint8Array {
  return new ByteWriter().text(`entry ${number}`).finish();
}

function bytesOf(symbols: CodedSymbols, to: number): Uint8Array {
  const writer = new ByteWriter();
  symbols.write(writer, 0, to);
  return writer.finish();
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The indexes of an id below 3000. */
function indexes(high: number, low: number): number[] {
  return upTo(3000).filter((index) => isMapped(high, low, index));
}

test("symbol i is what is mapped to i, joined", () => {
  const index = indexOf(upTo(50));
  const { high, low, check } = new CodedSymbols(index).below(200);
  for (let i = 0; i < 200; i++) {
    const sum = [0, 0, 0] as [number, number, number];
    for (let slot = 0; slot < index.slotsEnd; slot++) {
      const [idHigh, idLow] = [index.high[slot]!, index.low[slot]!];
      if (!isMapped(idHigh, idLow, i)) continue;
      sum[0] ^= idHigh;
      sum[1] ^= idLow;
      sum[2] ^= checksum(idHigh, idLow);
    }
    expect([high[i], low[i], check[i]]).toEqual(sum);
  }
});

test("changes leave the same symbols as if all were built anew", () => {
  const anyChange = fc.record({ number: fc.nat(60), more: fc.nat(40) });
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), fc.array(anyChange), (first, changes) => {
      const held = new Set(first);
      const index = indexOf(held);
      const symbols = new CodedSymbols(index);
      let end = 0;
      for (const { number, more } of changes) {
        const before = held.delete(number) ? entryOf(number) : undefined;
        if (before === undefined) held.add(number);
        index.changed(`${number}`, before, before === undefined ? entryOf(number) : undefined);
        end += more;
        symbols.below(end);
      }
      expect(bytesOf(symbols, end)).toEqual(bytesOf(new CodedSymbols(indexOf(held)), end));
    }),
  );
});

test("more symbols leave those that were there, and cost an eighth more at least", () => {
  const symbols = new CodedSymbols(indexOf(upTo(300)));
  const few = bytesOf(symbols, 1000);
  expect(few.length).toBe(1000 * SYMBOL_BYTES);
  const more = bytesOf(symbols, 1001);
  expect(more.subarray(0, few.length)).toEqual(few);
  expect(symbols.end).toBe(1125);
  expect(more).toEqual(bytesOf(new CodedSymbols(indexOf(upTo(300))), 1001));
});

test("nothing is built before it is asked for, and never more than the maximum", () => {
  const index = indexOf([1]);
  const symbols = new CodedSymbols(index);
  index.changed("2", undefined, entryOf(2));
  expect(symbols.end).toBe(0);
  symbols.below(SYMBOLS_MAX - 1);
  symbols.below(SYMBOLS_MAX);
  expect(symbols.end).toBe(SYMBOLS_MAX);
});

test("index i has an id with the probability that makes decoding cheap", () => {
  const index = indexOf(upTo(20_000));
  const share = (i: number): number => {
    let mapped = 0;
    for (let slot = 0; slot < index.slotsEnd; slot++) {
      if (isMapped(index.high[slot]!, index.low[slot]!, i)) mapped += 1;
    }
    return mapped / index.count;
  };
  expect(share(0)).toBe(1);
  for (const i of [1, 2, 5, 20, 100]) {
    const expected = 1 / (1 + i / 2);
    expect(share(i)).toBeGreaterThan(expected * 0.9 - 0.005);
    expect(share(i)).toBeLessThan(expected * 1.1 + 0.005);
  }
});

test("the walk of an id is the same on every machine", () => {
  expect(indexes(0x01234567, 0x89abcdef)).toMatchInlineSnapshot(`
    [
      0,
      1,
      2,
      4,
      6,
      19,
      20,
      23,
      42,
      66,
      167,
      218,
      281,
      296,
      718,
      979,
      1137,
      1902,
      2054,
    ]
  `);
  expect(indexes(0, 0)).toMatchInlineSnapshot(`
    [
      0,
      2,
      7,
      11,
      32,
      37,
      63,
      206,
      387,
      445,
      467,
      616,
      884,
      1157,
      1337,
      1498,
      2599,
      2825,
    ]
  `);
});

test("an empty symbol is no id", () => {
  expect(checksum(0, 0)).not.toBe(0);
});

/**
 * Estimating how much differs.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import {
  DifferenceSketch,
  readSketch,
  SKETCH_BYTES,
} from "../../../robots/reconcile/difference_sketch.ts";
import { EntryIndex } from "../../../robots/reconcile/entry_index.ts";

function entryOf(name: string): Uint8Array {
  return new ByteWriter().text(name).finish();
}

function indexOf(names: Iterable<string>): EntryIndex {
  const index = new EntryIndex(new GSet());
  for (const name of names) index.changed(name, undefined, entryOf(name));
  return index;
}

function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix} ${i}`);
}

function bytesOf(sketch: DifferenceSketch): Uint8Array {
  const writer = new ByteWriter();
  sketch.write(writer);
  return writer.finish();
}

/** What the estimate is off by, of states with `common` entries and `differing` ones. */
function errorOf(common: number, differing: number, seed: number): number {
  const both = named("both", common);
  const half = Math.ceil(differing / 2);
  const a = new DifferenceSketch(indexOf([...both, ...named(`a${seed}`, half)]));
  const b = new DifferenceSketch(indexOf([...both, ...named(`b${seed}`, differing - half)]));
  expect(a.estimate(bytesOf(b))).toBe(b.estimate(bytesOf(a)));
  return a.estimate(bytesOf(b)) / differing - 1;
}

test.each([1, 10, 100, 1000, 20_000])("estimates %i differences without bias", (differing) => {
  const errors = Array.from({ length: 40 }, (_, seed) =>
    errorOf(seed === 0 ? 5000 : 0, differing, seed),
  );
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  expect(Math.abs(mean)).toBeLessThan(0.12);
  expect(deviation).toBeLessThan(0.26);
});

test("equal states differ in nothing, however large they are", () => {
  const sketch = new DifferenceSketch(indexOf(named("x", 30_000)));
  expect(sketch.estimate(bytesOf(sketch))).toBe(0);
});

test("changes leave the same sketch as if it were built anew", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), fc.array(fc.nat(30)), (first, changes) => {
      const held = new Set(first.map(String));
      const index = indexOf(held);
      const sketch = new DifferenceSketch(index);
      for (const name of changes.map(String)) {
        const before = held.delete(name) ? entryOf(name) : undefined;
        if (before === undefined) held.add(name);
        index.changed(name, before, before === undefined ? entryOf(name) : undefined);
      }
      expect(bytesOf(sketch)).toEqual(bytesOf(new DifferenceSketch(indexOf(held))));
    }),
  );
});

test("is read as it was written", () => {
  const bytes = bytesOf(new DifferenceSketch(indexOf(named("x", 100))));
  expect(bytes.length).toBe(SKETCH_BYTES);
  const reader = new ByteReader(bytes);
  expect(readSketch(reader)).toEqual(bytes);
  expect(reader.end).toBe(true);
});

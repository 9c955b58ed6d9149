/**
 * Version vectors are a lattice, proved for all small ones and tried for others.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import {
  compareVersions,
  exceedsVersions,
  meetVersions,
  mergeVersions,
  readVersions,
  type VersionVector,
  versionOf,
  writeVersions,
} from "../../../robots/crdt/version_vector.ts";
import { fromHex, hex, must } from "../../support/crdt_histories.ts";

const ORIGINS = ["a", "b", "é"] as const;

function vectorOf(...versions: readonly number[]): VersionVector {
  return new Map(
    ORIGINS.map((origin, at) => [origin, versions[at] ?? 0] as const).filter(
      ([, version]) => version > 0,
    ),
  );
}

function encoded(vector: VersionVector): Uint8Array {
  const writer = new ByteWriter();
  writeVersions(writer, vector);
  return writer.finish();
}

function read(bytes: Uint8Array): VersionVector | undefined {
  const reader = new ByteReader(bytes);
  const vector = readVersions(reader);
  return reader.end ? vector : undefined;
}

/** All 27 vectors of three origins and versions up to 2. */
const small = [0, 1, 2].flatMap((a) =>
  [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => vectorOf(a, b, c))),
);

const vectors = fc
  .array(
    fc.tuple(
      fc.string({ maxLength: 2 }),
      fc.maxSafeNat().map((version) => version + 1),
    ),
    {
      maxLength: 6,
    },
  )
  .map(
    (list): VersionVector => new Map(list.filter(([, version]) => Number.isSafeInteger(version))),
  );

function same(a: VersionVector, b: VersionVector): boolean {
  if (a.size !== b.size) return false;
  for (const [origin, version] of a) if (b.get(origin) !== version) return false;
  return true;
}

/** Every law that three vectors can break. */
function mustKeepTheLaws(a: VersionVector, b: VersionVector, c: VersionVector): void {
  const merge = mergeVersions;
  const meet = meetVersions;
  must(same(merge(a, b), merge(b, a)), "merge is not commutative");
  must(same(meet(a, b), meet(b, a)), "meet is not commutative");
  must(same(merge(a, merge(b, c)), merge(merge(a, b), c)), "merge is not associative");
  must(same(meet(a, meet(b, c)), meet(meet(a, b), c)), "meet is not associative");
  must(same(merge(a, a), a) && same(meet(a, a), a), "not idempotent");
  must(same(merge(a, meet(a, b)), a) && same(meet(a, merge(a, b)), a), "they do not absorb");
  must(same(meet(a, merge(b, c)), merge(meet(a, b), meet(a, c))), "not distributive");
  const ahead = !same(merge(a, b), b);
  const behind = !same(merge(a, b), a);
  must(exceedsVersions(a, b) === ahead, "exceeds and merge disagree");
  const order = ahead ? (behind ? "concurrent" : "after") : behind ? "before" : "equal";
  must(compareVersions(a, b) === order, `not ${order}`);
}

describe("merge, meet and compare", () => {
  test("keep the laws of a distributive lattice, for all vectors of three origins and versions up to 2", () => {
    let tried = 0;
    for (const a of small) {
      for (const b of small) {
        for (const c of small) {
          mustKeepTheLaws(a, b, c);
          tried += 1;
        }
      }
    }
    expect(tried).toBe(27 ** 3);
  });

  test("keep them for vectors of any names and versions", () => {
    fc.assert(
      fc.property(vectors, vectors, vectors, (a, b, c) => {
        expect(() => mustKeepTheLaws(a, b, c)).not.toThrow();
      }),
    );
  });

  test("take the greater and the lesser version of each origin", () => {
    fc.assert(
      fc.property(vectors, vectors, (a, b) => {
        const before = [hex(encoded(a)), hex(encoded(b))];
        for (const origin of [...a.keys(), ...b.keys(), "another"]) {
          const pair = [versionOf(a, origin), versionOf(b, origin)];
          expect(versionOf(mergeVersions(a, b), origin)).toBe(Math.max(...pair));
          expect(versionOf(meetVersions(a, b), origin)).toBe(Math.min(...pair));
        }
        expect([hex(encoded(a)), hex(encoded(b))]).toEqual(before);
      }),
    );
  });

  test("take a 0 for an origin that is not there", () => {
    const zero = new Map([["a", 0]]);
    expect(compareVersions(zero, new Map())).toBe("equal");
    expect(exceedsVersions(zero, new Map())).toBe(false);
    expect(meetVersions(zero, vectorOf(1))).toEqual(new Map());
    expect(hex(encoded(zero))).toBe("00");
  });
});

describe("an encoded vector", () => {
  test("is in these bytes, now and for ever", () => {
    // Three origins: "a" 300, "b" 1, "é" 2.
    expect(
      encoded(
        new Map([
          ["é", 2],
          ["b", 1],
          ["a", 300],
        ]),
      ),
    ).toEqual(fromHex("03 0161 ac02 0162 01 02c3a9 02"));
    expect(hex(encoded(new Map()))).toBe("00");
  });

  test("comes back", () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        expect(read(encoded(vector))).toEqual(vector);
      }),
    );
  });

  test.each([
    ["origins in another order", "02 016201 016101"],
    ["an origin twice", "02 016101 016102"],
    ["a version of 0", "01 016100"],
    ["more origins than follow", "02 016101"],
    ["fewer origins than follow", "01 016101 016201"],
  ])("with %s is refused", (_name, bytes) => {
    expect(read(fromHex(bytes))).toBeUndefined();
  });

  test("with any byte changed or cut off is another one in its one encoding, or none", () => {
    for (const vector of small) {
      const bytes = encoded(vector);
      for (let at = 0; at < bytes.length; at++) {
        expect(read(bytes.subarray(0, at))).toBeUndefined();
        for (let change = 1; change < 256; change++) {
          const changed = bytes.slice();
          changed[at]! ^= change;
          const other = read(changed);
          must(other === undefined || hex(encoded(other)) === hex(changed), hex(changed));
        }
      }
    }
  });
});

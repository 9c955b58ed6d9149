/**
 * Randomness by key: the same for ever, whatever else is drawn, and as even over neighbouring keys
 * as over the numbers of one.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hash32, KeyedRandom } from "../../../robots/engine/random.ts";

type Key = readonly [number, number, number, number];

const BINS = 16;

/** Of a chi-square statistic by degrees of freedom: above it once in 10,000. */
const CHI_SQUARE_MAX = { 15: 44.3, 255: 346.7 };

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyKey = fc.tuple(int32, int32, int32, int32);

/** The first `count` numbers of `key`. */
function numbersOf(draws: KeyedRandom, key: Key, count: number): number[] {
  draws.aim(...key);
  return Array.from({ length: count }, draws.next);
}

/** How far `bins` are from even. */
function chiSquare(bins: readonly number[]): number {
  const mean = bins.reduce((sum, count) => sum + count, 0) / bins.length;
  return bins.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

function histogram(bins: number, binOf: (draw: number) => number, draws: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (let draw = 0; draw < draws; draw++) counts[binOf(draw)]! += 1;
  return counts;
}

/** The bin of two numbers together, of BINS ** 2. */
function pair(a: number, b: number): number {
  return Math.floor(a * BINS) * BINS + Math.floor(b * BINS);
}

test("a key gives the same numbers, whatever was drawn of others before and in between", () => {
  const anyInterlude = fc.array(fc.tuple(anyKey, fc.nat(3)), { maxLength: 10 });
  fc.assert(
    fc.property(fc.string(), anyKey, anyInterlude, (seed, key, interlude) => {
      const expected = numbersOf(new KeyedRandom(seed), key, 5);
      const draws = new KeyedRandom(seed);
      for (const [other, count] of interlude) numbersOf(draws, other, count);
      expect(numbersOf(draws, key, 5)).toEqual(expected);
      expect(numbersOf(draws, key, 2)).toEqual(expected.slice(0, 2));
    }),
  );
});

test("gives the same numbers for ever: replay files depend on it", () => {
  const draws = new KeyedRandom("7");
  const numbers = [
    numbersOf(draws, [0, 0, 0, 0], 2),
    numbersOf(draws, [hash32("r1"), 3, 0, 0], 2),
    numbersOf(draws, [1, 2, 3, 4], 2),
    numbersOf(draws, [-1, 0x7fff_ffff, -(2 ** 31), 0xffff_ffff], 2),
    numbersOf(new KeyedRandom(""), [0, 0, 0, 0], 2),
  ];
  expect(numbers).toMatchInlineSnapshot(`
    [
      [
        0.6150068854913116,
        0.36372982198372483,
      ],
      [
        0.7334197761956602,
        0.19956962927244604,
      ],
      [
        0.20451580150984228,
        0.7677648570388556,
      ],
      [
        0.37337696040049195,
        0.7839481919072568,
      ],
      [
        0.9793868181295693,
        0.04856292624026537,
      ],
    ]
  `);
});

test("parts of a key that are left out are zero", () => {
  const draws = new KeyedRandom("7");
  const firsts = [[5], [5, 0], [5, 0, 0], [5, 0, 0, 0]].map((parts) => {
    draws.aim(...(parts as [number]));
    return draws.next();
  });
  expect(new Set(firsts).size).toBe(1);
});

test("every place in a key counts, and so does the seed", () => {
  fc.assert(
    fc.property(fc.string(), anyKey, fc.nat(3), int32, (seed, key, place, other) => {
      fc.pre(key[place] !== other);
      const draws = new KeyedRandom(seed);
      const changed = key.with(place, other) as unknown as Key;
      const [one, two] = [numbersOf(draws, key, 2), numbersOf(draws, changed, 2)];
      expect(one).not.toEqual(two);
      expect(numbersOf(new KeyedRandom(`${seed}.`), key, 2)).not.toEqual(one);
    }),
    { seed: 1 },
  );
  const draws = new KeyedRandom("7");
  const orders: Key[] = [
    [1, 2, 3, 4],
    [2, 1, 3, 4],
    [1, 3, 2, 4],
    [1, 2, 4, 3],
    [4, 3, 2, 1],
  ];
  expect(new Set(orders.map((key) => numbersOf(draws, key, 1)[0])).size).toBe(orders.length);
});

test("numbers are in [0, 1), of 32 bits each", () => {
  fc.assert(
    fc.property(fc.string(), anyKey, (seed, key) => {
      for (const number of numbersOf(new KeyedRandom(seed), key, 20)) {
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(1);
        expect(Number.isInteger(number * 2 ** 32)).toBe(true);
      }
    }),
  );
});

test("next can be handed on by itself", () => {
  const draws = new KeyedRandom("7");
  const { next } = draws;
  draws.aim(3);
  const number = next();
  draws.aim(3);
  expect(draws.next()).toBe(number);
});

const PLACES = ["first", "second", "third", "fourth"].map((name, place) => ({ name, place }));

/** What stands in the other three places. */
const OTHERS = [0, 1, -7, hash32("r1")];

describe.each(PLACES)("over the $name part of a key", ({ place }) => {
  const DRAWS = 16_000;

  /** Keys that count up in one place. */
  function* streams(): Generator<{ others: number; keyOf: (count: number) => Key }> {
    for (const others of OTHERS) {
      const key = [others, others, others, others] as const;
      yield { others, keyOf: (count) => key.with(place, count) as unknown as Key };
    }
  }

  test("first and later numbers fill sixteen bins evenly, by high and by low bits", () => {
    for (const { others, keyOf } of streams()) {
      const draws = new KeyedRandom(`bins of ${others}`);
      for (const nth of [0, 1, 2]) {
        const at = (count: number) => numbersOf(draws, keyOf(count), nth + 1)[nth]!;
        const high = histogram(BINS, (i) => Math.floor(at(i) * BINS), DRAWS);
        const low = histogram(BINS, (i) => (at(i) * 2 ** 32) % BINS, DRAWS);
        expect(chiSquare(high), `number ${nth}, others ${others}`).toBeLessThan(CHI_SQUARE_MAX[15]);
        expect(chiSquare(low), `low, ${nth}, others ${others}`).toBeLessThan(CHI_SQUARE_MAX[15]);
      }
    }
  });

  test("a key tells nothing of the keys next to it, nor a number of the next one", () => {
    for (const { others, keyOf } of streams()) {
      const draws = new KeyedRandom(`pairs of ${others}`);
      const first = (count: number) => numbersOf(draws, keyOf(count), 1)[0]!;
      for (const step of [1, 2, 256]) {
        const pairs = histogram(BINS ** 2, (i) => pair(first(i), first(i + step)), DRAWS);
        expect(chiSquare(pairs), `step ${step}, others ${others}`).toBeLessThan(
          CHI_SQUARE_MAX[255],
        );
      }
      const within = histogram(
        BINS ** 2,
        (i) => pair(numbersOf(draws, keyOf(i), 1)[0]!, draws.next()),
        DRAWS,
      );
      expect(chiSquare(within), `within, others ${others}`).toBeLessThan(CHI_SQUARE_MAX[255]);
    }
  });

  test("streams of neighbouring keys share no number", () => {
    for (const { others, keyOf } of streams()) {
      const draws = new KeyedRandom(`shared by ${others}`);
      const numbers = Array.from({ length: 300 }, (_, i) => numbersOf(draws, keyOf(i), 10)).flat();
      // By chance once in a thousand seeds.
      expect(new Set(numbers).size, `others ${others}`).toBe(numbers.length);
    }
  });
});

test("seeds that are neighbours have nothing in common, for the same key", () => {
  const firsts = Array.from({ length: 16_001 }, (_, seed) => {
    return numbersOf(new KeyedRandom(`${seed}`), [1, 2, 3, 4], 1)[0]!;
  });
  const pairs = histogram(BINS ** 2, (i) => pair(firsts[i]!, firsts[i + 1]!), 16_000);
  expect(chiSquare(pairs)).toBeLessThan(CHI_SQUARE_MAX[255]);
});

describe("hash32()", () => {
  test("gives the same hashes for ever", () => {
    const hashes = [hash32(""), hash32("r1"), hash32("r1", 1), hash32("r1", -1), hash32("é€")];
    expect(hashes).toMatchInlineSnapshot(`
      [
        -1421968373,
        1842209694,
        2050504425,
        -558156475,
        -1843221185,
      ]
    `);
  });

  test("names of robots are spread evenly, by every group of bits, whatever the salt", () => {
    for (const salt of [0, 1, 0x9e37_79b9]) {
      for (let shift = 0; shift < 32; shift += 4) {
        const binOf = (i: number) => (hash32(`r${i}`, salt) >>> shift) & (BINS - 1);
        const bins = histogram(BINS, binOf, 16_000);
        expect(chiSquare(bins), `salt ${salt}, shift ${shift}`).toBeLessThan(CHI_SQUARE_MAX[15]);
      }
    }
  });

  test("is a 32-bit integer that nearly every text has for itself", () => {
    const hashes = Array.from({ length: 2000 }, (_, i) => hash32(`r${i}`));
    expect(hashes.every((hash) => hash === (hash | 0))).toBe(true);
    expect(new Set(hashes).size).toBe(2000);
  });
});

/**
 * Dealing: every word is held by as many robots as asked for, evenly and by the seed.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../../../robots/engine/random.ts";
import { deal, dealTo } from "../../../robots/secret/deal.ts";

/** Words, robots, and no more copies than robots. */
const deals = fc
  .tuple(fc.nat(200), fc.integer({ min: 1, max: 20 }), fc.string())
  .chain(([words, robots, seed]) =>
    fc.integer({ min: 1, max: robots }).map((copies) => ({ words, robots, copies, seed })),
  );

test("deals each word to exactly as many different robots as there are copies", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      const hands = deal(words, robots, copies, seededRandom(seed));
      expect(hands).toHaveLength(robots);
      const holders = Array.from({ length: words }, () => 0);
      for (const hand of hands) {
        expect(new Set(hand).size, "a robot got a word twice").toBe(hand.length);
        for (const index of hand) holders[index]! += 1;
      }
      expect(holders).toEqual(Array.from({ length: words }, () => copies));
    }),
  );
});

test("one copy of each word is spread evenly, to within one word", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, seed }) => {
      const sizes = deal(words, robots, 1, seededRandom(seed)).map((hand) => hand.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test("each robot gets its even share of the first copies, whatever the others get", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      const hands = deal(words, robots, copies, seededRandom(seed));
      for (const hand of hands) {
        expect(hand.length).toBeGreaterThanOrEqual(Math.floor(words / robots));
        expect(hand.length).toBeLessThanOrEqual(words);
      }
    }),
  );
});

test("as many copies as robots give every robot every word", () => {
  const all = [0, 1, 2, 3, 4, 5, 6];
  expect(deal(7, 3, 3, seededRandom("x"))).toEqual([all, all, all]);
});

test("lists the words of each robot in ascending order", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      for (const hand of deal(words, robots, copies, seededRandom(seed))) {
        expect(hand).toEqual([...hand].sort((a, b) => a - b));
      }
    }),
  );
});

test("the same seed deals the same, another seed differently", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      const again = () => deal(words, robots, copies, seededRandom(seed));
      expect(again()).toEqual(again());
    }),
  );
  const hands = [1, 2, 3].map((seed) => JSON.stringify(deal(50, 5, 2, seededRandom(`${seed}`))));
  expect(new Set(hands).size).toBe(3);
});

test("deals the same word by word, and leaves the randomness where dealing hands leaves it", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      const [random, same] = [seededRandom(seed), seededRandom(seed)];
      const hands: number[][] = Array.from({ length: robots }, () => []);
      dealTo(words, robots, copies, random, (robot, index) => hands[robot]!.push(index));
      for (const hand of hands) hand.sort((a, b) => a - b);
      expect(hands).toEqual(deal(words, robots, copies, same));
      expect(random()).toBe(same());
    }),
  );
});

test("word by word it costs the same among a million robots as among ten", () => {
  const drawn = [10, 1_000_000].map((robots) => {
    const random = seededRandom("cost");
    let numbers = 0;
    const counting = () => {
      numbers += 1;
      return random();
    };
    let copies = 0;
    dealTo(64, robots, 3, counting, () => (copies += 1));
    expect(copies).toBe(64 * 3);
    return numbers;
  });
  expect(drawn[0]).toBe(drawn[1]);
});

test("deals the same word by word, for any number of robots", () => {
  fc.assert(
    fc.property(deals, ({ words, robots, copies, seed }) => {
      const hands: number[][] = Array.from({ length: robots }, () => []);
      dealTo(words, robots, copies, seededRandom(seed), (robot, index) => {
        hands[robot]!.push(index);
      });
      for (const hand of hands) hand.sort((a, b) => a - b);
      expect(hands).toEqual(deal(words, robots, copies, seededRandom(seed)));
    }),
  );
  const given: [number, number][] = [];
  // No array of them would fit into memory.
  dealTo(2, 2 ** 31, 2, seededRandom("x"), (robot, index) => given.push([robot, index]));
  expect(given.map(([, index]) => index)).toEqual(expect.arrayContaining([0, 1]));
  expect(given).toHaveLength(4);
  expect(new Set(given.map(([robot]) => robot)).size).toBe(4);
});

test("the second copies go to all other robots alike", () => {
  const ROBOTS = 5;
  const DEALS = 2000;
  const random = seededRandom("alike");
  const counts = Array.from({ length: ROBOTS }, () => 0);
  for (let i = 0; i < DEALS; i++) {
    // One word: its first copy is always robot 0's, so the second is drawn from the four others.
    for (const [robot, hand] of deal(1, ROBOTS, 2, random).entries()) counts[robot]! += hand.length;
  }
  expect(counts[0]).toBe(DEALS);
  for (const count of counts.slice(1)) {
    // Binomial(2000, 1/4): mean 500, standard deviation 19.4.
    expect(Math.abs(count - DEALS / 4)).toBeLessThan(5 * 19.4);
  }
});

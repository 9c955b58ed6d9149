/**
 * The laws of the main job's merge: monotone, idempotent, order-free, and all or nothing.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { InvariantViolation } from "../../../robots/engine/replica.ts";
import { encodeUpdate } from "../../../robots/secret/codec.ts";
import {
  SecretReplica,
  type SecretUpdate,
  type Word,
  UPDATE_BYTES_MAX,
} from "../../../robots/secret/secret_replica.ts";

const ROBOT = robotId("r1");
const SOURCE = { from: robotId("r2"), boot: 3, seq: 4 };
const WORDS = 24;

/** The true word at an index. */
function word(index: number): { index: number; value: Uint8Array } {
  return { index, value: Buffer.from(`word${index} `.repeat(1 + (index % 3))) };
}

function updateOf(indexes: Iterable<number>): SecretUpdate {
  return [...new Set(indexes)].sort((a, b) => a - b).map(word);
}

function replicaOf(indexes: Iterable<number>, words = WORDS): SecretReplica {
  const replica = new SecretReplica(ROBOT, words);
  replica.merge(updateOf(indexes), SOURCE);
  return replica;
}

/** All that can be seen of a replica. */
function stateOf(replica: SecretReplica): string {
  const all = replica.missing(new Bitset(WORDS)) ?? [];
  return JSON.stringify({
    read: Buffer.from(replica.read()).toString("hex"),
    words: Buffer.from(encodeUpdate(all)).toString("hex"),
    known: [...replica.summarize().values()],
    progress: replica.progress(),
  });
}

const indexes = fc.uniqueArray(fc.nat(WORDS - 1));
const updates = fc.array(indexes, { maxLength: 8 });

test("any order of any updates, each any number of times, gives the same bytes", () => {
  /** Each update at least once, some again, in two different orders. */
  const histories = updates.chain((list) => {
    const all = list.map((_, i) => i);
    const repeats = fc.array(fc.nat(Math.max(0, list.length - 1)), {
      maxLength: list.length === 0 ? 0 : 8,
    });
    const order = repeats.chain((again) => {
      const played = [...all, ...again];
      return fc.shuffledSubarray(played, { minLength: played.length });
    });
    return fc.record({ list: fc.constant(list), one: order, other: order });
  });
  fc.assert(
    fc.property(histories, ({ list, one, other }) => {
      const [a, b] = [one, other].map((order) => {
        const replica = new SecretReplica(ROBOT, WORDS);
        for (const i of order) replica.merge(updateOf(list[i]!), SOURCE);
        return replica;
      });
      expect(stateOf(a!)).toBe(stateOf(b!));
      const union = [...new Set(list.flat())].sort((x, y) => x - y);
      expect(Buffer.from(a!.read())).toEqual(Buffer.concat(union.map((i) => word(i).value)));
    }),
  );
});

test("merging through any chain of other replicas gives the same bytes as merging directly", () => {
  fc.assert(
    fc.property(fc.array(indexes, { minLength: 1, maxLength: 5 }), fc.nat(), (hands, rotation) => {
      const relays = hands.map((hand) => replicaOf(hand));
      const order = relays.map((_, i) => relays[(i + rotation) % relays.length]!);
      const last = new SecretReplica(ROBOT, WORDS);
      let before: SecretReplica | undefined;
      for (const relay of [...order, last]) {
        const gift = before?.missing(relay.summarize());
        if (gift !== undefined) relay.merge(gift, SOURCE);
        before = relay;
      }
      expect(stateOf(last)).toBe(stateOf(replicaOf(hands.flat())));
    }),
  );
});

test("nothing known is ever forgotten or changed", () => {
  fc.assert(
    fc.property(updates, (list) => {
      const replica = new SecretReplica(ROBOT, WORDS);
      let before: number[] = [];
      for (const update of list) {
        const outcome = replica.merge(updateOf(update), SOURCE);
        const now = [...replica.summarize().values()];
        expect(now).toEqual(expect.arrayContaining(before));
        const added = now.length - before.length;
        expect(outcome).toEqual(added > 0 ? { kind: "applied", items: added } : { kind: "known" });
        expect(replica.progress()).toEqual({ known: now.length, total: WORDS });
        before = now;
      }
    }),
  );
});

test("merging an update again changes nothing and says so", () => {
  fc.assert(
    fc.property(indexes, indexes, (first, second) => {
      const replica = replicaOf(first);
      replica.merge(updateOf(second), SOURCE);
      const before = stateOf(replica);
      expect(replica.merge(updateOf(second), SOURCE)).toEqual({ kind: "known" });
      expect(stateOf(replica)).toBe(before);
    }),
  );
});

test("a contradiction throws its evidence and changes nothing, wherever in an update it stands", () => {
  const conflicts = fc
    .tuple(
      fc.uniqueArray(fc.nat(WORDS - 1), { minLength: 1 }),
      indexes,
      fc.uint8Array({ maxLength: 9 }),
    )
    .chain(([known, others, forged]) =>
      fc.record({
        known: fc.constant(known),
        others: fc.constant(others),
        forged: fc.constant(forged),
        culprit: fc.constantFrom(...known),
      }),
    );
  fc.assert(
    fc.property(conflicts, ({ known, others, forged, culprit }) => {
      fc.pre(Buffer.compare(forged, word(culprit).value) !== 0);
      const replica = replicaOf(known);
      const before = stateOf(replica);
      const update = updateOf([...others, culprit]).map((item) =>
        item.index === culprit ? { index: culprit, value: forged } : item,
      );
      const violation = violationOf(() => replica.merge(update, SOURCE));
      expect(stateOf(replica)).toBe(before);
      const { knownValue, givenValue, ...rest } = violation.evidence;
      expect(rest).toEqual({
        what: "a word must never change",
        robot: ROBOT,
        index: culprit,
        messageId: "r2-3-4",
      });
      expect(Buffer.from(knownValue)).toEqual(word(culprit).value);
      expect(Buffer.from(givenValue)).toEqual(Buffer.from(forged));
    }),
  );
});

test("a contradiction in the last of many new words leaves all of them out", () => {
  const replica = replicaOf([WORDS - 1]);
  const before = stateOf(replica);
  const update = [
    ...updateOf(Array(WORDS - 1).keys()),
    { index: WORDS - 1, value: Buffer.from("?") },
  ];
  violationOf(() => replica.merge(update, SOURCE));
  expect(stateOf(replica)).toBe(before);
  expect(replica.progress().known).toBe(1);
});

test("a word that only begins like the known one contradicts it", () => {
  const replica = replicaOf([0]);
  const value = word(0).value;
  for (const given of [value.subarray(0, -1), Buffer.concat([value, Buffer.from("x")])]) {
    const violation = violationOf(() => replica.merge([{ index: 0, value: given }], SOURCE));
    expect(Buffer.from(violation.evidence.givenValue)).toEqual(given);
  }
});

test("keeps its own copy of what it merged out of a message", () => {
  const replica = new SecretReplica(ROBOT, 1);
  const message = Buffer.from("..hello..");
  replica.merge([{ index: 0, value: message.subarray(2, 7) }], SOURCE);
  message.fill(0);
  expect(Buffer.from(replica.read()).toString()).toBe("hello");
});

test("hands words on as they are: replicas in one process share them", () => {
  const words = updateOf([1, 2]).map((each) => ({ ...each, value: new Uint8Array(each.value) }));
  const [giver, taker] = [replicaOf([]), replicaOf([])];
  giver.merge(words, SOURCE);
  taker.merge(giver.missing(taker.summarize())!, SOURCE);
  const handed = taker.missing(new Bitset(WORDS))!;
  expect(handed).toHaveLength(2);
  for (const [i, each] of handed.entries()) expect(each).toBe(words[i]);
});

test("replicas that keep words in common stay apart in what they know, and in what they believe", () => {
  const anyMerges = fc.array(fc.tuple(fc.nat(2), fc.nat(5), fc.constantFrom("true", "forged")), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(anyMerges, (merges) => {
      const common: (Word | undefined)[] = [];
      const sharing = [0, 1, 2].map(() => new SecretReplica(ROBOT, WORDS, common));
      const alone = [0, 1, 2].map(() => new SecretReplica(ROBOT, WORDS));
      for (const [to, index, text] of merges) {
        const update = [{ index, value: Buffer.from(text) }];
        const answers = [sharing, alone].map((replicas) => {
          try {
            return replicas[to]!.merge(update, SOURCE);
          } catch (error) {
            return (error as InvariantViolation).evidence;
          }
        });
        expect(answers[0]).toEqual(answers[1]);
        expect(sharing.map(stateOf)).toEqual(alone.map(stateOf));
      }
    }),
  );
});

test("replicas that keep words in common have equal ones once, out of whatever message they came", () => {
  const common: (Word | undefined)[] = [];
  const [a, b] = [new SecretReplica(ROBOT, 1, common), new SecretReplica(ROBOT, 1, common)];
  for (const replica of [a, b]) {
    const message = Buffer.from("..hello..");
    replica.merge([{ index: 0, value: message.subarray(2, 7) }], SOURCE);
    message.fill(0);
  }
  expect(b.word(0)).toBe(a.word(0));
  expect(Buffer.from(b.read()).toString()).toBe("hello");
});

test("a summary is a picture of its moment, and known is always the present", () => {
  fc.assert(
    fc.property(updates, (list) => {
      const replica = replicaOf([]);
      const { known } = replica;
      const pictures: { summary: Bitset; words: number[] }[] = [];
      for (const update of list) {
        replica.merge(updateOf(update), SOURCE);
        pictures.push({ summary: replica.summarize(), words: [...known.values()] });
        for (const { summary, words } of pictures) expect([...summary.values()]).toEqual(words);
      }
      expect([...known.values()]).toEqual([...new Set(list.flat())].sort((a, b) => a - b));
    }),
  );
});

test("word() gives each known word, and nothing for others", () => {
  fc.assert(
    fc.property(indexes, (some) => {
      const replica = replicaOf(some);
      for (let index = 0; index < WORDS + 2; index++) {
        const given = replica.word(index);
        const expected = some.includes(index) ? Buffer.from(word(index).value) : undefined;
        expect(given && Buffer.from(given)).toEqual(expected);
      }
    }),
  );
});

test("what one lacks is what the other misses, and exchanging it both ways makes them equal", () => {
  fc.assert(
    fc.property(indexes, indexes, (left, right) => {
      const [a, b] = [replicaOf(left), replicaOf(right)];
      const lacking = left.filter((index) => !right.includes(index)).sort((x, y) => x - y);
      const missing = a.missing(b.summarize());
      expect((missing ?? []).map(({ index }) => index)).toEqual(lacking);
      expect(b.lacks(a.summarize())).toBe(missing !== undefined);
      expect(missing === undefined).toBe(lacking.length === 0);
      if (missing !== undefined) b.merge(missing, SOURCE);
      const back = b.missing(a.summarize());
      if (back !== undefined) a.merge(back, SOURCE);
      expect(stateOf(a)).toBe(stateOf(b));
    }),
  );
});

test("an update stays within its budget, however many and long the missing words are", () => {
  const lengths = fc.oneof(
    fc.array(fc.nat(8), { minLength: 5000, maxLength: 9000 }),
    fc.array(fc.nat(4096), { minLength: 1, maxLength: 200 }),
    fc.array(fc.nat(65_536), { minLength: 1, maxLength: 6 }),
  );
  fc.assert(
    fc.property(lengths, (sizes) => {
      const replica = new SecretReplica(ROBOT, sizes.length);
      replica.merge(
        sizes.map((size, index) => ({ index, value: new Uint8Array(size) })),
        SOURCE,
      );
      const peer = new SecretReplica(ROBOT, sizes.length);
      for (let rounds = 0; peer.lacks(replica.summarize()); rounds++) {
        expect(rounds, "rounds without progress").toBeLessThan(sizes.length);
        const update = replica.missing(peer.summarize())!;
        expect(update.length).toBeGreaterThan(0);
        expect(encodeUpdate(update).length).toBeLessThanOrEqual(UPDATE_BYTES_MAX);
        expect(peer.merge(update, SOURCE)).toEqual({ kind: "applied", items: update.length });
      }
      expect(replica.missing(peer.summarize())).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

test("an update of the shortest words stays within its budget", () => {
  const words = 60_000;
  const replica = new SecretReplica(ROBOT, words);
  const all = Array.from({ length: words }, (_, index) => ({ index, value: Uint8Array.of(1) }));
  replica.merge(all, SOURCE);
  const update = replica.missing(new Bitset(words))!;
  expect(update.length).toBeGreaterThan(1000);
  expect(encodeUpdate(update).length).toBeLessThanOrEqual(UPDATE_BYTES_MAX);
});

test("a replica that has a word which others dispute cannot be suspended", () => {
  const common: Word[] = [];
  const [one, other] = [new SecretReplica(ROBOT, 2, common), new SecretReplica(ROBOT, 2, common)];
  one.merge([{ index: 0, value: Uint8Array.of(1) }], SOURCE);
  other.merge([{ index: 0, value: Uint8Array.of(2) }], SOURCE);
  const memory = new Int32Array(1);
  one.suspend(memory, 0);
  expect(memory[0]).toBe(1);
  expect(() => other.suspend(memory, 0)).toThrow("cannot suspend");
});

/** What `act` throws, which must be a violation. */
function violationOf(act: () => unknown): InvariantViolation {
  try {
    act();
  } catch (error) {
    if (error instanceof InvariantViolation) return error;
    throw error;
  }
  throw new Error("nothing was violated");
}

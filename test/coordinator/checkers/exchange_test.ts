/**
 * The checker of the exchange: by hand, and against real robots.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SecretMessage, Truth } from "../../../coordinator/checkers/checker.ts";
import { ExchangeModel } from "../../../coordinator/checkers/exchange.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { type Exchange, EXCHANGES } from "../../../robots/engine/robot.ts";
import { Actor, entriesOf, linesOf, said, setOf, truth } from "./stage.ts";
import { Troupe } from "./troupe.ts";

function begun(changed: Partial<Truth> = {}, ...shares: number[][]) {
  const checker = new ExchangeModel(truth(changed));
  const robots = [0, 1, 2].map((index) => new Actor(index, shares[index] ?? [1, 2]));
  for (const robot of robots) checker.lifeBegan(robot);
  return { checker, robots, first: robots[0]! };
}

/** How a push-pull tick of a robot that knows words 1 and 2 begins. */
const GREETING = { wantsUpdate: true, offersUpdate: true, summary: setOf([1, 2]) };

/** Ticks and sends these. */
function ticks(changed: Partial<Truth>, ...sent: [to: number, Partial<SecretMessage>][]) {
  const { checker, first } = begun(changed);
  checker.ticking(first);
  for (const [to, content] of sent) checker.sent(first, to, said(0, content), 5);
  checker.ticked(first, 5);
  return checker;
}

/** r1, which knows words 1 and 2, is asked by r2 and sends these. */
function answers(
  question: Partial<SecretMessage>,
  ...sent: [to: number, Partial<SecretMessage>][]
): string[] {
  const { checker, first } = begun();
  const message = said(1, question);
  checker.receiving(first, message, 5);
  for (const [to, content] of sent) checker.sent(first, to, said(0, content), 5);
  checker.received(first, message, 5);
  return linesOf(checker);
}

describe("a tick", () => {
  test.each<[Exchange, boolean, boolean]>([
    ["push-pull", true, true],
    ["pull", true, false],
    ["push", false, true],
  ])("by %s begins with a summary and flags", (exchange, wantsUpdate, offersUpdate) => {
    const flags = { wantsUpdate, offersUpdate };
    expect(linesOf(ticks({ exchange }, [1, { ...GREETING, ...flags }]))).toEqual([]);
    for (const wrong of [{ wantsUpdate: !wantsUpdate }, { offersUpdate: !offersUpdate }]) {
      const lines = linesOf(ticks({ exchange }, [1, { ...GREETING, ...flags, ...wrong }]));
      expect(lines).toEqual([
        expect.stringContaining(`r1 must begin by ${exchange}: wants `) as string,
      ]);
    }
  });

  test("goes to as many robots as the fanout says, and there are", () => {
    expect(linesOf(ticks({ fanout: 2 }, [1, GREETING], [2, GREETING]))).toEqual([]);
    expect(linesOf(ticks({ fanout: 9 }, [1, GREETING], [2, GREETING]))).toEqual([]);
    expect(linesOf(ticks({ fanout: 1, robots: 1 }))).toEqual([]);
  });

  test.each<[string, [number, Partial<SecretMessage>][], string]>([
    ["to too few", [[1, GREETING]], "must begin 2 exchanges at a tick: began 1"],
    [
      "to too many",
      [
        [1, GREETING],
        [2, GREETING],
        [0, GREETING],
      ],
      "must begin 2 exchanges at a tick: began 3",
    ],
    [
      "to the same robot twice",
      [
        [1, GREETING],
        [1, GREETING],
      ],
      "must begin exchanges with different robots: began two with r2",
    ],
    [
      "with an update",
      [
        [1, { ...GREETING, update: entriesOf(1) }],
        [2, GREETING],
      ],
      "must begin without an update: sent one",
    ],
    [
      "without a summary",
      [
        [1, { ...GREETING, summary: undefined }],
        [2, GREETING],
      ],
      "must say what it knows: sent no summary",
    ],
    [
      "with a summary of less",
      [
        [1, { ...GREETING, summary: setOf([1]) }],
        [2, GREETING],
      ],
      "must say what it knows, words 1, 2: said word 1",
    ],
    [
      "with a summary of more",
      [
        [1, { ...GREETING, summary: setOf([1, 2, 7]) }],
        [2, GREETING],
      ],
      "must say what it knows, words 1, 2: said words 1, 2, 7",
    ],
    [
      "with a summary of other words",
      [
        [1, { ...GREETING, summary: setOf([1, 3]) }],
        [2, GREETING],
      ],
      "must say what it knows, words 1, 2: said words 1, 3",
    ],
  ])("must not go %s", (_name, sent, line) => {
    const checker = ticks({ fanout: 2 }, ...sent);
    expect(checker.violations).toEqual([
      { checker: "exchange", atMs: 5, robot: 0, what: `r1 ${line}` },
    ]);
  });

  test("may go to the same robot as the one before", () => {
    const { checker, first } = begun();
    for (let i = 0; i < 3; i++) {
      checker.ticking(first);
      checker.sent(first, 1, said(0, GREETING), 5);
      checker.ticked(first, 5);
    }
    expect(linesOf(checker)).toEqual([]);
  });
});

describe("an answer", () => {
  const asked = { wantsUpdate: true, offersUpdate: true };
  const mine = setOf([1, 2]);

  test.each<[string, Partial<SecretMessage>, [number, Partial<SecretMessage>][]]>([
    ["what the other lacks", { ...asked, summary: setOf([1]) }, [[1, { update: entriesOf(2) }]]],
    [
      "a wish for what it has itself not",
      { ...asked, summary: setOf([1, 2, 3]) },
      [[1, { wantsUpdate: true, summary: mine }]],
    ],
    [
      "both",
      { ...asked, summary: setOf([2, 3]) },
      [[1, { wantsUpdate: true, summary: mine, update: entriesOf(1) }]],
    ],
    ["nothing to one that knows the same", { ...asked, summary: setOf([1, 2]) }, []],
    ["nothing where nothing is wanted", { offersUpdate: true, summary: setOf([1]) }, []],
    ["nothing where nothing is offered", { wantsUpdate: true, summary: setOf([1, 2, 3]) }, []],
    ["nothing to a message without a summary", asked, []],
    [
      "nothing to its own message that comes back",
      { ...asked, summary: setOf([1]), from: robotId("r1") },
      [],
    ],
  ])("is %s", (_name, question, sent) => {
    expect(answers(question, ...sent)).toEqual([]);
  });

  test.each<[string, Partial<SecretMessage>, [number, Partial<SecretMessage>][], string]>([
    [
      "silence where the other lacks words",
      { ...asked, summary: setOf([1, 3]) },
      [],
      "must send what r2 lacks: is silent",
    ],
    [
      "silence where it lacks words itself",
      { ...asked, summary: setOf([1, 2, 3]) },
      [],
      "must ask r2 for what it lacks: is silent",
    ],
    [
      "two messages",
      { ...asked, summary: setOf([1]) },
      [
        [1, { update: entriesOf(2) }],
        [1, { update: entriesOf(2) }],
      ],
      "must answer with one message: sent another",
    ],
    [
      "to its own message",
      { ...asked, summary: setOf([1]), from: robotId("r1") },
      [[0, { update: entriesOf(2) }]],
      "must not answer itself: did",
    ],
    [
      "to a message without a summary",
      { ...asked, update: entriesOf(1) },
      [[1, { update: entriesOf(2) }]],
      "must not answer a message without a summary: did",
    ],
    [
      "to a third robot",
      { ...asked, summary: setOf([1]) },
      [[2, { update: entriesOf(2) }]],
      "must answer r2: wrote to r3",
    ],
    [
      "without the wish",
      { ...asked, summary: setOf([1, 2, 3]) },
      [[1, { summary: mine }]],
      "must answer with a wish for an update: wants none, offers none",
    ],
    [
      "with a wish for nothing",
      { ...asked, summary: setOf([1]) },
      [[1, { wantsUpdate: true, summary: mine, update: entriesOf(2) }]],
      "must answer without a wish: wants an update, offers none",
    ],
    [
      "with an offer",
      { ...asked, summary: setOf([1]) },
      [[1, { offersUpdate: true, update: entriesOf(2) }]],
      "must answer without a wish: wants none, offers one",
    ],
    [
      "with a wish and no summary",
      { ...asked, summary: setOf([1, 2, 3]) },
      [[1, { wantsUpdate: true }]],
      "must say what it knows: sent no summary",
    ],
    [
      "with a wish and a wrong summary",
      { ...asked, summary: setOf([1, 2, 3]) },
      [[1, { wantsUpdate: true, summary: setOf([1, 2, 3]) }]],
      "must say what it knows, words 1, 2: said words 1, 2, 3",
    ],
    [
      "with a summary for nothing",
      { ...asked, summary: setOf([1]) },
      [[1, { summary: mine, update: entriesOf(2) }]],
      "must answer without a summary where nothing is to be had: sent one",
    ],
    [
      "with an update that nobody wants",
      { offersUpdate: true, summary: setOf([1, 3]) },
      [[1, { wantsUpdate: true, summary: mine, update: entriesOf(2) }]],
      "must answer without an update: sent one",
    ],
    [
      "with nothing at all",
      { ...asked, summary: setOf([1, 2]) },
      [[1, {}]],
      "must not answer where there is nothing to say: did",
    ],
    [
      "without the update",
      { ...asked, summary: setOf([1, 3]) },
      [[1, { wantsUpdate: true, summary: mine }]],
      "must send what the other lacks: sent no update",
    ],
    [
      "with too few words",
      { ...asked, summary: setOf([]) },
      [[1, { update: entriesOf(1) }]],
      "must send word 2 next: sent word 1",
    ],
    [
      "with words in disorder",
      { ...asked, summary: setOf([]) },
      [[1, { update: entriesOf(2, 1) }]],
      "must send word 1 next: sent words 2, 1",
    ],
    [
      "with a word that the other knows",
      { ...asked, summary: setOf([1]) },
      [[1, { update: entriesOf(1, 2) }]],
      "must send word 2 next: sent words 1, 2",
    ],
    [
      "with a word too many",
      { ...asked, summary: setOf([1]) },
      [[1, { update: entriesOf(2, 3) }]],
      "must end its update after 1 word: sent words 2, 3",
    ],
    [
      "with other bytes",
      { ...asked, summary: setOf([1]) },
      [[1, { update: [{ index: 2, value: new Uint8Array(6) }] }]],
      "must send word 2 as it is: sent other bytes",
    ],
  ])("is not %s", (_name, question, sent, line) => {
    expect(answers(question, ...sent)).toEqual([`r1 ${line}`]);
  });

  // Each word has 6 bytes and 14 around them.
  test.each([
    [19, 1],
    [20, 1],
    [39, 1],
    [40, 2],
    [59, 2],
    [60, 3],
  ])("carries words of at most %i bytes, but one in any case", (updateBytesMax, words) => {
    for (const count of [1, 2, 3]) {
      const { checker, first } = begun({ updateBytesMax }, [1, 2, 3]);
      const question = said(1, { ...asked, summary: setOf([]) });
      checker.receiving(first, question, 5);
      checker.sent(first, 1, said(0, { update: entriesOf(...[1, 2, 3].slice(0, count)) }), 5);
      checker.received(first, question, 5);
      expect(linesOf(checker).length).toBe(count === words ? 0 : 1);
    }
  });

  test("comes from what is known after the message was taken in", () => {
    const { checker, first } = begun();
    const question = said(1, { ...asked, summary: setOf([1]), update: entriesOf(4) });
    checker.receiving(first, question, 5);
    first.learn(4);
    checker.sent(first, 1, said(0, { update: entriesOf(2, 4) }), 5);
    checker.received(first, question, 5);
    expect(linesOf(checker)).toEqual([]);
  });
});

test("nobody sends outside a tick and a receipt", () => {
  const { checker, robots, first } = begun();
  checker.ticking(first);
  checker.sent(first, 1, said(0, GREETING), 5);
  checker.ticked(first, 5);
  checker.ticking(first);
  checker.lifeEnded();
  expect(linesOf(checker)).toEqual([]);
  checker.sent(robots[1]!, 0, said(1, GREETING), 5);
  expect(linesOf(checker)).toEqual(["r2 must send only while it ticks or takes in a message"]);
});

test("a summary that changes on its way is seen sooner or later", () => {
  const { checker, first } = begun({ robots: 3 });
  const torn = new (class extends Bitset {
    override get count(): number {
      return 1;
    }
  })(8);
  for (const word of [1, 2]) torn.add(word);
  for (let i = 0; i < 100; i++) {
    const message = said(1, { summary: torn });
    checker.receiving(first, message, i);
    checker.received(first, message, i);
  }
  expect(linesOf(checker)).toEqual([
    "r1 must get summaries as they were sent: got one of 2 words that counts 1",
  ]);
});

test("a set that skips what it has does not hide that from the model", () => {
  const blind = new (class extends Bitset {
    override nextBeyond(other: Bitset, from: number): number {
      return super.nextBeyond(other, from === 0 ? 3 : from);
    }
  })(8);
  const { checker, first } = begun();
  first.known = blind;
  first.learn(1, 2, 3);
  for (let i = 0; i < 100; i++) {
    const question = said(1, { wantsUpdate: true, summary: setOf([]) });
    checker.receiving(first, question, i);
    checker.sent(first, 1, said(0, { update: entriesOf(3) }), i);
    checker.received(first, question, i);
  }
  expect(linesOf(checker)).toEqual(["r1 must send word 1 next: sent word 3"]);
});

/** Words of which two or three make an update, and words of which very many do. */
const WORDS = [40_000, 6, 50_000, 1, 0, 30_000, 20, 33_000, 90_113, 45_000, 45_056, 12].map(
  (length, index) => new Uint8Array(length).fill(index),
);

/** What happens to a troupe: ticks, arrivals in any order, losses, doubles, deaths. */
const anyTroupe = fc.record({
  exchange: fc.constantFrom(...EXCHANGES),
  fanout: fc.integer({ min: 1, max: 3 }),
  shares: fc.array(fc.uniqueArray(fc.nat(WORDS.length - 1)), { minLength: 2, maxLength: 4 }),
  seed: fc.string({ maxLength: 4 }),
  acts: fc.array(fc.record({ kind: fc.nat(10), which: fc.nat(99) }), { maxLength: 60 }),
});

test("agrees with real robots, whatever happens to them", () => {
  fc.assert(
    fc.property(anyTroupe, ({ exchange, fanout, shares, seed, acts }) => {
      const troupe = new Troupe({ words: WORDS, exchange, fanout, shares });
      const checker = new ExchangeModel(troupe.truth);
      troupe.begin([checker], seededRandom(seed));
      for (const { kind, which } of acts) troupe.act(kind, which);
      expect(linesOf(checker)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** Ways of sending something else than a robot wants to. */
const CHANGES: Record<string, (message: SecretMessage) => Partial<SecretMessage> | undefined> = {
  "not at all": () => undefined,
  "with another wish": ({ wantsUpdate }) => ({ wantsUpdate: !wantsUpdate }),
  "with another offer": ({ offersUpdate }) => ({ offersUpdate: !offersUpdate }),
  "with another summary": ({ summary }) => ({
    summary: summary && setOf([...summary.values()].slice(1), WORDS.length),
  }),
  "with another update": ({ update }) => ({ update: update?.slice(1) }),
};

test.each(Object.entries(CHANGES))("sees every message that is sent %s", (_name, change) => {
  let changed = 0;
  const anyCulprit = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(anyTroupe, anyCulprit, ({ exchange, fanout, shares, seed, acts }, culprit) => {
      const troupe = new Troupe({ words: WORDS, exchange, fanout, shares });
      const checker = new ExchangeModel(troupe.truth);
      let candidates = 0;
      troupe.tamper = (message) => {
        const content = change(message);
        const other = content && { ...message, ...content };
        if (other !== undefined && contentOf(other) === contentOf(message)) return message;
        candidates += 1;
        return candidates === culprit ? other : message;
      };
      troupe.begin([checker], seededRandom(seed));
      for (const { kind, which } of acts) troupe.act(kind, which);
      if (candidates >= culprit) changed += 1;
      expect(linesOf(checker)).toHaveLength(candidates >= culprit ? 1 : 0);
    }),
    { numRuns: 200 },
  );
  expect(changed).toBeGreaterThan(10);
});

function contentOf({ wantsUpdate, offersUpdate, summary, update }: SecretMessage): string {
  return [wantsUpdate, offersUpdate, summary?.count, update?.length].join();
}

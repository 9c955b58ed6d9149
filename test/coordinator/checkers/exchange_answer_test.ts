/**
 * The checker of the exchange: what robots answer.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { SecretMessage, Truth } from "../../../coordinator/checkers/checker.ts";
import { ExchangeModel } from "../../../coordinator/checkers/exchange.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { Actor, entriesOf, linesOf, said, setOf, truth } from "./stage.ts";

function begun(changed: Partial<Truth> = {}, ...shares: number[][]) {
  const checker = new ExchangeModel(truth(changed));
  const robots = [0, 1, 2].map((index) => new Actor(index, shares[index] ?? [1, 2]));
  for (const robot of robots) checker.lifeBegan(robot);
  return { checker, robots, first: robots[0]! };
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

test("a set that gives the same index again and again is seen, and ends", () => {
  const { checker, first } = begun();
  first.known = new (class extends Bitset {
    override nextBeyond(): number {
      return 1;
    }
  })(8);
  first.learn(1);
  checker.receiving(first, said(1, { wantsUpdate: true, summary: setOf([]) }), 5);
  checker.sent(first, 1, said(0, { update: entriesOf(1, 1) }), 5);
  expect(linesOf(checker)).toEqual(["r1 must end its update after 1 word: sent words 1, 1"]);
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

/**
 * The checker of the exchange: what robots send by themselves.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { SecretMessage, Truth } from "../../../coordinator/checkers/checker.ts";
import { ExchangeModel } from "../../../coordinator/checkers/exchange.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import type { Exchange } from "../../../robots/engine/robot.ts";
import { Actor, entriesOf, linesOf, said, setOf, truth } from "./stage.ts";

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

describe("outside a tick and a receipt", () => {
  const line = "r1 must send only while it ticks or takes in a message";

  test.each<[string, (checker: ExchangeModel, robot: Actor) => void]>([
    ["before", () => {}],
    [
      "after a tick",
      (checker, robot) => {
        checker.ticking(robot);
        checker.sent(robot, 1, said(0, GREETING), 5);
        checker.ticked(robot, 5);
      },
    ],
    [
      "after a receipt",
      (checker, robot) => {
        checker.receiving(robot, said(1), 5);
        checker.received(robot, said(1), 5);
      },
    ],
    [
      "after a life that ended in a tick",
      (checker, robot) => {
        checker.ticking(robot);
        checker.lifeEnded();
      },
    ],
  ])("nobody sends: %s", (_name, act) => {
    const { checker, first } = begun();
    act(checker, first);
    expect(linesOf(checker)).toEqual([]);
    checker.sent(first, 1, said(0, GREETING), 5);
    expect(linesOf(checker)).toEqual([line]);
  });

  test("nobody sends while another ticks", () => {
    const { checker, robots, first } = begun();
    checker.ticking(robots[1]!);
    checker.sent(first, 2, said(0, GREETING), 5);
    expect(linesOf(checker)).toEqual([line]);
  });
});

test.each<[string, (checker: ExchangeModel, robot: Actor, question: SecretMessage) => void]>([
  ["was taken in", (checker, robot, question) => checker.received(robot, question, 5)],
  ["ended a life", (checker) => checker.lifeEnded()],
])("a tick is no answer to a message that %s", (_name, end) => {
  const { checker, first } = begun();
  const question = said(1);
  checker.receiving(first, question, 5);
  end(checker, first, question);
  checker.ticking(first);
  checker.sent(first, 2, said(0, GREETING), 6);
  checker.ticked(first, 6);
  expect(linesOf(checker)).toEqual([]);
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

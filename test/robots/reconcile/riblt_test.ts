/**
 * Conversations by coded symbols: what they cost, and that they end.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../robots/engine/random.ts";
import { SYMBOL_BYTES } from "../../../robots/reconcile/coded_symbols.ts";
import { SKETCH_BYTES } from "../../../robots/reconcile/difference_sketch.ts";
import { symbolsFor } from "../../../robots/reconcile/riblt.ts";
import { type Limits, MESSAGE_BYTES_MIN, type Side } from "../../../robots/reconcile/strategy.ts";
import { GIVE, OWN_KINDS, WANT } from "../../../robots/reconcile/trade.ts";
import { LIMITS, named, type Place, places } from "../../support/places.ts";
import { talk } from "../../support/talk.ts";

const SMALL: Limits = { messageBytesMax: MESSAGE_BYTES_MIN, burstMessagesMax: 4 };

const OPEN = OWN_KINDS;
const MORE = OWN_KINDS + 1;
const SYMBOLS = OWN_KINDS + 2;

/** Hears whatever the side says, and counts the bytes by the kind of message. */
class Tally implements Side {
  readonly bytes = new Map<number, number>();
  readonly messages = new Map<number, number>();
  readonly #side: Side;

  constructor(side: Side) {
    this.#side = side;
  }

  begin(nowMs: number): readonly Uint8Array[] {
    return this.#counted(this.#side.begin(nowMs));
  }

  receive(message: Uint8Array, nowMs: number) {
    const heard = this.#side.receive(message, nowMs);
    if (heard.kind === "heard") this.#counted(heard.replies);
    return heard;
  }

  #counted(messages: readonly Uint8Array[]): readonly Uint8Array[] {
    for (const message of messages) {
      const kind = message[1]!;
      this.bytes.set(kind, (this.bytes.get(kind) ?? 0) + message.length);
      this.messages.set(kind, (this.messages.get(kind) ?? 0) + 1);
    }
    return messages;
  }
}

function sum(numbers: (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}

/** Begins again until both hold the same. */
function untilEqual(a: Place, b: Place, begin: () => void, roundsMax: number): void {
  for (let round = 0; !a.holdsSameAs(b); round++) {
    expect(round).toBeLessThan(roundsMax);
    begin();
  }
  expect(a.state.index.count).toBe(b.state.index.count);
}

describe("what a conversation costs", () => {
  test("one message when there is nothing to say", () => {
    const [a, b] = places(1000, 0, 0);
    const { messages, bytes } = talk(a.side, b.side);
    expect(messages).toBe(1);
    expect(bytes).toBeLessThan(16 + SKETCH_BYTES);
  });

  test.each([
    { differences: 10, times: 6 },
    { differences: 100, times: 2.5 },
    { differences: 1000, times: 2.3 },
  ])("at most $times times the floor to find $differences", ({ differences, times }) => {
    const costs: number[] = [];
    let firstTime = 0;
    const rounds = 25;
    for (let seed = 0; seed < rounds; seed++) {
      // From both sides, and from one side alone.
      const half = seed % 2 === 0 ? differences / 2 : 0;
      const [a, b] = places(2000, half, differences - half, LIMITS, `${seed}`);
      const [sideA, sideB] = [new Tally(a.side), new Tally(b.side)];
      talk(sideA, sideB);
      expect(a.holdsSameAs(b)).toBe(true);
      costs.push(
        sum([OPEN, MORE].map((kind) => sideA.bytes.get(kind)).concat(sideB.bytes.get(SYMBOLS))),
      );
      if (!sideA.messages.has(MORE)) firstTime += 1;
    }
    const median = costs.toSorted((x, y) => x - y)[Math.floor(rounds / 2)]!;
    expect(median / (8 * differences)).toBeLessThan(times);
    expect(firstTime).toBeGreaterThan(rounds / 2);
  });

  test("what is missing is given once and asked for once, by half its id", () => {
    const [a, b] = places(500, 40, 60);
    const [sideA, sideB] = [new Tally(a.side), new Tally(b.side)];
    talk(sideA, sideB);
    expect(a.holdsSameAs(b)).toBe(true);
    expect(sideA.bytes.get(WANT)).toBe(3 + 60 * 4);
    expect(sum([sideA.bytes.get(GIVE), sideB.bytes.get(GIVE)])).toBeLessThan(2 * 4 + 100 * 8);
  });

  test("symbols for a number of differences are few, and never fewer than differences", () => {
    for (const differences of [0, 1, 10, 1e3, 1e6]) {
      expect(symbolsFor(differences)).toBeGreaterThan(differences);
    }
    expect(symbolsFor(1e6)).toBeLessThan(1.36e6);
  });
});

describe("limits", () => {
  test("no message is larger than it may be, and no answer longer", () => {
    const [a, b] = places(300, 400, 900, SMALL);
    let largest = 0;
    untilEqual(a, b, () => (largest = Math.max(largest, talk(a.side, b.side).largestBytes)), 100);
    expect(largest).toBeLessThanOrEqual(SMALL.messageBytesMax);
    const [c, d] = places(0, 0, 5000, SMALL);
    const heard = d.side.receive(c.side.begin(0)[0]!, 0);
    expect(heard.kind === "heard" && heard.replies.length).toBe(SMALL.burstMessagesMax);
  });

  test("what was found is not looked for again when it comes in pieces", () => {
    const [a, b] = places(0, 0, 3000, SMALL);
    const [sideA, sideB] = [new Tally(a.side), new Tally(b.side)];
    untilEqual(a, b, () => talk(sideA, sideB), 50);
    expect(sideB.bytes.get(SYMBOLS)).toBeLessThan(3000 * 1.8 * SYMBOL_BYTES);
    expect(sideA.messages.get(OPEN)).toBeLessThanOrEqual(2);
  });

  test.each([0, 20])("who asks in vain looks again, having given %i", (given) => {
    const [a, b] = places(10, given, 50);
    talk(a.side, { begin: () => [], receive: (m, now) => deafToWants(b.side, m, now) });
    expect(a.holdsSameAs(b)).toBe(false);
    if (given > 0) a.set.add("b 7");
    const kinds = [1, 2].map(() => a.side.begin(0)[0]![1]);
    expect(kinds).toEqual([OPEN, OPEN]);
  });
});

/** Passes on everything but what asks for entries. */
function deafToWants(side: Side, message: Uint8Array, nowMs: number) {
  if (message[1] === WANT) return { kind: "heard", replies: [], items: 0 } as const;
  return side.receive(message, nowMs);
}

describe("a bad link", () => {
  test.each([SMALL, LIMITS])("everything arrives at last: %o", (limits) => {
    const anyCount = fc.nat(limits === SMALL ? 150 : 600);
    fc.assert(
      fc.property(anyCount, anyCount, anyCount, fc.nat(), (common, onlyA, onlyB, seed) => {
        const [a, b] = places(common, onlyA, onlyB, limits);
        const random = seededRandom(`${seed}`);
        const link = { random, loss: 0.5, duplicate: 0.3, reorder: 0.3 };
        let turn = 0;
        untilEqual(
          a,
          b,
          () => {
            const [first, second] = turn++ % 2 === 0 ? [a, b] : [b, a];
            expect(talk(first.side, second.side, link).refusals).toEqual([]);
          },
          400,
        );
      }),
      { numRuns: 30 },
    );
  });

  test("a message lost in the middle is asked for again, and nothing else", () => {
    const [a, b] = places(0, 0, 150, { ...SMALL, burstMessagesMax: 16 });
    const heard = b.side.receive(a.side.begin(0)[0]!, 0);
    const symbols = heard.kind === "heard" ? heard.replies : [];
    expect(symbols.length).toBeGreaterThan(4);
    const replies = symbols.flatMap((message, i) => {
      const answer = i === 1 ? undefined : a.side.receive(message, 0);
      return answer?.kind === "heard" ? answer.replies : [];
    });
    expect(replies.map((message) => message[1])).toEqual([MORE]);
    const again = b.side.receive(replies[0]!, 0);
    expect(again.kind === "heard" && again.replies.map((message) => message.length)).toEqual([
      symbols[1]!.length,
    ]);
  });

  test("symbols that come twice are answered once", () => {
    const [a, b] = places(0, 0, 4000, SMALL);
    const heard = b.side.receive(a.side.begin(0)[0]!, 0);
    const symbols = heard.kind === "heard" ? heard.replies : [];
    const replies = [...symbols, ...symbols].map((message) => {
      const answer = a.side.receive(message, 0);
      return answer.kind === "heard" ? answer.replies.length : -1;
    });
    expect(replies).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
  });

  test("a peer that changes meanwhile is found anew", () => {
    const [a, b] = places(100, 300, 300, SMALL);
    let changes = 0;
    const restless: Side = {
      begin: (nowMs) => b.side.begin(nowMs),
      receive: (message, nowMs) => {
        if (changes < 20 && message[1] === MORE) b.set.add(`change ${changes++}`);
        return b.side.receive(message, nowMs);
      },
    };
    untilEqual(a, b, () => expect(talk(a.side, restless).refusals).toEqual([]), 60);
    expect(changes).toBe(20);
  });

  test("a peer that forgets meanwhile is found anew", () => {
    const [a, b] = places(0, 0, 3000, SMALL);
    const heard = b.side.receive(a.side.begin(0)[0]!, 0);
    if (heard.kind === "heard") for (const message of heard.replies) a.side.receive(message, 0);
    for (const element of named("b", 2990)) b.set.forget(element);
    expect(a.side.begin(0)[0]![1]).toBe(MORE);
    expect(talk(a.side, b.side).refusals).toEqual([]);
    expect(a.holdsSameAs(b)).toBe(true);
  });

  test("who forgets meanwhile begins anew", () => {
    const [a, b] = places(0, 3000, 3000, SMALL);
    for (let round = 0; round < 3; round++) {
      const heard = b.side.receive(a.side.begin(0)[0]!, 0);
      // The first messages are lost.
      if (heard.kind === "heard") a.side.receive(heard.replies.at(-1)!, 0);
    }
    for (const element of a.set.elements()) a.set.forget(element);
    untilEqual(a, b, () => expect(talk(a.side, b.side).refusals).toEqual([]), 60);
  });

  test("changes between conversations cost no new start", () => {
    const [a, b] = places(50, 0, 0);
    for (let i = 0; i < 200; i++) {
      (i % 3 === 0 ? a : b).set.add(`later ${i}`);
      if (i % 7 === 0) talk(a.side, b.side);
    }
    talk(a.side, b.side);
    expect(a.holdsSameAs(b)).toBe(true);
  });
});

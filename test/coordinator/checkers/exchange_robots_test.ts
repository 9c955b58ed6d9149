/**
 * The checker of the exchange against real robots: it agrees with them, and sees when they are
 * tampered with.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { SecretMessage } from "../../../coordinator/checkers/checker.ts";
import { ExchangeModel } from "../../../coordinator/checkers/exchange.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { EXCHANGES } from "../../../robots/engine/robot.ts";
import { linesOf, setOf } from "./stage.ts";
import { Troupe } from "./troupe.ts";

/** Some are so long that few make an update: 45,000 and 45,084 bytes fill one to the last byte. */
const WORDS = [40_000, 6, 50_000, 1, 0, 30_000, 20, 33_000, 90_113, 45_000, 45_084, 12].map(
  (length, index) => new Uint8Array(length).fill(index),
);

/** What happens to a troupe: ticks, arrivals in any order, losses, doubles, deaths. */
const anyTroupe = fc.record({
  exchange: fc.constantFrom(...EXCHANGES),
  fanout: fc.integer({ min: 1, max: 3 }),
  shares: fc.array(fc.uniqueArray(fc.nat(WORDS.length - 1)), { minLength: 2, maxLength: 4 }),
  seed: fc.string({ maxLength: 4 }),
  acts: fc.array(fc.record({ kind: fc.nat(11), which: fc.nat(99) }), {
    minLength: 30,
    maxLength: 90,
    size: "max",
  }),
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
  const anyCulprit = fc.integer({ min: 1, max: 3 });
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
  expect(changed).toBeGreaterThan(100);
});

function contentOf({ wantsUpdate, offersUpdate, summary, update }: SecretMessage): string {
  return [wantsUpdate, offersUpdate, summary?.count, update?.length].join();
}

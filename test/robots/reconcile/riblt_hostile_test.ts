/**
 * Peers that say what no peer would: every conversation ends, memory is bounded, the state unchanged.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../robots/crdt/bytes.ts";
import { writeId } from "../../../robots/crdt/entry_id.ts";
import { SYMBOL_BYTES, SYMBOLS_MAX } from "../../../robots/reconcile/coded_symbols.ts";
import {
  type Limits,
  MESSAGE_BYTES_MIN,
  type Side,
  STRATEGY_CODES,
} from "../../../robots/reconcile/strategy.ts";
import { GIVE, OWN_KINDS } from "../../../robots/reconcile/trade.ts";
import { named, Place, places } from "../../support/places.ts";
import { talk } from "../../support/talk.ts";

const SMALL: Limits = { messageBytesMax: MESSAGE_BYTES_MIN, burstMessagesMax: 4 };

const OPEN = OWN_KINDS;
const MORE = OWN_KINDS + 1;
const SYMBOLS = OWN_KINDS + 2;

interface Claim {
  readonly digest?: { high: number; low: number };
  readonly count?: number;
  readonly from?: number;
  readonly aim?: number;
  readonly following?: number;
  readonly symbols?: number;
}

const DIGEST = { high: 7, low: 9 };

/** A message of symbols of noise; symbol 0 agrees with the digest. */
function symbolsMessage(claim: Claim = {}): Uint8Array {
  const { digest = DIGEST, count = 5, from = 0, aim = 9, following = 0, symbols = 9 } = claim;
  const writer = new ByteWriter().fixed(STRATEGY_CODES.riblt, 1).fixed(SYMBOLS, 1);
  writeId(writer, digest);
  writer.number(count).number(from).number(aim).number(following);
  for (let i = from; i < from + symbols; i++) {
    if (i === 0) writeId(writer, digest);
    else writer.fixed(i * 0x9e3779b1).fixed(i * 0x85ebca6b);
    writer.fixed(i, SYMBOL_BYTES - 8);
  }
  return writer.finish();
}

function moreMessage(place: Place, count: number, aim: number, ...ranges: number[]): Uint8Array {
  const writer = new ByteWriter().fixed(STRATEGY_CODES.riblt, 1).fixed(MORE, 1).number(count);
  writeId(writer, place.state.index.digest);
  writer.number(aim);
  for (const number of ranges) writer.number(number);
  return writer.finish();
}

test("noise changes nothing and is never thrown about", () => {
  const place = new Place(named("x", 40));
  const { digest } = place.state.index;
  const anyMessage = fc
    .tuple(fc.integer({ min: OPEN, max: 9 }), fc.uint8Array({ maxLength: 200 }))
    .map(([kind, rest]) => Uint8Array.of(STRATEGY_CODES.riblt, kind, ...rest));
  fc.assert(
    fc.property(fc.oneof(anyMessage, fc.uint8Array()), fc.boolean(), (message, first) => {
      if (first) place.side.begin(0);
      const heard = place.side.receive(message, 0);
      if (heard.kind === "heard") expect(heard.items).toBe(0);
    }),
    { numRuns: 2000 },
  );
  expect(place.state.index.digest).toEqual(digest);
});

test("one byte changed, or cut off, never makes a state that nobody had", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (when, where, change) => {
      const [a, b] = places(30, 20, 20);
      let messages = 0;
      const bent = (side: Side): Side => ({
        begin: (nowMs) => side.begin(nowMs),
        receive: (message, nowMs) => {
          if (messages++ !== when % 5 || message[1] === GIVE) return side.receive(message, nowMs);
          const changed = message.slice(0, change < 32 ? message.length - change : undefined);
          if (changed.length > 0) changed[where % changed.length]! ^= change;
          return side.receive(changed, nowMs);
        },
      });
      talk(bent(a.side), bent(b.side));
      const known = new Set([...named("both", 30), ...named("a", 20), ...named("b", 20)]);
      for (const place of [a, b]) {
        for (const element of place.set.elements()) expect(known.has(element)).toBe(true);
      }
      for (let round = 0; round < 4; round++) talk(a.side, b.side);
      expect(a.holdsSameAs(b)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("symbols that nobody asked for are not kept", () => {
  const place = new Place(["x"]);
  expect(place.side.receive(symbolsMessage(), 0)).toEqual({
    kind: "heard",
    replies: [],
    items: 0,
  });
  expect(place.side.begin(0)[0]![1]).toBe(OPEN);
});

test.each<[string, Claim]>([
  ["an index beyond what a burst could reach", { from: 200_000, count: 1e9 }],
  ["an index beyond all entries", { from: 1100, symbols: 200 }],
  ["an index beyond all symbols", { from: SYMBOLS_MAX, count: 1e12 }],
  ["an index beyond all numbers", { from: 2 ** 53 - 5, symbols: 1 }],
])("refuses %s", (_, claim) => {
  const place = new Place(["x"]);
  place.side.begin(0);
  const bytes = symbolsMessage({ ...claim, symbols: claim.symbols ?? 2 });
  expect(place.side.receive(bytes, 0)).toEqual({ kind: "refused", reason: "contradictory" });
});

test("refuses a state that changes its size and keeps its digest", () => {
  const place = new Place(["x"]);
  place.side.begin(0);
  expect(place.side.receive(symbolsMessage({ following: 1 }), 0).kind).toBe("heard");
  const bytes = symbolsMessage({ count: 6, from: 9 });
  expect(place.side.receive(bytes, 0)).toEqual({ kind: "refused", reason: "contradictory" });
});

test("symbols without an end are asked for only up to what entries could need", () => {
  const place = new Place(named("x", 100));
  const digest = place.state.index.digest;
  let [request] = place.side.begin(0);
  const most = 2 * (100 + 5) + 1024;
  let asked = 0;
  let from = 0;
  for (let round = 0; request !== undefined; round++) {
    expect(from).toBeLessThan(most);
    const symbols = Math.min(9, most - from);
    const heard = place.side.receive(symbolsMessage({ from, symbols }), 0);
    from += symbols;
    if (heard.kind === "refused") {
      expect(heard.reason).toBe("contradictory");
      break;
    }
    request = heard.replies[0]!;
    const reader = new ByteReader(request);
    reader.raw(2);
    reader.number();
    reader.raw(8);
    asked = Math.max(asked, reader.number());
  }
  expect([asked, from]).toEqual([most, most]);
  expect(place.state.symbols.end).toBeLessThanOrEqual(1.125 * most);
  expect(place.state.index.digest).toEqual(digest);
  // And all of it is forgotten.
  expect(place.side.begin(0)[0]![1]).toBe(OPEN);
});

test("the same for symbols of which more are always said to follow", () => {
  const place = new Place(["x"]);
  place.side.begin(0);
  const most = 2 * (1 + 5) + 1024;
  const hear = (from: number, symbols: number) =>
    place.side.receive(symbolsMessage({ from, symbols, following: 1 }), 0).kind;
  expect(hear(0, most)).toBe("heard");
  expect(place.side.begin(0)[0]![1]).toBe(OPEN);
  expect([hear(0, most), hear(most, 1)]).toEqual(["heard", "refused"]);
});

test("answers to requests are bounded, whatever is asked for", () => {
  const place = new Place(named("x", 100), SMALL);
  const answer = (bytes: Uint8Array) => place.side.receive(bytes, 0);
  const far = 2 * (100 + 5) + 1024;
  const good = answer(moreMessage(place, 5, far, 0, far));
  expect(good.kind === "heard" && good.replies.length).toBe(SMALL.burstMessagesMax);
  const refusals = [
    moreMessage(place, 5, far + 1, 0, 1),
    moreMessage(place, 5, far, far, 1),
    moreMessage(place, 2 ** 53 - 1, SYMBOLS_MAX + 1, 0, 1),
    moreMessage(place, 2 ** 53 - 1, 1, 2 ** 53 - 1, 2 ** 53 - 1),
  ];
  for (const bytes of refusals) {
    expect(answer(bytes)).toEqual({ kind: "refused", reason: "contradictory" });
  }
  const malformed = [
    moreMessage(place, 5, 9),
    moreMessage(place, 5, 9, 0, 0),
    moreMessage(place, 5, 9, 0),
    moreMessage(place, 5, 20, ...Array.from({ length: 17 }, () => [0, 1]).flat()),
  ];
  for (const bytes of malformed) {
    expect(answer(bytes)).toEqual({ kind: "refused", reason: "malformed" });
  }
  expect(place.state.symbols.end).toBeLessThanOrEqual(far);
  // And when it is asked about another state, it begins at 0 and goes as far.
  const other = new Place(["y"]);
  const anew = other.side.receive(moreMessage(place, 5, 2 ** 53 - 1, 0, 1), 0);
  expect(anew.kind === "heard" && anew.replies.length).toBe(1);
  expect(other.state.symbols.end).toBe(2 * (1 + 5) + 1024);
});

test("what is held beyond all that may be asked for, as entries are gone, is forgotten", () => {
  const place = new Place(named("x", 100));
  place.side.begin(0);
  const bytes = symbolsMessage({ from: 1200, symbols: 2, following: 1 });
  expect(place.side.receive(bytes, 0).kind).toBe("heard");
  expect(place.side.begin(0)[0]![1]).toBe(MORE);
  for (const element of named("x", 100)) place.set.forget(element);
  expect(place.side.begin(0)[0]![1]).toBe(OPEN);
});

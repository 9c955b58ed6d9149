/**
 * Hashes of ranges of ids, split where they differ.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { rangeBased } from "../../../robots/reconcile/range_based.ts";
import { STRATEGY_CODES } from "../../../robots/reconcile/strategy.ts";
import { NARROW, narrowsDown, pairOf, setOf } from "../../support/narrowing.ts";
import { talk } from "../../support/talk.ts";

/** What is said of a range. */
const NOTHING = 0;
const HASH = 1;
const IDS = 2;
const hash = [1, 2, 3, 4, 5, 6, 7, 8];

/** The byte before a bound. */
function head(what: number, shared: number, bytes: number): number {
  return what + 3 * (shared + 9 * bytes);
}

/** What a side makes of these bytes. */
function hear(bytes: readonly number[], kind = 3) {
  const writer = new ByteWriter().fixed(STRATEGY_CODES.range_based, 1).fixed(kind, 1);
  const message = writer.raw(Uint8Array.from(bytes)).finish();
  return rangeBased.side(setOf(["x", 100]), NARROW).receive(message, 0);
}

/**
 * All, four times an eighth of it, ids, want, give; and two more when the ids of one side stand where
 * the other has few, so that a part is only smaller for the one that made it.
 */
narrowsDown(rangeBased, 10);

test("asks all that differs at once", () => {
  const [a, b] = pairOf({ both: 3000, a: 30, b: 30 });
  const limits = { messageBytesMax: 128 * 1024, burstMessagesMax: 16 };
  const once = talk(rangeBased.side(a, limits), rangeBased.side(b, limits));
  expect(once.messages).toBeLessThanOrEqual(once.legs + 1);
});

describe("a message", () => {
  test.each([
    ["all", [head(HASH, 0, 0), ...hash]],
    ["a first part", [head(HASH, 0, 1), 0x20, ...hash]],
    ["a later part", [head(NOTHING, 0, 1), 0x20, head(HASH, 0, 2), 0x21, 7, ...hash]],
    ["two parts", [head(HASH, 0, 1), 0x20, ...hash, head(HASH, 1, 2), 7, ...hash]],
    ["the last part", [head(NOTHING, 0, 1), 0x20, head(HASH, 0, 0), ...hash]],
    ["a single id", [head(NOTHING, 0, 8), 1, 2, 3, 4, 5, 6, 7, 8, head(IDS, 7, 8), 9, 1, 8]],
    ["that nothing is there", [head(IDS, 0, 0), 0]],
  ])("is heard about %s", (_, bytes) => {
    expect(hear(bytes).kind).toBe("heard");
  });

  test.each([
    ["of another kind", [head(HASH, 0, 0), ...hash], 4],
    ["about no range", []],
    ["about nothing", [head(NOTHING, 0, 1), 0x20]],
    ["about nothing at all", [head(NOTHING, 0, 0)]],
    [
      "about nothing twice",
      [head(NOTHING, 0, 1), 1, head(NOTHING, 0, 1), 2, head(HASH, 0, 0), ...hash],
    ],
    ["about nothing in the end", [head(HASH, 0, 1), 1, ...hash, head(NOTHING, 0, 1), 2]],
    ["without its hash", [head(HASH, 0, 0)]],
    [
      "about what is below the range before",
      [head(HASH, 0, 1), 2, ...hash, head(HASH, 0, 1), 1, ...hash],
    ],
    ["about an empty range", [head(HASH, 0, 1), 2, ...hash, head(HASH, 1, 1), ...hash]],
    ["about all twice", [head(HASH, 0, 0), ...hash, head(HASH, 0, 0), ...hash]],
    [
      "about what is behind the end",
      [head(HASH, 0, 0), ...hash, head(HASH, 0, 8), ...hash, ...hash],
    ],
    ["with a bound that ends in a zero", [head(HASH, 0, 2), 1, 0, ...hash]],
    [
      "with a bound that could share more",
      [head(HASH, 0, 1), 1, ...hash, head(HASH, 0, 2), 1, 2, ...hash],
    ],
    ["with a bound that shares more than it has", [head(HASH, 5, 4), 1, ...hash]],
    ["with a bound of nine bytes", [head(HASH, 0, 8) + 27, ...hash, ...hash]],
    ["with an end that shares bytes", [head(HASH, 1, 0), ...hash]],
    ["with ids that do not ascend", [head(IDS, 0, 0), 2, ...hash, ...hash]],
    ["with ids outside their range", [head(IDS, 0, 1), 1, 1, 0, 0, 0, 0, 0, 0, 0, 2]],
    ["with fewer ids than it says", [head(IDS, 0, 0), 2, ...hash]],
  ])("is refused %s", (_, bytes, kind = 3) => {
    expect(hear(bytes, kind)).toEqual({ kind: "refused", reason: "malformed" });
  });

  test("with a bound that is shared by 16 digits is read as it was written", () => {
    // Two bounds next to each other, as far as they can be.
    const bytes = [head(NOTHING, 0, 8), ...hash, head(IDS, 7, 8), 9, 1, 8];
    const heard = hear(bytes);
    // One id is asked for: the lower half of it.
    expect(heard).toMatchObject({ kind: "heard", items: 0 });
    expect(heard.kind === "heard" && [...heard.replies[0]!]).toEqual([
      STRATEGY_CODES.range_based,
      2,
      1,
      ...hash.slice(4).reverse(),
    ]);
  });
});

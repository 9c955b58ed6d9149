/**
 * Which strategy costs least, as far as can be told before anything is compared.
 *
 * @module
 */
import type { StrategyName } from "./strategy.ts";

/** What is known when the choice is made. */
export interface Prospect {
  /** Entries here and there. */
  readonly mine: number;
  readonly theirs: number;
  /** Mean bytes of an entry. */
  readonly entryBytes: number;
  /** How many entries are likely to be in one state only; at least the difference of the counts. */
  readonly expected: number;
  /** How many origins number the updates; `undefined` for types that do not number them. */
  readonly origins: number | undefined;
}

export interface Choice {
  readonly strategy: StrategyName;
  /** Bytes that it is expected to need besides the entries that are missing. */
  readonly bytes: number;
  /** Why it was chosen, in words. */
  readonly why: string;
}

/** Above this many entries the symbols of riblt take seconds and gigabytes to prepare. */
export const RIBLT_ENTRIES_MAX = 10_000_000;

/** What a message takes besides what it says: the envelope, and being sent at all. */
const MESSAGE_BYTES = 64;
/** Messages of a conversation that is not cut off, besides those that give. */
const MESSAGES = { full_state: 1, digest: 3, delta: 2, riblt: 3, range_based: 8 };

/** Of more differences than this riblt cannot decode the symbols (coded_symbols.ts). */
export const RIBLT_DIFFERENCES_MAX = 1_000_000;

/**
 * What is tried next when the best was in vain: these compare ids, so there is nothing that they cannot
 * see. What sends or names everything is not: perhaps all was only lost on the way.
 */
const BY_IDS: readonly StrategyName[] = ["riblt", "range_based"];

/** What an origin takes in a version vector: a short name and a number. */
const ORIGIN_BYTES = 8;
/** An opening with sketch; then symbols, and half an id to ask for what is missing. */
const RIBLT_OPENING_BYTES = 110;
const RIBLT_BYTES_EACH = 20;
/** Fingerprints of ranges down to a few ids: measured, docs/reconciliation.md. */
const RANGE_BYTES_EACH = 300;
/** A truncated id. */
const DIGEST_BYTES_EACH = 5;

type Cost = [strategy: keyof typeof MESSAGES, bytes: number, what: string];

function bytesOf([strategy, bytes]: Cost): number {
  return bytes + MESSAGES[strategy] * MESSAGE_BYTES;
}

function cheapest(costs: readonly Cost[]): Cost {
  return costs.reduce((best, cost) => (bytesOf(cost) < bytesOf(best) ? cost : best));
}

const NONE: ReadonlySet<StrategyName> = new Set();

/**
 * Chooses the strategy with the fewest bytes.
 *
 * @param without What has been tried in vain.
 *
 * @example
 * ```ts
 * import { chooseStrategy } from "./choose.ts";
 * const sets = { mine: 1e6, theirs: 1e6, entryBytes: 40, expected: 100, origins: undefined };
 * console.log(chooseStrategy(sets).strategy); // riblt
 * console.log(chooseStrategy({ ...sets, origins: 5 }).strategy); // delta
 * console.log(chooseStrategy({ ...sets, mine: 2, theirs: 1, expected: 1 }).strategy); // full_state
 * ```
 */
export function chooseStrategy(
  prospect: Prospect,
  without: ReadonlySet<StrategyName> = NONE,
): Choice {
  const { mine, theirs, entryBytes, origins } = prospect;
  const expected = Math.max(prospect.expected, Math.abs(mine - theirs));
  const all = mine + theirs;
  const larger = Math.max(mine, theirs);
  const costs: Cost[] = [
    // What is missing has to be sent by every strategy.
    ["full_state", Math.max(0, all - expected) * (entryBytes + 1), `all ${all} entries`],
    ["digest", larger * DIGEST_BYTES_EACH, `${larger} ids`],
  ];
  if (origins !== undefined) {
    costs.push(["delta", 2 * origins * ORIGIN_BYTES, `the versions of ${origins} origins`]);
  }
  if (larger <= RIBLT_ENTRIES_MAX && expected <= RIBLT_DIFFERENCES_MAX) {
    const bytes = RIBLT_OPENING_BYTES + expected * RIBLT_BYTES_EACH;
    costs.push(["riblt", bytes, `symbols for about ${expected} differences`]);
  }
  costs.push(["range_based", expected * RANGE_BYTES_EACH, `ranges of ${larger} ids`]);
  const least = cheapest(costs);
  const others = costs.filter(([name]) => BY_IDS.includes(name) && !without.has(name));
  const best = without.has(least[0]) && others.length > 0 ? cheapest(others) : least;
  const [strategy, , what] = best;
  const bytes = Math.round(bytesOf(best));
  return { strategy, bytes, why: `${strategy}: ${what} take about ${bytes} bytes, the least` };
}

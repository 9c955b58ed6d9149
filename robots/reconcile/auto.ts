/**
 * A side that answers every strategy, whatever it begins with itself: so robots of one run may differ
 * in theirs. It begins with one strategy or, as `auto`, with a greeting, and then the side that has
 * heard it chooses. Should states still differ as they did the last time, it chooses another one: each
 * strategy has something that it cannot see, such as a deletion that versions count as seen.
 *
 * ```text
 * greeting   strategy auto, 3, entries held, digest (8 bytes)
 * ```
 *
 * Behind whatever it begins with, it tells what its state has to tell besides entries (standing.ts).
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import { type Choice, chooseStrategy } from "./choose.ts";
import { type EntryId, equalIds, readId, writeId } from "../crdt/entry_id.ts";
import type { Reconcilable } from "./reconcilable.ts";
import {
  type Heard,
  type Limits,
  type Side,
  type Strategy,
  STRATEGY_CODES,
  type StrategyName,
} from "./strategy.ts";
import { STANDING, StandingTalk } from "./standing.ts";
import { hear, message, OWN_KINDS, refused, replied, SILENCE } from "./trade.ts";

const GREETING = OWN_KINDS;

/** The digest of an empty state. */
const NOTHING: EntryId = { high: 0, low: 0 };

export class AnySide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  readonly #strategies: readonly Strategy[];
  readonly #opening: StrategyName;
  readonly #standing: StandingTalk;
  /** By code; made when first needed. */
  readonly #sides = new Map<number, Side>();
  /** Entries learned since the last greeting: as many may be missing the next time. */
  #learned = 0;
  #choice: Choice | undefined;
  /** The digests when it was last greeted, and what was chosen since they are these. */
  #greeted = { mine: NOTHING, theirs: NOTHING };
  readonly #inVain = new Set<StrategyName>();

  /**
   * @param strategies All that can be answered.
   * @param opening How to begin.
   */
  constructor(
    state: Reconcilable,
    limits: Limits,
    strategies: readonly Strategy[],
    opening: StrategyName,
  ) {
    this.#state = state;
    this.#limits = limits;
    this.#strategies = strategies;
    this.#opening = opening;
    this.#standing = new StandingTalk(state, limits);
  }

  /** What `auto` chose last, and why; `undefined` before it had to. */
  get choice(): Choice | undefined {
    return this.#choice;
  }

  begin(nowMs: number): readonly Uint8Array[] {
    return [...this.#begin(nowMs), ...this.#standing.begin()];
  }

  #begin(nowMs: number): readonly Uint8Array[] {
    if (this.#opening !== "auto") return this.#side(this.#opening)!.begin(nowMs);
    const writer = message(STRATEGY_CODES.auto, GREETING).number(this.#state.index.count);
    writeId(writer, this.#state.index.digest);
    return [writer.finish()];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    const heard = this.#receive(bytes, nowMs);
    if (heard.kind === "heard") this.#learned += heard.items;
    return heard;
  }

  #receive(bytes: Uint8Array, nowMs: number): Heard {
    if (bytes[0] === STRATEGY_CODES.auto) {
      return hear(this.#state, STRATEGY_CODES.auto, bytes, this.#limits, nowMs, (kind, reader) => {
        if (kind === STANDING) return this.#standing.hear(reader);
        return kind === GREETING ? this.#hearGreeting(reader, nowMs) : refused("malformed");
      });
    }
    const name = this.#strategies.find(
      (strategy) => STRATEGY_CODES[strategy.name] === bytes[0],
    )?.name;
    if (name === undefined) return refused("malformed");
    const side = this.#side(name);
    return side === undefined ? refused("unsupported") : side.receive(bytes, nowMs);
  }

  #hearGreeting(reader: ByteReader, nowMs: number): Heard {
    const theirs = reader.number();
    const digest = readId(reader);
    if (!reader.end) return refused("malformed");
    const { index, entries } = this.#state;
    if (theirs === index.count && equalIds(digest, index.digest)) return SILENCE;
    this.#noteProgress(index.digest, digest);
    const prospect = {
      mine: index.count,
      theirs,
      entryBytes: index.count === 0 ? 0 : index.bytesTotal / index.count,
      // They differ, so something is missing.
      expected: Math.max(1, this.#learned),
      origins: entries.versions?.seen().size,
    };
    this.#choice = chooseStrategy(prospect, this.#inVain);
    if (this.#inVain.has(this.#choice.strategy)) this.#inVain.clear();
    this.#inVain.add(this.#choice.strategy);
    this.#learned = 0;
    return replied(this.#side(this.#choice.strategy)!.begin(nowMs));
  }

  /** What was chosen since one of the states changed was in vain, or lost on the way. */
  #noteProgress(mine: EntryId, theirs: EntryId): void {
    if (!equalIds(mine, this.#greeted.mine) || !equalIds(theirs, this.#greeted.theirs)) {
      this.#inVain.clear();
    }
    this.#greeted = { mine, theirs };
  }

  /** @returns `undefined` when the strategy is unknown or cannot be used for this type. */
  #side(name: StrategyName): Side | undefined {
    const code = STRATEGY_CODES[name];
    const made = this.#sides.get(code);
    if (made !== undefined) return made;
    const strategy = this.#strategies.find((each) => each.name === name);
    if (strategy === undefined || strategy.refuses(this.#state) !== undefined) return undefined;
    const side = strategy.side(this.#state, this.#limits);
    this.#sides.set(code, side);
    return side;
  }
}
